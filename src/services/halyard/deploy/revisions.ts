import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { problem } from '../../../platform/errors/index.ts'
import { writeAtomically } from '../halconfig/index.ts'
import type { DeploymentHome, HalHome } from '../home.ts'
import { type Rendered, type RenderedFile, type RenderedService, stage, stagedPath } from '../render/index.ts'

/** How an apply ended. One without a result was interrupted. */
export interface Result {
  readonly state: 'SUCCEEDED' | 'FAILED'
  readonly finishedAt: string
  /** Why not, for the history. */
  readonly reason?: string
}

/** What was, or was to be, put in place at one time. */
export interface Revision {
  readonly number: number
  readonly directory: string
  readonly startedAt: string
  readonly version: string
  /** The revision that a rollback went back to. */
  readonly restored?: number
  readonly result: Result | undefined
}

/** How many are kept. */
const kept = 20

interface About extends Omit<Revision, 'directory' | 'result' | 'number'> {
  readonly services: readonly (Omit<RenderedService, 'files'> & {
    readonly files: readonly Omit<RenderedFile, 'content'>[]
  })[]
}

export interface Beginning {
  readonly home: HalHome
  readonly deployment: string
  readonly rendered: Rendered
  readonly now: Date
  /** What the apply is about to do. */
  readonly plan: unknown
  /** The revision that this one repeats. */
  readonly restored?: number
}

/** Finishes what an apply that was killed had begun to write. Only one apply writes there at a time. */
export function settleHistory(home: HalHome, deployment: string): void {
  for (const directory of [home.of(deployment).history, dirname(home.backup)])
    if (existsSync(directory))
      for (const name of readdirSync(directory))
        if (/^\.draft-\d+$|\.\d+\.tmp$/.test(name)) rmSync(join(directory, name), { recursive: true, force: true })
  const current = currentRevision(home, deployment)
  if (current !== undefined) keepBackup(home, current)
}

/** The halconfig of what came up last, where Halyard had it. */
function keepBackup(home: HalHome, { directory }: Revision): void {
  const path = join(directory, 'halconfig')
  if (!existsSync(path)) return
  const halconfig = readFileSync(path)
  if (!existsSync(home.backup) || !readFileSync(home.backup).equals(halconfig)) writeAtomically(home.backup, halconfig)
}

/**
 * Writes down what an apply is about to put in place, before it does: the halconfig, the profiles, the service settings and all that
 * was rendered. It appears as a whole, or not at all.
 */
export function beginRevision({ home, deployment, rendered, now, plan, restored }: Beginning): Revision {
  const own = home.of(deployment)
  const number = Math.max(0, ...numbers(own)) + 1
  const draft = join(own.history, `.draft-${number}`)
  stage(rendered, join(draft, 'rendered'))
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  const source = restored === undefined ? undefined : join(own.history, String(restored))
  copy(source === undefined ? home.config : join(source, 'halconfig'), join(draft, 'halconfig'))
  copy(source === undefined ? own.profiles : join(source, 'profiles'), join(draft, 'profiles'))
  copy(source === undefined ? own.serviceSettings : join(source, 'service-settings'), join(draft, 'service-settings'))
  const about: About = {
    startedAt: now.toISOString(),
    version: rendered.version,
    ...(restored === undefined ? {} : { restored }),
    services: rendered.services.map(({ files, ...service }) => ({
      ...service,
      files: files.map(({ content: _, ...file }) => file),
    })),
  }
  write(join(draft, 'about.json'), about)
  write(join(draft, 'plan.json'), plan)
  const directory = join(own.history, String(number))
  renameSync(draft, directory)
  return {
    number,
    directory,
    startedAt: about.startedAt,
    version: about.version,
    ...(restored === undefined ? {} : { restored }),
    result: undefined,
  }
}

/**
 * Writes down how it ended. Only a success moves the pointer that diffs and rollbacks go by; the oldest revisions beyond what is kept
 * go. Written in an order in which an interruption at any point leaves the truth, or a revision that has no result.
 */
export function finishRevision(home: HalHome, deployment: string, revision: Revision, result: Result): void {
  const own = home.of(deployment)
  write(join(revision.directory, 'result.json'), result)
  if (result.state === 'SUCCEEDED') {
    writeAtomically(join(own.history, 'current'), `${revision.number}\n`)
    keepBackup(home, revision)
  }
  const current = currentNumber(own)
  const old = numbers(own)
    .sort((one, other) => other - one)
    .slice(kept)
  for (const number of old)
    if (number !== current) rmSync(join(own.history, String(number)), { recursive: true, force: true })
}

/** Every revision, the newest first. */
export function revisions(home: HalHome, deployment: string): Revision[] {
  const own = home.of(deployment)
  return numbers(own)
    .sort((one, other) => other - one)
    .flatMap((number) => read(own, number) ?? [])
}

/** The last one that came up; undefined before the first. */
export function currentRevision(home: HalHome, deployment: string): Revision | undefined {
  const own = home.of(deployment)
  const number = currentNumber(own)
  return number === undefined ? undefined : read(own, number)
}

/** Throws `notFound` with those that there are. */
export function revisionOf(home: HalHome, deployment: string, number: number): Revision {
  const found = read(home.of(deployment), number)
  if (found) return found
  const all = revisions(home, deployment).map((each) => each.number)
  throw problem(
    'notFound',
    `There is no revision ${number}${all.length === 0 ? '; nothing was applied yet' : `; there are ${all.reverse().join(', ')}`}.`,
  )
}

/** What a revision put in place, as it was rendered. */
export function renderedOf(revision: Revision): Rendered {
  const about = JSON.parse(readFileSync(join(revision.directory, 'about.json'), 'utf8')) as About
  return {
    version: about.version,
    services: about.services.map((service) => ({
      ...service,
      files: service.files.map((file) => ({
        ...file,
        content: readFileSync(join(revision.directory, 'rendered', stagedPath(file))),
      })),
    })),
    findings: [],
  }
}

function read(own: DeploymentHome, number: number): Revision | undefined {
  const directory = join(own.history, String(number))
  const about = json(join(directory, 'about.json')) as About | undefined
  if (about === undefined) return undefined
  const { startedAt, version, restored } = about
  const result = json(join(directory, 'result.json')) as Result | undefined
  return { number, directory, startedAt, version, ...(restored === undefined ? {} : { restored }), result }
}

const numbers = ({ history }: DeploymentHome): number[] =>
  existsSync(history)
    ? readdirSync(history)
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
    : []

function currentNumber({ history }: DeploymentHome): number | undefined {
  const path = join(history, 'current')
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : undefined
}

function copy(from: string, to: string): void {
  if (existsSync(from)) cpSync(from, to, { recursive: true, preserveTimestamps: true })
}

const write = (path: string, value: unknown) => writeAtomically(path, `${JSON.stringify(value, null, 2)}\n`)
const json = (path: string): unknown => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined)
