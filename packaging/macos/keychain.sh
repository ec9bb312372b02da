#!/usr/bin/env bash
# Takes up what signing and notarising need, on a machine that is thrown away afterwards, and prints what dmg.sh reads:
# MACOS_CERTIFICATE (a .p12 in base64) and PASSWORD; NOTARY_KEY (a .p8), NOTARY_KEY_ID, NOTARY_ISSUER, if there are any.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
keychain=$HOME/Library/Keychains/photofix.keychain-db
secret=$(uuidgen)
base64 --decode <<< "$MACOS_CERTIFICATE" > "$folder/certificate.p12"
security create-keychain -p "$secret" "$keychain" >&2
security set-keychain-settings -lut 7200 "$keychain" >&2
security unlock-keychain -p "$secret" "$keychain" >&2
security import "$folder/certificate.p12" -P "$PASSWORD" -k "$keychain" -T /usr/bin/codesign >&2
security set-key-partition-list -S apple-tool:,apple: -s -k "$secret" "$keychain" > /dev/null
security list-keychains -d user -s "$keychain" login.keychain >&2
identity=$(security find-identity -v -p codesigning "$keychain" | sed -n 's/.*"\(Developer ID Application.*\)"/\1/p' | head -1)
echo "MACOS_IDENTITY=$identity"
if [ -n "${NOTARY_KEY:-}" ]; then
    printf '%s' "$NOTARY_KEY" > "$folder/key.p8"
    xcrun notarytool store-credentials photofix --key "$folder/key.p8" --key-id "$NOTARY_KEY_ID" \
        --issuer "$NOTARY_ISSUER" >&2
    echo "NOTARY_PROFILE=photofix"
fi
