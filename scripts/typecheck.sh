#!/bin/sh
# Checks the server, then Deck; what did not change since the last time is not checked again.
set -eu
mkdir -p node_modules/.cache
tsc --noEmit --incremental --tsBuildInfoFile node_modules/.cache/server.tsbuildinfo -p tsconfig.json
tsc --noEmit --incremental --tsBuildInfoFile node_modules/.cache/deck.tsbuildinfo -p deck/tsconfig.json
