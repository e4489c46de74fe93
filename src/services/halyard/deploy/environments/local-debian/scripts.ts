import { join } from 'node:path'
import { writeAtomically } from '../../../halconfig/index.ts'
import type { HalHome } from '../../../home.ts'
import { unitName } from './places.ts'

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/**
 * The script that root runs when hal is not root, as Halyard had it: it applies this very home, and leaves what it wrote there to the
 * owner. Returns its path.
 */
export function writeInstallScript(
  home: HalHome,
  deployment: string,
  hal: readonly string[],
  userHome: string,
): string {
  const path = join(home.of(deployment).directory, 'install.sh')
  const directory = quoted(home.directory)
  const lines = [
    '#!/bin/bash',
    '# Written by hal deploy apply. Run it as root: it puts the deployment in place as systemd has it.',
    'set -e',
    `if [ "$(id -u)" -ne 0 ]; then echo "Run it as root: sudo bash $0" >&2; exit 1; fi`,
    `export HOME=${quoted(userHome)} HAL_HOME=${directory}`,
    `owner=$(stat -c %u:%g ${directory})`,
    `trap 'chown -R "$owner" "$HAL_HOME"' EXIT`,
    `${hal.map(quoted).join(' ')} deploy apply --deployment ${quoted(deployment)} "$@"`,
  ]
  writeAtomically(path, `${lines.join('\n')}\n`, 0o700)
  return path
}

/** What takes the package away again, for root. What people configured, and what the services know, stays. Returns its path. */
export function writeUninstallScript(home: HalHome, deployment: string): string {
  const path = join(home.of(deployment).directory, 'uninstall.sh')
  const lines = [
    '#!/bin/bash',
    '# Written by hal deploy clean. Run it as root. ~/.hal, /opt/spinnaker/config and /var/lib/gennaker stay.',
    'set -e',
    `if [ "$(id -u)" -ne 0 ]; then echo "Run it as root: sudo bash $0" >&2; exit 1; fi`,
    `systemctl disable --now ${unitName} || true`,
    'apt-get purge --yes gennaker',
  ]
  writeAtomically(path, `${lines.join('\n')}\n`, 0o700)
  return path
}
