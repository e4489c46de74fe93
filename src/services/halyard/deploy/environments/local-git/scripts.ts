import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ServiceName } from '../../../names.ts'
import type { ServiceSettings } from '../../../render/rendered.ts'
import type { Places } from './places.ts'

export interface Start {
  readonly service: ServiceName
  readonly settings: ServiceSettings
  readonly places: Places
  /** The folder of this release: what runs where a checkout is none of ours. */
  readonly release: string
  /** What the running process was started with; `hal` reads it again. */
  readonly hash: string
  /** A credentials file of AWS of its own. */
  readonly awsCredentials?: string | undefined
}

/** Whether a folder is a checkout of ours, from which a service can run. */
export const isOurs = (directory: string) =>
  existsSync(join(directory, 'hal')) && existsSync(join(directory, 'src', 'main.ts'))

/** A script that a person may run too, after a reboot say: it stops what runs and starts the service in the background. */
export function startScript({ service, settings, places, release, hash, awsCredentials }: Start): string {
  const variables = {
    ...(awsCredentials === undefined ? {} : { AWS_SHARED_CREDENTIALS_FILE: awsCredentials }),
    ...settings.env,
  }
  const environment = Object.entries(variables).map(([key, value]) => `export ${key}=${quoted(value)}`)
  return `#!/bin/sh
# Starts ${service}. Written by hal; every apply writes it again.
set -eu
log=${quoted(places.log(service))}
mkdir -p "$(dirname "$log")"
sh ${quoted(places.stopScript(service))} >/dev/null
checkout=${quoted(places.checkout(service))}
# A checkout of something else, such as the original in Java, is left alone: this release runs.
[ -f "$checkout/hal" ] && [ -f "$checkout/src/main.ts" ] || checkout=${quoted(release)}
# A log of more than 50 MB begins anew, and the last one is kept.
if [ -f "$log" ] && [ "$(wc -c <"$log")" -gt 52428800 ]; then mv "$log" "$log.1"; fi
cd "$checkout"
${environment.map((line) => `${line}\n`).join('')}nohup ${command(service)} --no-sandbox --config ${quoted(places.config)} --home ${quoted(places.state(service))} --log-level "\${GENNAKER_LOG_LEVEL:-info}" >>"$log" 2>>${quoted(places.errors(service))} </dev/null &
echo $! >${quoted(places.pid(service))}
echo ${quoted(hash)} >${quoted(`${places.pid(service)}.hash`)}
`
}

/** Deck is built when its sources changed; the others are served as they are. */
const command = (service: ServiceName) =>
  service === 'deck' ? './hal start --services deck' : `./hal exec node src/main.ts --services ${service}`

/** Stops a service, politely first. A number that belongs to another program by now is left alone. */
export function stopScript({ service, places }: Pick<Start, 'service' | 'places'>): string {
  const pid = quoted(places.pid(service))
  return `#!/bin/sh
# Stops ${service}. Written by hal; every apply writes it again.
pidfile=${pid}
[ -f "$pidfile" ] || { echo "${service} is not running"; exit 0; }
pid=$(cat "$pidfile")
case "$(ps -p "$pid" -o args= 2>/dev/null)" in
  *"--services ${service} "* | *${service}-start.sh*) ;;
  *) rm -f "$pidfile"; echo "${service} is not running"; exit 0 ;;
esac
kill "$pid" 2>/dev/null || { rm -f "$pidfile"; echo "${service} is not running"; exit 0; }
waited=0
while kill -0 "$pid" 2>/dev/null; do
  [ "$waited" -lt 300 ] || kill -9 "$pid" 2>/dev/null || true
  waited=$((waited + 1))
  sleep 0.1
done
rm -f "$pidfile"
echo "${service} is stopped"
`
}

/** One word of a shell, whatever stands in it. */
export const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
