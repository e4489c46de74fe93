import { describe, expect, it } from 'vitest'
import type { Raw } from './manifest.ts'
import type { Live } from './ownership.ts'
import { progressOf } from './rollout.ts'

const revision = (number: number) => ({ 'deployment.kubernetes.io/revision': String(number) })
const all = { observedGeneration: 4, replicas: 2, updatedReplicas: 2, availableReplicas: 2 }

const deployment = (status: Raw): Live => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'spin-gate', generation: 4, annotations: revision(2) },
  spec: { replicas: 2 },
  status,
})
const replicaSet = (number: number, hash: string): Live => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: `spin-gate-${hash}`, labels: { 'pod-template-hash': hash }, annotations: revision(number) },
})
const pod = (hash: string, status: Raw): Live => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `spin-gate-${hash}-x`, labels: { 'pod-template-hash': hash } },
  status,
})
const waiting = (reason: string, message?: string) => ({
  containerStatuses: [{ name: 'gate', state: { waiting: { reason, ...(message === undefined ? {} : { message }) } } }],
})
const progress = (status: Raw, ...others: readonly Live[]) => progressOf([deployment(status), ...others], 'gate')

describe('a rollout', () => {
  it('is done when all pods are of the newest template and ready, and none of an older one is left', () => {
    expect(progress(all)).toMatchObject({ done: true, says: '2 pods are ready' })
    expect(progress({ ...all, observedGeneration: 3 })).toMatchObject({ done: false })
    expect(progress({ ...all, updatedReplicas: 1 })).toMatchObject({ done: false, says: '1 of 2 new pods are made' })
    expect(progress({ ...all, replicas: 3 })).toMatchObject({ done: false, says: '1 old pods are still there' })
    expect(progress({ ...all, availableReplicas: 0 })).toMatchObject({ done: false, says: '0 of 2 pods are ready' })
  })

  it('is stuck when a pod of the newest template is in a state from which it seldom recovers', () => {
    const status = { ...all, availableReplicas: 1 }
    const sets = [replicaSet(1, 'old'), replicaSet(2, 'new')]
    expect(progress(status, ...sets, pod('old', waiting('CrashLoopBackOff'))).stuck).toBeUndefined()
    expect(progress(status, ...sets, pod('new', waiting('ImagePullBackOff', 'no such image')))).toMatchObject({
      done: false,
      stuck: 'ImagePullBackOff: no such image',
      newest: 'spin-gate-new-x',
    })
    const unscheduled = { conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' }] }
    expect(progress(status, ...sets, pod('new', unscheduled)).stuck).toBe('no node takes it: 0/3 nodes are available')
    expect(progress(status, ...sets, pod('new', waiting('ContainerCreating'))).stuck).toBeUndefined()
  })

  it('has failed when Kubernetes gives it up', () => {
    const conditions = [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded', message: 'has timed out' }]
    expect(progress({ ...all, availableReplicas: 1, conditions })).toMatchObject({
      done: false,
      failed: 'has timed out',
    })
  })
})
