import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { editable, isTree, type Stored, type Tree } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import { releasedServices, type ServiceName, serviceNames } from '../names.ts'
import { type Rendered, type RenderedService, stagedPath } from '../render/index.ts'
import type { Deployment } from '../schema/index.ts'
import {
  type FileChange,
  fileChanges,
  halconfigChanges,
  type NamedFile,
  secretsOf,
  type ValueChange,
} from './differences.ts'
import type { Running, Step } from './environment.ts'
import { currentRevision, type Revision, renderedOf } from './revisions.ts'

/** What an apply would change. Holds no secret. */
export interface Plan {
  /** The revision that it is compared with; without one, nothing was ever applied. */
  readonly against?: number
  readonly version?: { readonly from?: string; readonly to: string }
  readonly halconfig: readonly ValueChange[]
  readonly profiles: readonly FileChange[]
  readonly serviceSettings: readonly FileChange[]
  readonly rendered: readonly FileChange[]
  readonly steps: readonly Step[]
}

export interface Planning {
  readonly home: HalHome
  readonly stored: Stored
  readonly deployment: Deployment
  readonly rendered: Rendered
  readonly running: readonly Running[]
  readonly against: Revision | undefined
  /** Only these services are touched. */
  readonly services?: readonly ServiceName[] | undefined
  /** Whether a service can take its new files as it runs. */
  readonly reloads?: ((before: RenderedService, after: RenderedService) => boolean) | undefined
}

export function planOf({ home, stored, deployment, rendered, running, against, services, reloads }: Planning): Plan {
  const own = home.of(deployment.name)
  const raw = rawDeployment(stored.raw, deployment.name)
  const old =
    against === undefined ? undefined : rawDeployment(readRaw(join(against.directory, 'halconfig')), deployment.name)
  const secrets = [...secretsOf(raw), ...(old === undefined ? [] : secretsOf(old))]
  const before = against === undefined ? undefined : renderedOf(against)
  const files = (name: string, current: string) =>
    fileChanges(against === undefined ? [] : readFiles(join(against.directory, name)), readFiles(current), secrets)
  const versions = { ...(before === undefined ? {} : { from: before.version }), to: rendered.version }
  return {
    ...(against === undefined ? {} : { against: against.number }),
    ...(versions.from === versions.to ? {} : { version: versions }),
    halconfig: halconfigChanges(old, raw),
    profiles: files('profiles', own.profiles),
    serviceSettings: files('service-settings', own.serviceSettings),
    rendered: fileChanges(before === undefined ? [] : filesOf(before), filesOf(rendered), secrets),
    steps: stepsOf({ rendered, running, before, services, reloads }),
  }
}

/** What the halconfig says otherwise than it did at the last apply that came up. */
export function halconfigDifferences(home: HalHome, { raw }: Stored, deployment: string): ValueChange[] {
  const against = currentRevision(home, deployment)
  const old = against === undefined ? undefined : readRaw(join(against.directory, 'halconfig'))
  return halconfigChanges(
    old === undefined ? undefined : rawDeployment(old, deployment),
    rawDeployment(raw, deployment),
  )
}

/** Whether an apply would do nothing at all. */
export const isEmpty = (plan: Plan) =>
  plan.version === undefined &&
  [plan.halconfig, plan.profiles, plan.serviceSettings, plan.rendered].every((changes) => changes.length === 0) &&
  plan.steps.every(({ action }) => action === 'none')

/** Only what runs as something else than it was rendered is touched, in the order in which services come up. */
function stepsOf({
  rendered,
  running,
  before,
  services,
  reloads,
}: Pick<Planning, 'rendered' | 'running' | 'services' | 'reloads'> & { before: Rendered | undefined }): Step[] {
  const wanted = serviceNames.filter((name) => services === undefined || services.includes(name))
  return wanted.flatMap((service): Step[] => {
    const now = running.find((each) => each.service === service)
    const next = rendered.services.find(({ name }) => name === service)
    const last = before?.services.find(({ name }) => name === service)
    const runs = now !== undefined && now.health !== 'STOPPED'
    if (next === undefined) return runs ? [{ service, action: 'stop', why: 'it is no longer enabled' }] : []
    if (next.settings.skipLifeCycleManagement)
      return [{ service, action: configures(next, last), why: 'its life is managed elsewhere' }]
    if (!releasedServices.includes(service))
      return [{ service, action: configures(next, last), why: 'it is not part of this release' }]
    if (!runs) return [{ service, action: 'start', why: now === undefined ? 'it does not run yet' : 'it is stopped' }]
    if (now.hash === next.hash)
      return now.health === 'DOWN'
        ? [{ service, action: 'restart', why: 'it is not healthy' }]
        : [{ service, action: 'none', why: 'nothing of it changed' }]
    if (last !== undefined && last.hash === now.hash && reloads?.(last, next))
      return [{ service, action: 'reload', why: reason(last, next) }]
    return [{ service, action: 'restart', why: reason(last, next) }]
  })
}

const configures = (next: RenderedService, last: RenderedService | undefined) =>
  next.hash === last?.hash ? 'none' : 'configure'

function reason(last: RenderedService | undefined, next: RenderedService): string {
  if (last === undefined) return 'it runs with something else'
  const changed = fileChanges(last.files.map(named), next.files.map(named), []).map(({ path }) => path)
  if (changed.length > 0)
    return `changed: ${changed.slice(0, 4).join(', ')}${changed.length > 4 ? ` and ${changed.length - 4} more` : ''}`
  return JSON.stringify(last.settings) === JSON.stringify(next.settings) ? 'another version' : 'changed: its settings'
}

const named = (file: RenderedService['files'][number]): NamedFile => ({
  path: stagedPath(file),
  content: file.content,
  secret: file.kind === 'dependency' || file.kind === 'aws-credentials',
})

const filesOf = ({ services }: Rendered): NamedFile[] => [
  ...new Map(services.flatMap(({ files }) => files.map(named)).map((file) => [file.path, file])).values(),
]

function readFiles(directory: string, below = ''): NamedFile[] {
  if (!existsSync(directory)) return []
  return readdirSync(join(directory, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) return readFiles(directory, path)
    return entry.isFile() ? [{ path, content: readFileSync(join(directory, path)), secret: false }] : []
  })
}

const readRaw = (path: string): Tree => (existsSync(path) ? editable(readFileSync(path, 'utf8'), path).tree : {})

function rawDeployment(raw: Tree, name: string): Tree {
  const list = raw.deploymentConfigurations
  if (!Array.isArray(list)) return raw
  return list.find((each): each is Tree => isTree(each) && (each.name ?? 'default') === name) ?? { name }
}
