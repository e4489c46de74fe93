import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { problem } from '../../../../../platform/errors/index.ts'
import { run } from '../../../../../platform/subprocess/index.ts'
import type { Finding } from '../../../findings.ts'
import type { HalHome } from '../../../home.ts'
import { releasedServices } from '../../../names.ts'
import type { Deployment } from '../../../schema/index.ts'
import type { Applying, Environment, Failure } from '../../environment.ts'
import { follow } from '../../log-files.ts'
import { deployFiles } from '../local/files.ts'
import { createLocal } from '../local/index.ts'
import { launchOf } from '../local/launch.ts'
import { type SupervisorClient, supervisorOf } from '../local/supervisor.ts'
import { giveToGroup, showFiles, takeFiles } from './files.ts'
import { type Places, placesAt, unitName } from './places.ts'
import { writeInstallScript, writeUninstallScript } from './scripts.ts'
import { dropInOf, needsRestart, placeDropIn } from './unit.ts'

export interface LocalDebianOptions {
  readonly home: HalHome
  readonly env: NodeJS.ProcessEnv
  /** The folder of this release. */
  readonly release: string
  /** What stands before the paths of the package: nothing, but where it is installed into a folder. */
  readonly root?: string
  /** Whether we may change the machine. */
  readonly isRoot?: boolean
  readonly healthTimeoutMs?: number
  readonly stabilisationMs?: number
  readonly drainMs?: number
}

/** The services of the Debian package, in one process that systemd keeps alive, under the supervisor that replaces it without a gap. */
export function createLocalDebian(options: LocalDebianOptions): Environment {
  const { home, env, release, root = '', isRoot = process.getuid?.() === 0 } = options
  const places = placesAt(root)
  const supervisor = supervisorOf(places.state, release, env)
  const local = createLocal({ ...options, env: { ...env, GENNAKER_HOME: places.state } })
  return {
    ...local,
    type: 'LocalDebian',
    check: async (deployment) => check(deployment, options, places, isRoot),
    apply: (applying) => apply(applying, options, places, supervisor),
    async stop(_, services) {
      if (releasedServices.some((name) => !services.includes(name)))
        throw problem('invalid', 'All services are one process: stop all of them, without --service-names.')
      await systemctl(env, 'stop', unitName)
    },
    // What the process itself says is in the journal; each service has its file.
    logs: (_, service, lines, signal) => follow(places.log(service), lines, signal),
    async clean(deployment, tell) {
      if (isRoot) {
        await systemctl(env, 'disable', '--now', unitName)
        takeFiles(places)
        tell(undefined, 'stopped')
      }
      const script = writeUninstallScript(home, deployment.name)
      tell(undefined, `To take the package away too, as root: bash ${script}`)
    },
  }
}

async function check(
  deployment: Deployment,
  options: LocalDebianOptions,
  places: Places,
  isRoot: boolean,
): Promise<Finding[]> {
  const location = `${deployment.name}.deploymentEnvironment`
  const { home, env, release } = options
  if (!existsSync(places.unit))
    return [
      {
        severity: 'ERROR',
        location,
        message: `The Debian package of Gennaker is not installed: there is no ${places.unit}.`,
        remediation:
          'Install it (docs/install-debian.md), or choose another type: hal config deploy edit --type local.',
      },
    ]
  if (isRoot) return []
  const hal = [process.execPath, join(release, 'src/hal.ts')]
  const script = writeInstallScript(home, deployment.name, hal, env.HOME ?? homedir())
  return [
    {
      severity: 'ERROR',
      location,
      message: 'Only root may change the services of this machine, and this is not root.',
      remediation: `Run: sudo bash ${script}`,
    },
  ]
}

/** The supervisor replaces the process; only what is handed over at a start needs the unit started anew. */
async function apply(
  { deployment, rendered, steps, directory, signal, tell }: Applying,
  options: LocalDebianOptions,
  places: Places,
  supervisor: SupervisorClient,
): Promise<Failure | undefined> {
  const { home, env, healthTimeoutMs = 60_000, stabilisationMs = 10_000, drainMs = 10_000 } = options
  const [first] = steps.filter(({ action }) => action !== 'none' && action !== 'configure')
  if (first === undefined) return undefined
  const before = existsSync(places.dropIn) ? readFileSync(places.dropIn, 'utf8') : undefined
  const text = dropInOf(home, deployment)
  const dropIn = placeDropIn(text, places)
  const name = `${deployment.name}-${directory.split('/').at(-1)}`
  const deployed = deployFiles(rendered, places.spinnaker, name, join(places.config, 'dependencies'))
  const undo = async () => {
    deployed.undo()
    dropIn.undo()
    if (dropIn.changed) await systemctl(env, 'daemon-reload')
  }
  try {
    giveToGroup([deployed.directory, join(places.config, 'dependencies')], places)
    if (dropIn.changed) await systemctl(env, 'daemon-reload')
    await systemctl(env, 'enable', unitName)
    const runs = (await supervisor.status()) !== undefined
    if (!runs) await systemctl(env, 'start', unitName)
    else if (needsRestart(before, text)) await systemctl(env, 'restart', unitName)
    await settled(supervisor, healthTimeoutMs, signal)
    tell(undefined, 'one process for all services')
    const wanted = { launch: launchOf(rendered, deployed), healthTimeoutMs, stabilisationMs, drainMs }
    const outcome = await supervisor.reload(wanted, (message) => tell(undefined, message), signal)
    if (!('failed' in outcome)) {
      showFiles(rendered, places)
      deployed.tidy()
      return undefined
    }
    const { reason, log, restored } = outcome.failed
    await undo()
    const service = steps.find((each) => reason.includes(each.service))?.service ?? first.service
    return { service, reason, log, ...(restored ? {} : { restored: false }) }
  } catch (error) {
    // The supervisor may be about to run these files nevertheless.
    if (!signal.aborted) await undo()
    throw error
  }
}

/** A supervisor that was just started is about to run what ran last; two would be in each other's way. */
async function settled(supervisor: SupervisorClient, mostMs: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + mostMs
  while ((await supervisor.status())?.state === 'starting' && performance.now() < deadline)
    await pause(100, undefined, { signal })
}

async function systemctl(env: NodeJS.ProcessEnv, ...args: string[]): Promise<void> {
  const { code, stderr } = await run('systemctl', args, { env, timeoutMs: 180_000 })
  if (code !== 0)
    throw problem(
      'unavailable',
      `systemctl ${args.join(' ')} failed: ${stderr.trim()} journalctl --unit ${unitName} tells more.`,
    )
}
