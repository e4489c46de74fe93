import { describe, expect, it } from 'vitest'
import { appliedBy, withoutBookkeeping } from './ownership.ts'

const live = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'spin-gate',
    namespace: 'spinnaker',
    uid: 'u-1',
    resourceVersion: '7',
    labels: { app: 'spin', team: 'somebody else' },
    managedFields: [
      {
        manager: 'hal',
        operation: 'Apply',
        fieldsV1: {
          'f:metadata': { 'f:labels': { 'f:app': {} }, 'f:finalizers': { 'v:"a/b"': {} } },
          'f:spec': {
            'f:replicas': {},
            'f:template': {
              'f:spec': {
                'f:containers': {
                  'k:{"name":"gate"}': {
                    '.': {},
                    'f:name': {},
                    'f:args': {},
                    'f:resources': { 'f:limits': { 'f:memory': {} } },
                    'f:ports': { 'k:{"containerPort":8084,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
                  },
                },
                'f:volumes': { 'k:{"name":"tmp"}': { '.': {}, 'f:emptyDir': {}, 'f:name': {} } },
              },
            },
          },
        },
      },
      { manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:metadata': { 'f:labels': { 'f:team': {} } } } },
    ],
    finalizers: ['a/b', 'c/d'],
  },
  spec: {
    replicas: 2,
    progressDeadlineSeconds: 600,
    template: {
      spec: {
        dnsPolicy: 'ClusterFirst',
        containers: [
          { name: 'injected', image: 'x' },
          {
            name: 'gate',
            args: ['a', 'b'],
            imagePullPolicy: 'Always',
            resources: { limits: { memory: '1Gi', cpu: '1' } },
            ports: [{ containerPort: 8084, protocol: 'TCP' }],
          },
        ],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      },
    },
  },
  status: { readyReplicas: 2 },
}

describe('what a manager applied', () => {
  it('is read out of the object, without what others and Kubernetes put there', () => {
    expect(appliedBy('hal', live)).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'spin-gate', namespace: 'spinnaker', labels: { app: 'spin' }, finalizers: ['a/b'] },
      spec: {
        replicas: 2,
        template: {
          spec: {
            containers: [
              {
                name: 'gate',
                args: ['a', 'b'],
                resources: { limits: { memory: '1Gi' } },
                ports: [{ containerPort: 8084, protocol: 'TCP' }],
              },
            ],
            volumes: [{ name: 'tmp', emptyDir: {} }],
          },
        },
      },
    })
  })

  it('is nothing of an object that others made; that one is put back as it is, without the bookkeeping', () => {
    expect(appliedBy('somebody', live)).toBeUndefined()
    expect(withoutBookkeeping(live)).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'spin-gate', namespace: 'spinnaker', labels: { app: 'spin', team: 'somebody else' } },
      spec: live.spec,
    })
  })
})
