#!/usr/bin/env bash
# Makes the disk image of the application, signed and notarised where there is something to do it with:
#
#   packaging/macos/dmg.sh build/frozen/PhotoFix.app build/release/PhotoFix-1.0.dmg
#
#   MACOS_IDENTITY   the name of a "Developer ID Application" certificate in the keychain; without it, signed for nobody
#   NOTARY_PROFILE   the name under which `xcrun notarytool store-credentials` has kept an account; without it, not notarised
#
# Steps: 1. sign every library, then the bundle, with the hardened runtime and entitlements.plist; 2. make the image, with
# a link to Applications; 3. sign it; 4. send it to Apple and wait; 5. staple the ticket to it, so that it opens offline.
set -euo pipefail
app=$1 image=$2
here=$(cd "$(dirname "$0")" && pwd)
identity=${MACOS_IDENTITY:--}
signing=(codesign --force --options runtime --entitlements "$here/entitlements.plist" --sign "$identity")
if [ "$identity" != - ]; then signing+=(--timestamp); fi

find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' -o -perm -u+x \) -print0 |
    while IFS= read -r -d '' file; do
        if file -b "$file" | grep -q Mach-O; then "${signing[@]}" "$file"; fi
    done
"${signing[@]}" "$app"
codesign --verify --deep --strict "$app"

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
rm -f "$image"
hdiutil create -volname PhotoFix -srcfolder "$stage" -fs HFS+ -format ULMO "$image"

if [ "$identity" != - ]; then codesign --sign "$identity" --timestamp "$image"; fi
if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature "$image"
fi
