#!/bin/sh
# Builds Deck into deck/dist when one of its sources is newer than the last build; otherwise returns at once.
# It builds aside and moves the result into place, so a server that runs meanwhile never serves half a build.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"
stamp=deck/dist/.stamp

# Folders count too: their time changes when a file is removed. deck/ itself changes whenever deck/dist is replaced.
changed() {
  [ -f "$stamp" ] || return 0
  set -- package-lock.json deck src/lib
  for panels in src/providers/*/deck; do
    if [ -d "$panels" ]; then set -- "$@" "$panels"; fi
  done
  [ -n "$(find "$@" -path deck/dist -prune -o ! -path deck -newer "$stamp" -print | head -n 1)" ]
}

changed || exit 0

[ -f deck/index.html ] || { printf 'gennaker: deck/index.html is missing; the sources of the UI are incomplete.\n' >&2; exit 1; }
printf 'Building the user interface ...\n' >&2
mkdir -p node_modules/.cache
work=$(mktemp -d node_modules/.cache/deck.XXXXXX)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
# The stamp carries the time at which the build began: what changes while it runs is built the next time.
: >"$work/began"
if ! vite build deck --outDir "$root/$work/dist" --emptyOutDir --logLevel warn >"$work/log" 2>&1; then
  cat "$work/log" >&2
  printf 'gennaker: the user interface could not be built; its errors are above.\n' >&2
  exit 1
fi
mv "$work/began" "$work/dist/.stamp"
if [ -d deck/dist ]; then mv deck/dist "$work/previous"; fi
mv "$work/dist" deck/dist
