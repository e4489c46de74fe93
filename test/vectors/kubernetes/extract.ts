/**
 * Takes the schemas of the objects that Halyard makes out of what a kube-apiserver says of its API, without words:
 *
 *     kubectl get --raw /openapi/v3/api/v1 > core.json   (and apis/apps/v1, apis/policy/v1)
 *     ./hal exec node test/vectors/kubernetes/extract.ts 1.37.2 core.json apps.json policy.json > test/vectors/kubernetes/schemas.json
 */
import { readFileSync } from 'node:fs'

type Tree = { [key: string]: unknown }

const kinds = [
  ['v1', 'Namespace'],
  ['v1', 'ServiceAccount'],
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'PersistentVolumeClaim'],
  ['v1', 'Service'],
  ['apps/v1', 'Deployment'],
  ['policy/v1', 'PodDisruptionBudget'],
]
const [version, ...files] = process.argv.slice(2)
const all: Tree = Object.assign({}, ...files.map((file) => JSON.parse(readFileSync(file, 'utf8')).components.schemas))
const needed: Tree = {}

function take(name: string): void {
  if (name in needed) return
  needed[name] = {}
  needed[name] = bare(all[name])
}

/** Without descriptions, defaults and hints for clients; a key that the schema does not name is an error. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare)
  if (typeof value !== 'object' || value === null) return value
  const tree = value as Tree
  if (typeof tree.$ref === 'string') {
    const name = tree.$ref.slice(tree.$ref.lastIndexOf('/') + 1)
    take(name)
    return { $ref: `#/$defs/${name}` }
  }
  // A reference with words beside it.
  if (Array.isArray(tree.allOf) && tree.allOf.length === 1) return bare(tree.allOf[0])
  const kept = Object.entries(tree).filter(([key]) => !/^(description|default|format|x-.*)$/.test(key))
  const result = Object.fromEntries(
    kept.map(([key, each]) => [
      key,
      key === 'properties'
        ? Object.fromEntries(Object.entries(each as Tree).map(([name, one]) => [name, bare(one)]))
        : bare(each),
    ]),
  )
  return 'properties' in result ? { ...result, additionalProperties: false } : result
}

const objects = kinds.map(([apiVersion, kind]) => {
  const [group, of] = apiVersion!.includes('/') ? apiVersion!.split('/') : ['', apiVersion]
  const name = Object.keys(all).find((each) =>
    ((all[each] as Tree)['x-kubernetes-group-version-kind'] as Tree[] | undefined)?.some(
      (gvk) => gvk.group === group && gvk.version === of && gvk.kind === kind,
    ),
  )!
  take(name)
  return [`${apiVersion} ${kind}`, `#/$defs/${name}`]
})
process.stdout.write(`${JSON.stringify({ version, objects: Object.fromEntries(objects), $defs: needed })}\n`)
