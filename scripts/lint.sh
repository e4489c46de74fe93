#!/bin/sh
# Format, lint and arrows. dependency-cruiser passes when it reads nothing, so the number of modules that it read is checked.
set -eu
biome check .
sh scripts/arrows.sh
