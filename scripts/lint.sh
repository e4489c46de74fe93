#!/bin/sh
# Format and lint rules first, then the arrows between the rooms; both are run, so that one look shows everything.
set -u
failed=0
biome check . || failed=1
node scripts/arrows.ts || failed=1
exit "$failed"
