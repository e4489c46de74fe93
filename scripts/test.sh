#!/bin/sh
# Gets what the tests need, then runs them: all of them, or the files, folders and Vitest flags that are given.
set -eu
cd "$(dirname -- "$0")/.."

# Only a whole run, or one that names the browser's tests, needs a browser.
case "$#-$*" in
  0-* | *browser* | *e2e*)
    GENNAKER_CHROMIUM=$(sh scripts/chromium.sh)
    export GENNAKER_CHROMIUM
    sh scripts/build-deck.sh
    ;;
esac

# Tests bring their own state: neither a person's settings nor a person's home may change what they see.
unset GENNAKER_HOME GENNAKER_DECK_PORT GENNAKER_GATE_PORT GENNAKER_HOST GENNAKER_SANDBOX GENNAKER_SERVICES GENNAKER_CONFIG GENNAKER_LOG_LEVEL DATABASE_URL
unset SPRING_PROFILES_ACTIVE SPRING_APPLICATION_JSON SPRING_CONFIG_IMPORT SPRING_CONFIG_ADDITIONAL_LOCATION

exec vitest run "$@"
