import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { problem } from '../../../../../../platform/errors/index.ts'
import { isRaw, keyOf, type Manifest, type Raw } from '../manifest.ts'
import { type Customization, type ImageChange, type Patch, type Target, uncustomized } from './customization.ts'
import type { JsonPatchStep } from './json-patch.ts'

const kustomizations = ['kustomization.yml', 'kustomization.yaml', 'Kustomization']

/**
 * What users wrote in the folder `kustomize` of a deployment. With a kustomization it says what is read, in kustomize's words.
 * Without, each object in the folder's files is a patch when an object of its kind and name is made, else a further object.
 */
export function readCustomization(directory: string, made: readonly Manifest[]): Customization {
  if (!existsSync(directory)) return uncustomized
  const kustomization = kustomizations.find((name) => existsSync(join(directory, name)))
  const own = kustomization === undefined ? fromFiles(directory, made) : fromKustomization(directory, kustomization)
  if (!existsSync(join(directory, operatorFile))) return own
  const [kustomize] = documentsIn(textOf(directory, operatorFile), join(directory, operatorFile))
  return { ...own, patches: [...own.patches, ...operatorPatches(kustomize)] }
}

/** What a SpinnakerService says under `spec.kustomize`, put here when it was applied. */
const operatorFile = 'operator.yml'

function fromFiles(directory: string, made: readonly Manifest[]): Customization {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.ya?ml$/.test(name) && name !== operatorFile,
  )
  const all = files
    .sort()
    .flatMap((name) => manifestsIn(textOf(directory, name), join(directory, name)).map((object) => ({ object, name })))
  const known = new Set(made.map(keyOf))
  return {
    ...uncustomized,
    resources: all.filter(({ object }) => !known.has(keyOf(object))).map(({ object }) => object),
    patches: all
      .filter(({ object }) => known.has(keyOf(object)))
      .map(({ object, name }) => mergePatch(object, join(directory, name))),
  }
}

/** The keys of a kustomization that are understood. */
const understood = {
  apiVersion: true,
  kind: true,
  metadata: true,
  namespace: true,
  resources: true,
  patches: true,
  patchesStrategicMerge: true,
  patchesJson6902: true,
  images: true,
  labels: true,
  commonLabels: true,
  commonAnnotations: true,
} as const

function fromKustomization(directory: string, name: string): Customization {
  const where = join(directory, name)
  const [tree] = documentsIn(textOf(directory, name), where)
  if (!isRaw(tree)) throw problem('invalid', `${where} must be a map of keys.`)
  const unknown = Object.keys(tree).find((key) => !(key in understood))
  if (unknown !== undefined)
    throw problem(
      'invalid',
      `${where}: '${unknown}' is not understood here, only ${Object.keys(understood).join(', ')}. For anything more, let kustomize work on what hal deploy manifests -o DIR writes.`,
    )
  const listOf = (key: keyof typeof understood): readonly unknown[] => (Array.isArray(tree[key]) ? tree[key] : [])
  return {
    resources: listOf('resources')
      .map(String)
      .filter((file) => file !== 'base' && !/\/base\/?$/.test(file))
      .flatMap((file) => manifestsIn(textOf(directory, file), join(directory, file))),
    patches: [
      ...listOf('patchesStrategicMerge').flatMap((each) => merges(directory, String(each), where)),
      ...listOf('patches').flatMap((each) => targeted(directory, each, where)),
      ...listOf('patchesJson6902').flatMap((each) => targeted(directory, each, where)),
    ],
    images: listOf('images')
      .filter(isRaw)
      .map((each) => each as unknown as ImageChange),
    labels: {
      ...textsOf(tree.commonLabels),
      ...Object.assign({}, ...listOf('labels').map((each) => textsOf(isRaw(each) ? each.pairs : undefined))),
    },
    annotations: textsOf(tree.commonAnnotations),
  }
}

const textsOf = (value: unknown): Record<string, string> =>
  isRaw(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)])) : {}

/** A file's name, or the patch itself. */
function merges(directory: string, fileOrText: string, where: string): Patch[] {
  const inline = fileOrText.includes('\n')
  const place = inline ? where : join(directory, fileOrText)
  const text = inline ? fileOrText : textOf(directory, fileOrText)
  return manifestsIn(text, place).map((object) => mergePatch(object, place))
}

function mergePatch(object: Manifest, where: string): Patch {
  const { kind, apiVersion, metadata } = object
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  return { target: { kind, group, name: escaped(metadata.name) }, body: object, where }
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

function targeted(directory: string, value: unknown, where: string): Patch[] {
  if (!isRaw(value)) throw problem('invalid', `${where}: a patch must be a map with path or patch.`)
  const { path, patch } = value
  const text = typeof path === 'string' ? textOf(directory, path) : patch
  const place = typeof path === 'string' ? join(directory, path) : where
  const target = isRaw(value.target) ? (value.target as Target) : undefined
  return bodies(text, place).map((body) => {
    if (target !== undefined) return { target, body, where: place }
    if (isManifest(body)) return mergePatch(body, place)
    throw problem('invalid', `${place}: a patch without a target must say kind and metadata.name itself.`)
  })
}

/** The patches of a SpinnakerService: `spec.kustomize.<service>.{deployment,service}`, in the operator's order. */
export function operatorPatches(kustomize: unknown): Patch[] {
  if (!isRaw(kustomize)) return []
  return Object.entries(kustomize).flatMap(([service, parts]) =>
    Object.entries(isRaw(parts) ? parts : {}).flatMap(([part, patches]) => {
      const where = `spec.kustomize.${service}.${part}`
      const kind = { deployment: 'Deployment', service: 'Service' }[part]
      if (kind === undefined) throw problem('invalid', `${where}: there is no such part; use deployment or service.`)
      const target = { kind, name: `spin-${service}` }
      const lists = isRaw(patches) ? patches : {}
      return ['patches', 'patchesJson6902', 'patchesStrategicMerge'].flatMap((key) =>
        [lists[key] ?? []]
          .flat()
          .flatMap((each) => bodies(each, `${where}.${key}`).map((body) => ({ target, body, where, optional: true }))),
      )
    }),
  )
}

/** The patches in a text, or in what was read of one already. */
function bodies(value: unknown, where: string): Patch['body'][] {
  const documents = typeof value === 'string' ? documentsIn(value, where) : [value]
  return documents.map((each) => {
    if (isRaw(each)) return isRaw(each.patch) || typeof each.patch === 'string' ? bodies(each.patch, where)[0]! : each
    if (Array.isArray(each) && each.every((step) => isRaw(step) && typeof step.op === 'string'))
      return each as JsonPatchStep[]
    throw problem('invalid', `${where}: a patch must be a part of an object, or a list of steps with op and path.`)
  })
}

function manifestsIn(text: string, where: string): Manifest[] {
  return documentsIn(text, where).map((each) => {
    if (isManifest(each)) return each
    throw problem('invalid', `${where}: an object must have apiVersion, kind and metadata.name.`)
  })
}

const isManifest = (value: unknown): value is Manifest & Raw =>
  isRaw(value) &&
  typeof value.apiVersion === 'string' &&
  typeof value.kind === 'string' &&
  isRaw(value.metadata) &&
  typeof value.metadata.name === 'string'

function documentsIn(text: string, where: string): unknown[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent' })
  if (!Array.isArray(documents)) return []
  return documents
    .map((document) => {
      const [error] = document.errors
      if (error) throw problem('invalid', `${where} is not valid YAML: ${error.message}`)
      return document.toJS() as unknown
    })
    .filter((each) => each !== null && each !== undefined)
}

function textOf(directory: string, name: string): string {
  const path = join(directory, name)
  if (isAbsolute(name) || /:\/\//.test(name) || relative(directory, path).startsWith('..'))
    throw problem('invalid', `${directory}: '${name}' is not read; only files in this folder are.`)
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw problem('invalid', `${path} can't be read: ${(error as Error).message}`)
  }
}
