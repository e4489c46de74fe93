#!/bin/sh
# Installs the Debian package into a fresh Debian in a folder, as a person would, and looks whether it works: minutes, root, debootstrap.
#   npm run test:deb [-- FILE.deb]
set -eu
cd "$(dirname -- "$0")/.."

[ "$(id -u)" -eq 0 ] || { echo 'gennaker: only root can install into a folder; run it as root.' >&2; exit 1; }
command -v debootstrap >/dev/null || { echo 'gennaker: debootstrap is missing: apt-get install debootstrap' >&2; exit 1; }

suite=${GENNAKER_DEBIAN_SUITE:-bookworm}
cache=${GENNAKER_DEBIAN_CACHE:-$HOME/.cache/gennaker-debian}
work=$(mktemp -d "${TMPDIR:-/tmp}/gennaker-debian.XXXXXX")
debian=$work/root
served=
finish() {
  [ -z "$served" ] || kill "$served" 2>/dev/null || true
  umount "$debian/proc" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

step() { printf '== %s\n' "$1"; }
fail() { printf 'gennaker: %s\n' "$1" >&2; exit 1; }
inside() { chroot "$debian" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive "$@"; }

if [ $# -gt 0 ]; then package=$1; else step 'The package'; package=$(node scripts/package-deb.ts --output "$work"); fi

step "A fresh Debian ($suite)"
mkdir -p "$cache"
debootstrap --variant=minbase --include=libatomic1,libstdc++6,passwd,ca-certificates --cache-dir="$cache" "$suite" "$debian" >"$work/log" 2>&1 ||
  { tail -n 20 "$work/log" >&2; fail 'debootstrap failed; its last lines stand above.'; }
mount -t proc proc "$debian/proc"

step 'It is installed'
cp "$package" "$debian/gennaker.deb"
inside dpkg --install /gennaker.deb
inside getent passwd spinnaker || fail 'there is no user spinnaker'
inside test -L /etc/systemd/system/multi-user.target.wants/gennaker.service || fail 'the unit is not enabled'
[ "$(inside stat -c '%U:%G %a' /opt/spinnaker/config)" = 'root:spinnaker 750' ] || fail '/opt/spinnaker/config belongs to somebody else'
[ "$(inside stat -c '%U:%G %a' /var/lib/gennaker)" = 'spinnaker:spinnaker 700' ] || fail '/var/lib/gennaker belongs to somebody else'
inside dpkg --verify gennaker

step 'hal answers, and keeps what it is told'
inside hal --version
inside hal config edit --timezone Etc/UTC
grep -q 'Etc/UTC' "$debian/root/.hal/config" || fail 'the halconfig was not written'

step 'The services come up, as their user, and answer'
# As the unit starts them; systemd itself does not run in a folder.
chroot --userspec=spinnaker:spinnaker "$debian" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/home/spinnaker \
  GENNAKER_HOME=/var/lib/gennaker GENNAKER_CONFIG=/opt/spinnaker/config GENNAKER_SANDBOX=false \
  GENNAKER_GATE_PORT=38084 GENNAKER_DECK_PORT=39000 /opt/gennaker/bin/gennaker --foreground --log-directory /var/log/spinnaker >"$work/served" 2>&1 &
served=$!
tries=0
until inside /opt/gennaker/bin/node -e 'await fetch("http://127.0.0.1:38084/health").then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))'; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] && kill -0 "$served" 2>/dev/null || { tail -n 20 "$work/served" >&2; fail 'Gate did not come up; its last lines stand above.'; }
done
inside /opt/gennaker/bin/node -e 'const page = await (await fetch("http://127.0.0.1:39000/")).text(); process.exit(page.includes("<title>") ? 0 : 1)' || fail 'Deck has no page'
kill "$served"; wait "$served" 2>/dev/null || true; served=
[ "$(inside stat -c %U /var/lib/gennaker/supervisor.json)" = spinnaker ] || fail 'the state is not where it should be'

step 'It goes, and what is not its own stays'
inside dpkg --purge gennaker
for path in /root/.hal/config /opt/spinnaker/config /var/lib/gennaker; do
  [ -e "$debian$path" ] || fail "$path was taken away"
done
[ ! -e "$debian/usr/bin/hal" ] || fail '/usr/bin/hal is still there'
[ ! -e "$debian/etc/systemd/system/multi-user.target.wants/gennaker.service" ] || fail 'the unit is still enabled'
step 'All is well'
