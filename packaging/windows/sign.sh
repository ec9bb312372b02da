#!/usr/bin/env bash
# Signs programs for Windows: sign.sh FILE... with the certificate in WINDOWS_CERTIFICATE (a .pfx in base64) and PASSWORD.
set -euo pipefail
certificate=$(mktemp --suffix=.pfx)
trap 'rm -f "$certificate"' EXIT
base64 --decode <<< "$WINDOWS_CERTIFICATE" > "$certificate"
signtool=$(find "/c/Program Files (x86)/Windows Kits/10/bin" -path '*x64/signtool.exe' | sort | tail -1)
for file in "$@"; do
    "$signtool" sign -f "$(cygpath -w "$certificate")" -p "$PASSWORD" -fd SHA256 -td SHA256 \
        -tr http://timestamp.digicert.com -d PhotoFix "$file"
done
