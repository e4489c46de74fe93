import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { createOwnOutbound, type Outbound } from '../../../../../platform/outbound/index.ts'
import { run } from '../../../../../platform/subprocess/index.ts'
import type { Finding } from '../../../findings.ts'
import { at, writeAtomically } from '../../../halconfig/index.ts'
import { ports, type ServiceName, serviceNames } from '../../../names.ts'
import type { RenderedService } from '../../../render/index.ts'
import type { Applying, Environment, Failure, Running, Step } from '../../environment.ts'
import { awaitHealth, healthOf, type Place, staysUp } from '../../health.ts'
import { follow, lastLines } from '../../log-files.ts'
import { fetchCheckouts } from './checkouts.ts'
import { putFiles, takeFiles } from './files.ts'
import { type Places, placesOf } from './places.ts'
import { processOf } from './processes.ts'
import { isOurs, startScript, stopScript } from './scripts.ts'

export interface LocalGitOptions {
  readonly env: NodeJS.ProcessEnv
  /** The folder of this release. */
  readonly release: string
  /** For a service to come up; a minute. */
  readonly healthTimeoutMs?: number
  /** For which it has to stay up; ten seconds. */
  readonly stabilisationMs?: number
}

/** A process a service, each on Spinnaker's port, as the guide for Spot has it. */
export function createLocalGit(options: LocalGitOptions): Environment {
  const { env } = options
  const places = placesOf(env)
  const outbound = createOwnOutbound()
  return {
    type: 'LocalGit',
    check: async ({ name }) => ((await works('git', env)) ? [] : [missing(name, 'git')]),
    async prepare(deployment, tell, signal) {
      const findings = await fetchCheckouts({ deployment, services: serviceNames, places, env, signal, tell })
      for (const { location, message, remediation } of findings)
        tell(location.split('.').at(-1) as ServiceName, `${message} ${remediation}`)
      shareModules(places, options.release)
    },
    running: async () =>
      (await Promise.all(serviceNames.map((service) => look(service, places, outbound)))).flatMap((each) => each ?? []),
    apply: (applying) => apply(applying, places, outbound, options),
    async stop(_, services) {
      // The doors first, so that nobody is let in to what is going away.
      for (const service of [...serviceNames].reverse())
        if (services.includes(service)) await runScript(places.stopScript(service), env)
    },
    logs: (_, service, lines, signal) => follow(places.log(service), lines, signal),
    connect: async ({ security }, services) =>
      services.map((service) => {
        const given =
          service === 'deck'
            ? security.uiSecurity.overrideBaseUrl
            : service === 'gate'
              ? security.apiSecurity.overrideBaseUrl
              : undefined
        return `${service}: ${given ?? `http://localhost:${portIn(places, service)}`}`
      }),
    async clean(_, tell) {
      for (const service of [...serviceNames].reverse()) {
        if (!existsSync(places.stopScript(service))) continue
        tell(service, 'stopping')
        await runScript(places.stopScript(service), env)
        for (const path of [places.startScript(service), places.stopScript(service)]) rmSync(path, { force: true })
      }
      takeFiles(places)
    },
  }
}

async function works(program: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  return run(program, ['--version'], { env }).then(
    ({ code }) => code === 0,
    () => false,
  )
}

const missing = (deployment: string, program: string): Finding => ({
  severity: 'FATAL',
  location: `${deployment}.deploymentEnvironment`,
  message: `${program} is not installed.`,
  remediation: `Install it, for instance: apt-get install ${program}`,
})

/** A checkout of the same dependencies as this release uses those that are here. */
function shareModules(places: Places, release: string): void {
  for (const service of serviceNames) {
    const checkout = places.checkout(service)
    const target = join(checkout, 'node_modules')
    if (!isOurs(checkout) || existsSync(target)) continue
    const same = readFileSync(join(checkout, 'package-lock.json')).equals(
      readFileSync(join(release, 'package-lock.json')),
    )
    if (same) symlinkSync(join(release, 'node_modules'), target)
  }
}

async function apply(
  applying: Applying,
  places: Places,
  outbound: Outbound,
  options: LocalGitOptions,
): Promise<Failure | undefined> {
  mkdirSync(join(places.root, 'scripts'), { recursive: true })
  const undo: (() => Promise<void>)[] = []
  const failure =
    (await takeAll(applying, places, outbound, options, undo)) ?? (await last(applying, places, outbound, options))
  if (failure === undefined) return undefined
  applying.tell(failure.service, `did not come up: ${failure.reason}; going back`)
  for (const back of undo.reverse()) await back()
  return failure
}

async function takeAll(
  applying: Applying,
  places: Places,
  outbound: Outbound,
  options: LocalGitOptions,
  undo: (() => Promise<void>)[],
) {
  for (const step of applying.steps) {
    const failure = await take(step, applying, places, outbound, options, undo)
    if (failure !== undefined) return failure
  }
  return undefined
}

/** Whether everything that was started stays up. */
async function last(
  { steps, rendered, signal, tell }: Applying,
  places: Places,
  outbound: Outbound,
  options: LocalGitOptions,
): Promise<Failure | undefined> {
  const started = rendered.services.filter(({ name }) =>
    steps.some(({ service, action }) => service === name && (action === 'start' || action === 'restart')),
  )
  const { stabilisationMs: forMs = 10_000 } = options
  if (started.length > 0 && forMs > 0) tell(undefined, `Watching for ${forMs / 1000} s whether all stay up`)
  const failed = await staysUp(started.map(placeOf), outbound, { forMs, signal })
  return failed && { ...failed, log: lastWords(failed.service, places) }
}

async function take(
  { service, action }: Step,
  applying: Applying,
  places: Places,
  outbound: Outbound,
  options: LocalGitOptions,
  undo: (() => Promise<void>)[],
): Promise<Failure | undefined> {
  const { env } = options
  if (action === 'none') return undefined
  if (action === 'stop') {
    applying.tell(service, 'stopping')
    await runScript(places.stopScript(service), env)
    undo.push(() => runScript(places.startScript(service), env))
    return undefined
  }
  const rendered = applying.rendered.services.find(({ name }) => name === service)!
  const ran = (await processOf(service, places)) !== undefined
  const put = putFiles(rendered, places)
  const scripts = writeScripts(rendered, places, options.release)
  if (action === 'configure') {
    undo.push(async () => put.undo())
    return undefined
  }
  undo.push(async () => {
    put.undo()
    scripts.undo()
    if (ran) await runScript(places.startScript(service), env)
    else await runScript(places.stopScript(service), env)
  })
  applying.tell(service, ran ? 'restarting' : 'starting')
  await runScript(places.startScript(service), env)
  const reason = await awaitHealth(placeOf(rendered), outbound, {
    timeoutMs: options.healthTimeoutMs ?? 60_000,
    signal: applying.signal,
    ended: async () => ((await processOf(service, places)) === undefined ? 'its process ended' : undefined),
  })
  if (reason !== undefined) return { service, reason, log: lastWords(service, places) }
  applying.tell(service, `UP on port ${rendered.settings.port}`)
  return undefined
}

/** What a service said last: most of it in its log, why it could not start at the end of the other. */
const lastWords = (service: ServiceName, places: Places) =>
  [...lastLines(places.log(service), 50), ...lastLines(places.errors(service), 50)].slice(-50)

const placeOf = ({ name, settings }: RenderedService): Place => ({ service: name, ...settings })

interface Scripts {
  undo(): void
}

/** Both scripts of a service, for its owner to run. */
function writeScripts({ name, settings, files, hash }: RenderedService, places: Places, release: string): Scripts {
  const credentials = files.some(({ kind }) => kind === 'aws-credentials')
    ? join(places.config, 'aws-credentials', name)
    : undefined
  const texts = [
    [places.stopScript(name), stopScript({ service: name, places })],
    [
      places.startScript(name),
      startScript({ service: name, settings, places, release, hash, awsCredentials: credentials }),
    ],
  ] as const
  const before = texts.map(([path]) => [path, existsSync(path) ? readFileSync(path) : undefined] as const)
  for (const [path, text] of texts) writeAtomically(path, text, 0o700)
  return {
    undo() {
      // The script that stops stays: what was started by mistake is stopped by it.
      for (const [path, content] of before) if (content !== undefined) writeAtomically(path, content, 0o700)
    },
  }
}

async function runScript(script: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (existsSync(script)) await run('sh', [script], { env, timeoutMs: 120_000 })
}

async function look(service: ServiceName, places: Places, outbound: Outbound): Promise<Running | undefined> {
  const process = await processOf(service, places)
  if (process === undefined)
    return existsSync(places.pid(service)) ? { service, where: 'no process', health: 'STOPPED' } : undefined
  const port = portIn(places, service)
  const place = {
    service,
    host: 'localhost',
    port,
    scheme: 'http',
    healthEndpoint: service === 'deck' ? null : '/health',
  }
  const { health } = await healthOf(place, outbound)
  return {
    service,
    where: `pid ${process.pid}`,
    port,
    health: health === 'UNREACHED' ? 'STARTING' : health,
    startedAt: statSync(places.pid(service)).mtimeMs,
    ...(process.residentBytes === undefined ? {} : { residentBytes: process.residentBytes }),
    ...(process.hash === undefined ? {} : { hash: process.hash }),
  }
}

/** Where a service listens, as it was last told. */
function portIn({ config }: Places, service: ServiceName): number {
  try {
    const port = at(parse(readFileSync(join(config, 'spinnaker.yml'), 'utf8')), `services.${service}.port`)
    return typeof port === 'number' ? port : ports[service]
  } catch {
    return ports[service]
  }
}
