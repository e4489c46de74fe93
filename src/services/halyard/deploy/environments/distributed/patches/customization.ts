import { problem } from '../../../../../../platform/errors/index.ts'
import { inOrder, isRaw, keyOf, type Manifest } from '../manifest.ts'
import { type JsonPatchStep, jsonPatch } from './json-patch.ts'
import { strategicMerge } from './strategic-merge.ts'

/** Which objects a patch is for: all that have everything that is said. Names are regular expressions that match whole. */
export interface Target {
  readonly group?: string
  readonly version?: string
  readonly kind?: string
  readonly name?: string
  readonly namespace?: string
  readonly labelSelector?: string
  readonly annotationSelector?: string
}

export interface Patch {
  readonly target: Target
  /** A part of an object, merged strategically; or the steps of a JSON patch. */
  readonly body: Readonly<Record<string, unknown>> | readonly JsonPatchStep[]
  /** Where it was written, for people. */
  readonly where: string
  /** Whether it may match nothing: the service that it is for may be off. */
  readonly optional?: boolean
}

export interface ImageChange {
  readonly name: string
  readonly newName?: string
  readonly newTag?: string
  readonly digest?: string
}

/** What users change of the objects that are made for them. */
export interface Customization {
  /** Further objects. */
  readonly resources: readonly Manifest[]
  readonly patches: readonly Patch[]
  readonly images: readonly ImageChange[]
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export const uncustomized: Customization = { resources: [], patches: [], images: [], labels: {}, annotations: {} }

/** The objects with what users change of them. Throws `invalid` for a patch that matches nothing or can't be done. */
export function customize(objects: readonly Manifest[], customization: Customization, namespace: string): Manifest[] {
  let result = [...objects, ...customization.resources.map((each) => placed(each, namespace))]
  const seen = new Set<string>()
  for (const each of result) {
    if (seen.has(keyOf(each)))
      throw problem('invalid', `${keyOf(each)} is made already; write a patch for it instead of another object.`)
    seen.add(keyOf(each))
  }
  for (const patch of customization.patches) {
    const matches = matcher(patch.target)
    if (!patch.optional && !result.some(matches))
      throw problem(
        'invalid',
        `${patch.where}: there is no object for this patch (${JSON.stringify(patch.target)}). hal deploy manifests -o DIR shows those that there are.`,
      )
    result = result.flatMap((object) => (matches(object) ? patched(object, patch) : [object]))
  }
  const { images, labels, annotations } = customization
  return inOrder(result.map((object) => marked(withImages(object, images), labels, annotations)))
}

const clusterWide = [
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'PersistentVolume',
  'StorageClass',
  'PriorityClass',
]

const placed = (object: Manifest, namespace: string): Manifest =>
  clusterWide.includes(object.kind) || object.metadata.namespace !== undefined
    ? object
    : { ...object, metadata: { ...object.metadata, namespace } }

function patched(object: Manifest, { body, where }: Patch): Manifest[] {
  if (isSteps(body)) return [jsonPatch(object, body, where)]
  if (body.$patch === 'delete') return []
  const { apiVersion, kind, metadata } = object
  const merged = strategicMerge(object, body) as Manifest
  // A patch says which object it is for by these; it does not rename it.
  const { name, namespace } = metadata
  return [
    {
      ...merged,
      apiVersion,
      kind,
      metadata: { ...merged.metadata, name, ...(namespace === undefined ? {} : { namespace }) },
    },
  ]
}

const isSteps = (body: Patch['body']): body is readonly JsonPatchStep[] => Array.isArray(body)

function matcher(target: Target): (object: Manifest) => boolean {
  const whole = (pattern: string | undefined, text: string) =>
    pattern === undefined || pattern === '' || new RegExp(`^(?:${pattern})$`).test(text)
  return ({ apiVersion, kind, metadata }) => {
    const [version, group = ''] = apiVersion.split('/').reverse()
    return (
      whole(target.kind, kind) &&
      whole(target.name, metadata.name) &&
      whole(target.namespace, metadata.namespace ?? '') &&
      (target.group === undefined || target.group === group) &&
      (target.version === undefined || target.version === version) &&
      selects(target.labelSelector, metadata.labels) &&
      selects(target.annotationSelector, metadata.annotations)
    )
  }
}

/** A selector of labels: `a=b,c!=d,e,!f`. */
function selects(selector: string | undefined, labels: Readonly<Record<string, string>> = {}): boolean {
  if (!selector) return true
  return selector.split(',').every((each) => {
    const [, not, key, operator, value] = /^\s*(!?)\s*([^=!\s]+)\s*(?:(==?|!=)\s*(\S*))?\s*$/.exec(each) ?? []
    if (key === undefined)
      throw problem(
        'invalid',
        `The selector '${selector}' is not understood; write key=value, key!=value, key or !key.`,
      )
    if (operator === undefined) return Object.hasOwn(labels, key) === (not === '')
    return (labels[key] === value) === (operator !== '!=')
  })
}

function withImages(object: Manifest, images: readonly ImageChange[]): Manifest {
  if (images.length === 0) return object
  const change = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((each) => change(each))
    if (isRaw(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, change(each, name)]))
    return key === 'image' && typeof value === 'string' ? changedImage(value, images) : value
  }
  return change(object) as Manifest
}

function changedImage(reference: string, images: readonly ImageChange[]): string {
  const [, name = reference, rest = ''] = /^(.*?)((?::[^/:@]+)?(?:@.*)?)$/.exec(reference) ?? []
  const change = images.find((each) => each.name === name)
  if (change === undefined) return reference
  const { newName = name, newTag, digest } = change
  if (digest !== undefined) return `${newName}@${digest}`
  return newTag === undefined ? `${newName}${rest}` : `${newName}:${newTag}`
}

function marked(
  object: Manifest,
  labels: Customization['labels'],
  annotations: Customization['annotations'],
): Manifest {
  const { metadata } = object
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(Object.keys(labels).length === 0 ? {} : { labels: { ...metadata.labels, ...labels } }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...metadata.annotations, ...annotations } }),
    },
  }
}
