import { join } from 'node:path'
import { problem } from '../../../../platform/errors/index.ts'
import { readHalconfig, writeAtomically } from '../../halconfig/index.ts'
import type { HalHome } from '../../home.ts'
import type { Command } from '../command.ts'

/** Fetches the client as its project says, and asks for rights only where it needs them. */
const script = `#!/bin/sh
# Installs spin, Spinnaker's command line client, as spin in /usr/local/bin.
set -eu

case "$(uname -s)" in
  Linux) system=linux ;;
  Darwin) system=darwin ;;
  *) echo "There is no spin for $(uname -s)." >&2; exit 1 ;;
esac
bucket=https://storage.googleapis.com/spinnaker-artifacts/spin
version=$(curl -fsSL "$bucket/latest")
file=$(mktemp)
trap 'rm -f "$file"' EXIT
curl -fsSL -o "$file" "$bucket/$version/$system/amd64/spin"
chmod 755 "$file"
if [ -w /usr/local/bin ]; then install -m 755 "$file" /usr/local/bin/spin; else sudo install -m 755 "$file" /usr/local/bin/spin; fi
echo "spin $version is installed. 'spin --gate-endpoint http://localhost:8084 application list' tries it."
`

/** Where the script that installs spin is written. */
export const spinScript = (home: HalHome, deployment: string) => join(home.of(deployment).directory, 'install-spin.sh')

/** `hal spin` */
export const spinCommands: readonly Command[] = [
  {
    name: 'install',
    describe: 'Installs spin in /usr/local/bin, from the internet.',
    flags: [
      {
        name: 'auto-run',
        kind: 'boolean',
        default: true,
        describe: 'Whether the script that installs it is run; otherwise it is only written.',
      },
    ],
    async run({ home, deployment, flags, say, signal }) {
      const { name } = readHalconfig(home).deployment(deployment)
      const path = spinScript(home, name)
      writeAtomically(path, script, 0o700)
      if (flags['auto-run'] === false) {
        say.success(`Wrote the script that installs spin to ${path}`)
        return
      }
      const { run } = await import('../../../../platform/subprocess/index.ts')
      const { code } = await run('sh', [path], { signal, timeoutMs: 300_000, onLine: (line) => say.line(line) })
      if (code !== 0)
        throw problem('unavailable', `The script ${path} failed with exit code ${code}; what it says stands above.`)
      say.success('Successfully installed spin.')
    },
  },
]
