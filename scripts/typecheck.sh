#!/bin/sh
set -eu
tsc --noEmit -p tsconfig.json
tsc --noEmit -p deck/tsconfig.json
