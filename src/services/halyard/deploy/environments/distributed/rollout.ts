import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '../../../names.ts'
import type { Failure } from '../../environment.ts'
import type { Kubectl } from './kubectl.ts'
import { isRaw, type Raw } from './manifest.ts'
import { spin } from './names.ts'
import type { Live } from './ownership.ts'

export interface RolloutTimes {
  /** For all pods of a service to come up; images have to be fetched first. */
  readonly timeoutMs: number
  /** How long a pod may be in a state from which it seldom recovers. */
  readonly patienceMs: number
  readonly pollMs: number
  readonly logLines: number
}

export const rolloutTimes: RolloutTimes = { timeoutMs: 600_000, patienceMs: 30_000, pollMs: 1_000, logLines: 50 }

/** Waits until a service runs as it was applied, in all its pods; returns why it does not. */
export async function awaitRollout(
  kubectl: Kubectl,
  service: ServiceName,
  tell: (message: string) => void,
  signal: AbortSignal,
  times: RolloutTimes = rolloutTimes,
): Promise<Failure | undefined> {
  const deadline = performance.now() + times.timeoutMs
  let stuckSince: number | undefined
  let last = ''
  for (;;) {
    signal.throwIfAborted()
    const objects = await kubectl.list(['deployments', 'replicasets', 'pods'], { selector: `cluster=${spin(service)}` })
    const progress = progressOf(objects, service)
    if (progress.done) return undefined
    if (progress.says !== last) tell(progress.says)
    last = progress.says
    const now = performance.now()
    stuckSince = progress.stuck === undefined ? undefined : (stuckSince ?? now)
    const hopeless =
      progress.failed ?? (stuckSince !== undefined && now - stuckSince >= times.patienceMs ? progress.stuck : undefined)
    const reason =
      hopeless ?? (now >= deadline ? `it did not come up within ${times.timeoutMs / 1000} s: ${last}` : undefined)
    if (reason !== undefined)
      return { service, reason, log: await lastLines(kubectl, service, progress.newest, times.logLines) }
    await pause(times.pollMs, undefined, { signal })
  }
}

export interface RolloutProgress {
  readonly done: boolean
  readonly says: string
  /** Why it never will be done. */
  readonly failed?: string
  /** Why it most likely will not. */
  readonly stuck?: string
  /** A pod of the newest template that is not ready. */
  readonly newest?: string
}

/** How far a Deployment is, in the sense of `kubectl rollout status`; and what keeps its newest pods from coming up. */
export function progressOf(objects: readonly Live[], service: ServiceName): RolloutProgress {
  const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === spin(service))
  if (deployment === undefined) return { done: false, says: 'there is no Deployment', failed: 'its Deployment is gone' }
  const spec = at(deployment, 'spec')
  const status = at(deployment, 'status')
  const number = (key: string) => Number(status[key] ?? 0)
  const wanted = Number(spec.replicas ?? 1)
  const generation = Number(deployment.metadata.generation ?? 0)
  const pods = newestPods(objects, deployment)
  const waiting = pods.find((pod) => !isReady(pod))
  const troubles = pods.map(troubleOf).filter((each) => each !== undefined)
  const more = {
    ...(waiting === undefined ? {} : { newest: waiting.metadata.name }),
    ...(troubles[0] === undefined ? {} : { stuck: troubles[0] }),
  }
  if (number('observedGeneration') < generation) return { done: false, says: 'Kubernetes has not looked at it yet' }
  const progressing = conditions(status).find(({ type }) => type === 'Progressing')
  if (progressing?.reason === 'ProgressDeadlineExceeded')
    return { done: false, says: 'it does not get on', failed: troubles[0] ?? String(progressing.message), ...more }
  if (number('updatedReplicas') < wanted)
    return { done: false, says: `${number('updatedReplicas')} of ${wanted} new pods are made`, ...more }
  if (number('replicas') > number('updatedReplicas'))
    return { done: false, says: `${number('replicas') - number('updatedReplicas')} old pods are still there`, ...more }
  if (number('availableReplicas') < wanted)
    return { done: false, says: `${number('availableReplicas')} of ${wanted} pods are ready`, ...more }
  return { done: true, says: `${wanted} pods are ready` }
}

/** The pods of the template that was applied last. */
function newestPods(objects: readonly Live[], deployment: Live): Live[] {
  const revision = deployment.metadata.annotations?.['deployment.kubernetes.io/revision']
  const sets = objects.filter(
    ({ kind, metadata }) =>
      kind === 'ReplicaSet' && metadata.annotations?.['deployment.kubernetes.io/revision'] === revision,
  )
  const hashes = sets.map(({ metadata }) => metadata.labels?.['pod-template-hash'])
  return objects.filter(
    ({ kind, metadata }) => kind === 'Pod' && hashes.includes(metadata.labels?.['pod-template-hash']),
  )
}

const isReady = (pod: Live) =>
  conditions(at(pod, 'status')).some(({ type, status }) => type === 'Ready' && status === 'True')

const seldomRecovers = [
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'CrashLoopBackOff',
]

/** What is wrong with a pod, in Kubernetes' words. */
function troubleOf(pod: Live): string | undefined {
  const status = at(pod, 'status')
  const containers = [status.initContainerStatuses, status.containerStatuses].flatMap((each) =>
    Array.isArray(each) ? each.filter(isRaw) : [],
  )
  for (const container of containers) {
    const waiting = at(at(container, 'state'), 'waiting')
    if (typeof waiting.reason === 'string' && seldomRecovers.includes(waiting.reason))
      return `${waiting.reason}: ${waiting.message ?? `the container ${container.name} does not start`}`
  }
  const unscheduled = conditions(status).find(({ type, status: is }) => type === 'PodScheduled' && is === 'False')
  return unscheduled === undefined ? undefined : `no node takes it: ${unscheduled.message}`
}

const at = (tree: Raw, key: string): Raw => (isRaw(tree[key]) ? tree[key] : {})
const conditions = (status: Raw): readonly Raw[] =>
  Array.isArray(status.conditions) ? status.conditions.filter(isRaw) : []

/** What a pod that does not come up said last, or said before it was started anew. */
async function lastLines(
  kubectl: Kubectl,
  service: ServiceName,
  pod: string | undefined,
  lines: number,
): Promise<string[]> {
  if (pod === undefined) return []
  const args = ['logs', pod, '--container', service, `--tail=${lines}`]
  for (const attempt of [[...args, '--previous'], args]) {
    try {
      const text = await kubectl.run(attempt, { timeoutMs: 10_000 })
      if (text.trim() !== '') return text.trimEnd().split('\n')
    } catch {
      // One that never started has no log.
    }
  }
  return []
}
