#!/usr/bin/env bash
# Installs a .deb on a bare system and tries it: check_deb.sh PHOTOFIX.deb [SUITE] [FOLDER]; as root, on Debian or Ubuntu.
#
# In a fresh chroot without Python, with the network cut while PhotoFix runs: its self-test, a photo healed on the command
# line, the window under Xvfb (a picture of it goes to FOLDER), and what is left when it is purged. SUITE: bookworm.
# A folder CACHE, if it is set, keeps the bare system for the next time.
set -euo pipefail
deb=$(realpath "$1")
suite=${2:-bookworm}
out=$(realpath -m "${3:-build/check}")
bare=${CACHE:-$(mktemp -d)}/$suite.tar
root=$(mktemp -d)/$suite
mkdir -p "$out" "$(dirname "$bare")"

for tool in debootstrap Xvfb xdotool import unshare; do
    command -v $tool > /dev/null || missing="${missing:-} $tool"
done
if [ -n "${missing:-}" ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
        debootstrap xvfb xdotool imagemagick util-linux
fi
if [ ! -e "$bare" ]; then
    debootstrap --variant=minbase "$suite" "$root" > "$out/debootstrap.log"
    tar -C "$(dirname "$root")" -cf "$bare" "$suite"
else
    tar -C "$(dirname "$root")" -xf "$bare"
fi
display=
cleanup() {
    [ -z "$display" ] || kill "$display" 2> /dev/null || true
    for place in tmp/.X11-unix dev proc; do umount "$root/$place" 2> /dev/null || true; done
    rm -rf --one-file-system "$(dirname "$root")"
}
trap cleanup EXIT
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
cp /etc/resolv.conf "$root/etc/resolv.conf"
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"; }
# Without a network but its own: whoever asks for another finds none.
alone() { unshare --net chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"; }
listing() { (cd "$root" && find . -xdev -path ./proc -prune -o -path ./dev -prune -o -print | LC_ALL=C sort); }

inside sh -c '! command -v python3'
inside apt-get update -qq
# The packages that it depends on come first, so that what it leaves behind itself can be told from theirs.
cp "$deb" "$root/photofix.deb"
depends=$(dpkg-deb --field "$deb" Depends | sed 's/ ([^)]*)//g; s/,/\n/g' | while IFS='|' read -r first other; do
    for name in $first $other; do
        if inside apt-cache show "$name" > /dev/null 2>&1; then echo "$name"; break; fi
    done
done)
inside env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends $depends > "$out/apt.log"
inside apt-get clean
inside sh -c '! command -v python3'
listing > "$out/before.txt"

inside dpkg --install /photofix.deb
echo "installed: $(inside dpkg-query --show --showformat '${Installed-Size}' photofix) kB"
alone photofix --version
alone photofix --self-test --strict --device cpu
sample=/usr/lib/photofix/_internal/resources/sample/sample.jpg
alone photofix heal $sample -o /tmp/healed.jpg
cp "$root/tmp/healed.jpg" "$out/healed.jpg"

number=:87
Xvfb $number -screen 0 1440x900x24 -nolisten tcp > "$out/xvfb.log" 2>&1 &
display=$!
sleep 2
mkdir -p "$root/tmp/.X11-unix"
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
# Twice: the second start, with the files in memory, is the one that a person sees all day.
for turn in first second; do
    begun=$(date +%s%N)
    alone env DISPLAY=$number photofix -- $sample 2> "$out/window-$turn.log" &
    program=$!
    window=$(DISPLAY=$number timeout 60 xdotool search --sync --onlyvisible --class photofix | head -1)
    echo "window visible after $(($(date +%s%N) - begun)) ns ($turn start)" | sed -E 's/([0-9]+)([0-9]{9}) ns/\1.\2 s/'
    sleep 8
    DISPLAY=$number import -window root "$out/window-$turn.png"
    kill "$(DISPLAY=$number xdotool getwindowpid "$window")"
    wait $program || true
done
umount "$root/tmp/.X11-unix"

inside dpkg --purge photofix
listing > "$out/after.txt"
# What a person's own folders hold stays, as it should; fontconfig keeps a list of fonts once there was a window.
others='^\./(root|tmp|var/log|var/lib/dpkg|var/cache/fontconfig)(/|$)'
if ! diff <(grep -vE "$others" "$out/before.txt") <(grep -vE "$others" "$out/after.txt"); then
    echo "Something is left behind, or gone with it." >&2
    exit 1
fi
echo "purged: nothing left behind"
