import { existsSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { problem } from '../../../../../platform/errors/index.ts'
import { takeExclusively } from '../../../../../platform/store/exclusive.ts'
import type { Finding } from '../../../findings.ts'
import { halHome } from '../../../home.ts'
import { releasedServices, type ServiceName } from '../../../names.ts'
import type { Rendered } from '../../../render/index.ts'
import type { Deployment } from '../../../schema/index.ts'
import type { Applying, Environment, Failure, Running, Step } from '../../environment.ts'
import { logName, type SupervisorStatus } from './contract.ts'
import { deployFiles } from './files.ts'
import { launchOf } from './launch.ts'
import { logsOf } from './logs.ts'
import { type SupervisorClient, supervisorOf } from './supervisor.ts'

export interface LocalOptions {
  readonly env: NodeJS.ProcessEnv
  /** The folder of this release. */
  readonly release: string
  /** For the process to come up; a minute. */
  readonly healthTimeoutMs?: number
  /** For which it has to stay up; ten seconds. */
  readonly stabilisationMs?: number
  /** For requests that are under way when it is replaced; ten seconds. */
  readonly drainMs?: number
}

/**
 * All services in one process, under a supervisor that replaces it without losing a request. What they know is in `$GENNAKER_HOME`, or
 * in the PostgreSQL that the configuration names.
 */
export function createLocal(options: LocalOptions): Environment {
  const { env, release } = options
  const home = env.GENNAKER_HOME ?? join(env.HOME ?? homedir(), '.gennaker')
  const supervisor = supervisorOf(home, release, env)
  return {
    type: 'Local',
    check: (deployment) => check(deployment, home, release, supervisor),
    prepare: (_, _tell, signal) => supervisor.settled(signal),
    async running() {
      const status = await supervisor.status()
      return status === undefined ? [] : runningOf(status)
    },
    apply: (applying) => apply(applying, home, supervisor, options),
    async stop(_, services) {
      const others = releasedServices.filter((name) => !services.includes(name))
      if (others.length > 0)
        throw problem('invalid', 'All services of Local are one process: stop all of them, without --service-names.')
      await supervisor.stop()
    },
    logs: (_, service, lines, follow) => logsOf(join(home, logName), service, lines, follow),
    connect: async ({ security }, services) => {
      const status = await supervisor.status()
      const given: Partial<Record<ServiceName, string | undefined>> = {
        deck: security.uiSecurity.overrideBaseUrl,
        gate: security.apiSecurity.overrideBaseUrl,
      }
      return services.flatMap((service) => {
        const door = status?.doors[service]
        const url = given[service] ?? (door === undefined ? undefined : `http://localhost:${door.port}`)
        return url === undefined ? [] : [`${service}: ${url}`]
      })
    },
    async clean(_, tell) {
      if (await supervisor.stop()) tell(undefined, 'stopped')
      for (const name of ['deployed', 'logs', 'cache', 'supervisor.json', 'supervisor.lock'])
        rmSync(join(home, name), { recursive: true, force: true })
    },
  }
}

async function check(
  { name }: Deployment,
  home: string,
  release: string,
  supervisor: SupervisorClient,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  const location = `${name}.deploymentEnvironment`
  if (!existsSync(join(release, 'deck/dist/index.html')))
    findings.push({
      severity: 'WARNING',
      location,
      message: 'Deck is not built: its pages are missing.',
      remediation: `Build it: npm run build:deck, in ${release}`,
    })
  if ((await supervisor.status()) === undefined && isTaken(join(home, 'lock.sqlite')))
    findings.push({
      severity: 'ERROR',
      location,
      message: `Another Gennaker runs on ${home}, without a supervisor.`,
      remediation: 'Stop it, or name another folder in GENNAKER_HOME.',
    })
  return findings
}

/** One whose supervisor was killed is just ending. */
const patienceMs = 5_000

function isTaken(lock: string): boolean {
  if (!existsSync(lock)) return false
  const release = takeExclusively(lock, patienceMs)
  release?.()
  return release === undefined
}

function runningOf({ state, worker, about, doors }: SupervisorStatus): Running[] {
  const hashes = about.hashes ?? {}
  const names = releasedServices.filter((name) => name in hashes || worker?.services[name] !== undefined)
  return names.map((service) => {
    const well = worker?.services[service]
    const health = state === 'stopping' ? 'STOPPED' : well === undefined ? 'STARTING' : well ? 'UP' : 'DOWN'
    const port = doors[service]?.port
    const hash = hashes[service]
    return {
      service,
      where: worker === undefined ? 'no process' : `pid ${worker.pid}`,
      health,
      ...(about.version === undefined ? {} : { version: about.version }),
      ...(port === undefined ? {} : { port }),
      ...(worker === undefined ? {} : { startedAt: worker.startedAt }),
      ...(worker?.residentBytes === undefined ? {} : { residentBytes: worker.residentBytes }),
      ...(hash === undefined ? {} : { hash }),
    }
  })
}

/** What was left out of an apply, and can't be: no service of one process keeps its old files. */
async function changedBesides(touched: readonly Step[], { services }: Rendered, supervisor: SupervisorClient) {
  const hashes = (await supervisor.status())?.about.hashes
  if (hashes === undefined) return []
  return services
    .filter(({ name, hash }) => hashes[name] !== hash && releasedServices.includes(name))
    .map(({ name }) => name)
    .filter((name) => !touched.some(({ service }) => service === name))
}

async function apply(
  { deployment, rendered, steps, directory, signal, tell }: Applying,
  home: string,
  supervisor: SupervisorClient,
  { env, healthTimeoutMs = 60_000, stabilisationMs = 10_000, drainMs = 10_000 }: LocalOptions,
): Promise<Failure | undefined> {
  const touched = steps.filter(({ action }) => action !== 'none' && action !== 'configure')
  const [first] = touched
  if (first === undefined) return undefined
  const dependencies = join(halHome(env).of(deployment.name).directory, 'dependencies')
  const deployed = deployFiles(rendered, home, `${deployment.name}-${directory.split('/').at(-1)}`, dependencies)
  try {
    await supervisor.start()
    await supervisor.settled(signal)
    tell(undefined, `one process for ${touched.map(({ service }) => service).join(', ')}`)
    const others = await changedBesides(touched, rendered, supervisor)
    if (others.length > 0)
      tell(undefined, `${others.join(', ')} changed too, and share that process: they get it as well`)
    const wanted = { launch: launchOf(rendered, deployed), healthTimeoutMs, stabilisationMs, drainMs }
    const outcome = await supervisor.reload(wanted, (message) => tell(undefined, message), signal)
    if (!('failed' in outcome)) {
      deployed.tidy()
      return undefined
    }
    const { reason, log, restored } = outcome.failed
    deployed.undo()
    const service = touched.find((each) => reason.includes(each.service))?.service ?? first.service
    return { service, reason: reason.replace(/\.$/, ''), log, ...(restored ? {} : { restored }) }
  } catch (error) {
    // The supervisor may be about to run these files nevertheless.
    if (signal.aborted) tell(undefined, 'the supervisor goes on by itself; hal status shows what comes of it')
    else deployed.undo()
    throw error
  }
}
