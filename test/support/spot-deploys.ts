import { type Execution, type Product, samplePipelines } from './product.ts'
import type { SimulatedGroup, SpotSimulator } from './spot-simulator.ts'

type Json = Record<string, unknown>

export const image = {
  first: 'ami-0000000000000a001',
  second: 'ami-0000000000000a002',
  neverHealthy: 'ami-0000000000000dead',
} as const

/** What stages on the sandbox have in common. */
export const sandbox = { cloudProvider: 'spot', cloudProviderType: 'spot', credentials: 'sandbox' }

/** The sample's cluster, under another stack, so that deploys of several tests run side by side. */
export async function sampleCluster(stack: string, more: Json = {}): Promise<Json> {
  const { stages } = (await samplePipelines()).Release as { stages: { clusters?: Json[] }[] }
  const [cluster] = stages.flatMap(({ clusters = [] }) => clusters)
  return { ...cluster, stack, strategy: 'none', imageId: image.first, ...more }
}

/** Starts a pipeline of these stages, one after another; answers the execution's id. */
export async function startStages(product: Product, ...stages: Json[]): Promise<string> {
  const chained = stages.map((stage, index) => ({
    refId: String(index + 1),
    requisiteStageRefIds: index === 0 ? [] : [String(index)],
    name: String(stage.type),
    ...stage,
  }))
  const pipeline = { application: 'demo', name: 'Stages', stages: chained }
  const { status, body, text } = await product.gate('/pipelines/start', { method: 'POST', body: pipeline })
  if (status >= 300) throw new Error(`POST /pipelines/start answered ${status}: ${text}`)
  return body.ref.split('/').at(-1)
}

/** The same until it has ended in that status. */
export async function runStages(product: Product, status: string, ...stages: Json[]): Promise<Execution> {
  return product.untilExecution(await startStages(product, ...stages), status)
}

export const deployStage = (cluster: Json, more: Json = {}): Json => ({ type: 'deploy', clusters: [cluster], ...more })

/** A group as a person sees it. */
export interface Seen {
  readonly name: string
  readonly image: string
  readonly target: number
  readonly suspended: readonly string[]
  /** How many of its instances are in traffic and healthy. */
  readonly serving: number
}

/** The groups of a cluster, e.g. `demo-none`, the oldest first. */
export async function seenIn(simulator: SpotSimulator, cluster: string): Promise<Seen[]> {
  const groups = await simulator.groups()
  return groups.filter(({ document }) => new RegExp(`^${cluster}-v\\d+$`).test(document.name)).map(seen)
}

function seen({ document, suspensions, instances }: SimulatedGroup): Seen {
  const suspended = suspensions.map(({ name }) => name).toSorted()
  const isOut = suspended.includes('LB_REGISTRATION')
  const serving = instances.filter(
    ({ health, standby, phase }) => health === 'HEALTHY' && !standby && phase === 'running',
  )
  return {
    name: document.name,
    image: document.compute.launchSpecification.imageId,
    target: document.capacity.target,
    suspended,
    serving: isOut ? 0 : serving.length,
  }
}

/** Calls of the simulator about the group of that name, e.g. `POST suspension {"suspensions":…}`. */
export async function callsAbout(simulator: SpotSimulator, name: string): Promise<string[]> {
  const ids = (await simulator.everyGroup()).filter(({ document }) => document.name === name).map(({ id }) => id)
  return (await simulator.calls())
    .filter(({ method, url }) => method !== 'GET' && ids.some((id) => url.includes(id)))
    .map(({ method, url, body }) => {
      const path = new URL(url, 'http://spot').pathname.split('/').slice(5).join('/')
      return [method, path, body === undefined || body === null ? '' : JSON.stringify(body)].filter(Boolean).join(' ')
    })
}
