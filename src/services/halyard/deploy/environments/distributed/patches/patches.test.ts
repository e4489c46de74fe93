import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at } from '../../../../halconfig/index.ts'
import { release } from '../../../../versions/release.ts'
import type { Manifest } from '../manifest.ts'
import { manifests } from '../manifests.ts'
import { deploymentWith, renderedService, renderedWith } from '../testing.ts'
import { customize, operatorPatches, readCustomization, uncustomized } from './index.ts'
import { jsonPatch } from './json-patch.ts'
import { strategicMerge } from './strategic-merge.ts'

const made = manifests(deploymentWith(), renderedWith(renderedService('gate'), renderedService('deck'))).objects

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gennaker-kustomize-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The objects as the files of the folder `kustomize` change them. */
function customized(files: Readonly<Record<string, string>>): readonly Manifest[] {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return customize(made, readCustomization(folder, made), 'spinnaker')
}

const object = (objects: readonly Manifest[], kind: string, name: string) =>
  objects.find((each) => each.kind === kind && each.metadata.name === name)
const gate = (objects: readonly Manifest[]) => object(objects, 'Deployment', 'spin-gate')

describe('a strategic merge', () => {
  it('merges maps, takes away what is null, and merges the lists that Kubernetes merges by their key', () => {
    const target = {
      keep: 1,
      gone: 2,
      containers: [
        { name: 'a', image: 'a:1', args: ['x', 'y'], env: [{ name: 'A', value: '1' }] },
        { name: 'b', image: 'b:1' },
      ],
    }
    const patch = {
      gone: null,
      containers: [
        { name: 'a', image: 'a:2', args: ['z'], env: [{ name: 'B', value: '2' }] },
        { name: 'b', $patch: 'delete' },
        { name: 'c', image: 'c:1' },
      ],
    }
    expect(strategicMerge(target, patch)).toEqual({
      keep: 1,
      containers: [
        {
          name: 'a',
          image: 'a:2',
          args: ['z'],
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
        },
        { name: 'c', image: 'c:1' },
      ],
    })
  })

  it('replaces what it says to replace', () => {
    expect(strategicMerge({ a: { b: 1, c: 2 } }, { a: { $patch: 'replace', d: 3 } })).toEqual({ a: { d: 3 } })
    const env = [{ name: 'A', value: '1' }]
    expect(strategicMerge({ env }, { env: [{ $patch: 'replace' }, { name: 'B', value: '2' }] })).toEqual({
      env: [{ name: 'B', value: '2' }],
    })
  })

  it('leaves what it was given as it was', () => {
    const target = { list: [{ name: 'a' }], map: { a: 1 } }
    const before = structuredClone(target)
    strategicMerge(target, { list: [{ name: 'b' }], map: { a: 2 } })
    expect(target).toEqual(before)
  })
})

describe('a JSON patch', () => {
  it('takes every operation of RFC 6902', () => {
    const steps = [
      { op: 'test', path: '/a~1b', value: 1 },
      { op: 'add', path: '/list/-', value: 3 },
      { op: 'add', path: '/list/0', value: 0 },
      { op: 'replace', path: '/m~0n', value: 'x' },
      { op: 'copy', from: '/list', path: '/copy' },
      { op: 'move', from: '/a~1b', path: '/moved' },
      { op: 'remove', path: '/list/1' },
    ]
    expect(jsonPatch({ 'a/b': 1, 'm~n': 2, list: [1] }, steps, 'here')).toEqual({
      'm~n': 'x',
      list: [0, 3],
      copy: [0, 1, 3],
      moved: 1,
    })
  })

  it.each([
    [{ op: 'replace', path: '/x', value: 1 }, "there is no 'x'"],
    [{ op: 'remove', path: '/list/5' }, "there is no element '5' of 1"],
    [{ op: 'test', path: '/list/0', value: 2 }, 'there is another value'],
    [{ op: 'twist', path: '/list' }, 'there is no such operation'],
    [{ op: 'add', path: 'list', value: 1 }, 'a path begins with /'],
  ])('says which step can not be done: %o', (step, why) => {
    expect(() => jsonPatch({ list: [1] }, [step], 'here')).toThrow(
      `here: ${step.op} ${step.path} can't be done: ${why}`,
    )
  })
})

describe('the folder kustomize', () => {
  it('that is not there, or empty, changes nothing', () => {
    expect(customize(made, readCustomization(join(folder, 'none'), made), 'spinnaker')).toEqual(made)
    expect(customized({})).toEqual(made)
  })

  it('without a kustomization patches what is made and adds the rest', () => {
    const objects = customized({
      'gate.yml': `
apiVersion: apps/v1
kind: Deployment
metadata: {name: spin-gate}
spec:
  template:
    spec:
      containers:
      - name: gate
        env: [{name: EXTRA, value: "1"}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: spinnaker}
spec: {rules: []}
`,
    })
    const [container] = at(gate(objects), 'spec.template.spec.containers') as { image: string; env: unknown[] }[]
    expect(container!.image).toBe(`gennaker:${release()}`)
    expect(container!.env).toContainEqual({ name: 'EXTRA', value: '1' })
    expect(object(objects, 'Ingress', 'spinnaker')!.metadata.namespace).toBe('spinnaker')
  })

  it("with a kustomization does what that says, in kustomize's words", () => {
    const objects = customized({
      'kustomization.yml': `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [quota.yml]
images: [{name: gennaker, newName: registry.example.com/gennaker, newTag: "0.2"}]
commonLabels: {owner: delivery}
patches:
- target: {kind: Deployment, name: spin-.*, labelSelector: "app.kubernetes.io/name=gate"}
  patch: |-
    - op: add
      path: /spec/template/spec/priorityClassName
      value: high
- path: patches/deck.yml
patchesStrategicMerge:
- |-
  apiVersion: v1
  kind: Service
  metadata: {name: spin-gate}
  spec: {type: LoadBalancer}
`,
      'quota.yml': 'apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: most}\n',
      'patches/deck.yml': '$patch: delete\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: spin-deck}\n',
    })
    expect(at(gate(objects), 'spec.template.spec.priorityClassName')).toBe('high')
    expect((at(gate(objects), 'spec.template.spec.containers') as { image: string }[])[0]!.image).toBe(
      'registry.example.com/gennaker:0.2',
    )
    expect(object(objects, 'Deployment', 'spin-deck')).toBeUndefined()
    expect(object(objects, 'Service', 'spin-gate')!.spec).toMatchObject({ type: 'LoadBalancer' })
    expect(object(objects, 'ResourceQuota', 'most')!.metadata.labels).toEqual({ owner: 'delivery' })
  })

  it.each([
    [
      'a key that is not understood',
      { 'kustomization.yml': 'configMapGenerator: []' },
      "'configMapGenerator' is not understood here",
    ],
    ['a file elsewhere', { 'kustomization.yml': 'resources: [../secret.yml]' }, "'../secret.yml' is not read"],
    ['a file on the net', { 'kustomization.yml': 'resources: ["https://example.com/x.yml"]' }, 'is not read'],
    ['a file that is missing', { 'kustomization.yml': 'resources: [x.yml]' }, "x.yml can't be read"],
    [
      'a patch that is for nothing',
      { 'kustomization.yml': 'patches: [{target: {kind: Job}, patch: "a: 1"}]' },
      'there is no object for this patch ({"kind":"Job"})',
    ],
    ['what is no object', { 'x.yml': 'hello: 1' }, 'an object must have apiVersion, kind and metadata.name'],
    ['what is no YAML', { 'x.yml': 'a: [' }, 'x.yml is not valid YAML'],
    [
      'a selector that is none',
      { 'kustomization.yml': 'patches: [{target: {labelSelector: "a in (b)"}, patch: "a: 1"}]' },
      "The selector 'a in (b)' is not understood",
    ],
  ])('says what is wrong with %s', (_what, files, why) => {
    expect(() => customized(files as Readonly<Record<string, string>>)).toThrow(why)
  })
})

describe('the patches of a SpinnakerService', () => {
  const patched = (kustomize: unknown) =>
    customize(made, { ...uncustomized, patches: operatorPatches(kustomize) }, 'spinnaker')

  it('change the Deployment and the Service of theirs, whether they are texts or not', () => {
    const objects = patched({
      gate: {
        deployment: {
          patches: ['spec: {template: {spec: {priorityClassName: high}}}'],
          patchesJson6902: '- {op: replace, path: /spec/replicas, value: 3}',
          patchesStrategicMerge: ['spec: {template: {spec: {containers: [{name: gate, tty: true}]}}}'],
        },
        service: { patches: [{ spec: { type: 'NodePort' } }] },
      },
      // It is not deployed here.
      fiat: { deployment: { patches: ['spec: {replicas: 2}'] } },
    })
    expect(gate(objects)!.spec).toMatchObject({
      replicas: 3,
      template: {
        spec: { priorityClassName: 'high', containers: [{ name: 'gate', tty: true, image: `gennaker:${release()}` }] },
      },
    })
    expect(object(objects, 'Service', 'spin-gate')!.spec).toMatchObject({ type: 'NodePort' })
  })

  it('stand beside the files of the user', () => {
    const operator = 'gate: {deployment: {patches: ["spec: {replicas: 7}"]}}\n'
    const own =
      'apiVersion: v1\nkind: Service\nmetadata: {name: spin-gate, namespace: spinnaker}\nspec: {type: NodePort}\n'
    const objects = customized({ 'operator.yml': operator, 'gate.yml': own })
    expect(gate(objects)!.spec).toMatchObject({ replicas: 7 })
    expect(object(objects, 'Service', 'spin-gate')!.spec).toMatchObject({ type: 'NodePort' })
  })

  it('for a part that there is not are an error', () => {
    expect(() => patched({ gate: { pod: {} } })).toThrow('spec.kustomize.gate.pod: there is no such part')
  })
})
