#!/bin/sh
# Prints the path of a Chromium for the browser tests; installs Debian's when there is none and we are root.
# Prints nothing, and says on the error channel what to do, when there is none in the end.
set -u

find_chromium() {
  if [ -n "${GENNAKER_CHROMIUM:-}" ] && [ -x "$GENNAKER_CHROMIUM" ]; then
    printf '%s\n' "$GENNAKER_CHROMIUM"
    return 0
  fi
  for name in chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$name" && return 0
  done
  for path in '/Applications/Chromium.app/Contents/MacOS/Chromium' '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
    if [ -x "$path" ]; then printf '%s\n' "$path"; return 0; fi
  done
  return 1
}

find_chromium && exit 0

install='apt-get update && apt-get install -y --no-install-recommends chromium'
if ! command -v apt-get >/dev/null 2>&1; then
  printf 'gennaker: no Chromium was found, so the browser test is left out. Install Chromium, or set GENNAKER_CHROMIUM to its path.\n' >&2
elif [ "$(id -u)" -ne 0 ]; then
  printf "gennaker: no Chromium was found, so the browser test is left out. To have it run:  sudo sh -c '%s'\n" "$install" >&2
else
  printf 'Installing Chromium for the browser test (once, about 300 MB) ...\n' >&2
  log=$(mktemp "${TMPDIR:-/tmp}/gennaker-chromium.XXXXXX")
  if DEBIAN_FRONTEND=noninteractive sh -c "$install" >"$log" 2>&1 </dev/null && find_chromium; then
    rm -f "$log"
  else
    tail -n 5 "$log" >&2
    printf 'gennaker: Chromium could not be installed, so the browser test is left out; the whole log is in %s. By hand:  %s\n' "$log" "$install" >&2
  fi
fi
