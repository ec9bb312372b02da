#!/bin/sh
# Puts PhotoFix, where it lies, into the person's menu and path; with --remove takes it out again.
set -eu
here=$(dirname "$(readlink -f "$0")")
data=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin

files() { (cd "$here/share" && find applications icons mime man -type f); }

if [ "${1:-}" = --remove ]; then
    files | while read -r file; do rm -f "$data/$file"; done
    rm -f "$bin/photofix"
else
    mkdir -p "$bin"
    files | while read -r file; do
        mkdir -p "$data/$(dirname "$file")"
        cp "$here/share/$file" "$data/$file"
    done
    ln -sf "$here/photofix" "$bin/photofix"
    # The menu's entry names the program by its whole path: not every desktop looks into ~/.local/bin.
    sed -i "s|^Exec=photofix|Exec=\"$here/photofix\"|; s|^TryExec=.*|TryExec=$here/photofix|" \
        "$data/applications/photofix.desktop"
fi
for tool in "update-desktop-database $data/applications" "update-mime-database $data/mime"; do
    command -v "${tool%% *}" >/dev/null && $tool || true
done
