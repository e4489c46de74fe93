import { parseAllDocuments } from 'yaml'
import { problem } from '../../../platform/errors/index.ts'
import { at, isTree, type Tree, withoutSource } from '../halconfig/index.ts'

/** A text with the name that people know it by. */
export interface ManifestText {
  readonly where: string
  readonly text: string
}

export interface Manifests {
  readonly service: Tree
  readonly accounts: readonly Tree[]
  /** `Kind name` of what is something else. */
  readonly others: readonly string[]
}

/** Upstream's group, and that of the Operator's vendor. */
const groups = /^spinnaker(\.armory)?\.io\//

/** The SpinnakerService in some files, and the SpinnakerAccounts beside it. Throws `invalid` where there is not just one. */
export function readManifests(texts: readonly ManifestText[]): Manifests {
  const objects = texts.flatMap(objectsIn)
  const ours = objects.filter(({ apiVersion }) => groups.test(String(apiVersion)))
  const services = ours.filter(({ kind }) => kind === 'SpinnakerService')
  const accounts = ours.filter(({ kind }) => kind === 'SpinnakerAccount')
  const [service, second] = services
  const all = texts.map(({ where }) => where).join(', ')
  if (service === undefined)
    throw problem(
      'invalid',
      `There is no SpinnakerService in ${all || 'what was given'}. Its kind must be SpinnakerService, of spinnaker.io/v1alpha2.`,
    )
  if (second !== undefined)
    throw problem(
      'invalid',
      `There are ${services.length} SpinnakerServices in ${all}. If they are patches of one, let kustomize join them: kubectl kustomize DIR | hal deploy apply -f -`,
    )
  const others = objects.filter((each) => each !== service && !accounts.includes(each))
  return { service, accounts, others: others.map((each) => `${each.kind} ${at(each, 'metadata.name')}`) }
}

function objectsIn({ where, text }: ManifestText): Tree[] {
  const documents = parseAllDocuments(text, { logLevel: 'error', merge: true })
  if ('empty' in documents) return []
  return documents.flatMap((document) => {
    const [error] = document.errors
    if (error !== undefined) throw problem('invalid', `${where} is not valid YAML: ${withoutSource(error)}`)
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    if (value === null || value === undefined) return []
    if (!isTree(value)) throw problem('invalid', `${where} holds something that is no object of Kubernetes.`)
    // What `kubectl get -o yaml` prints of several.
    return value.kind === 'List' && Array.isArray(value.items) ? value.items.filter(isTree) : [value]
  })
}
