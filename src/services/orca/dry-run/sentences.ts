import type { ServerGroupView } from '../../clouddriver/client.ts'
import type { Json } from '../model.ts'
import { json, number, objects, text, texts } from '../values.ts'

/**
 * What a cloud operation would do, as the end of "it would …".
 * @param before the server group that it names, as it is then
 * @param created the one that it would make
 */
export function sentenceOf(
  operation: string,
  description: Json,
  before: ServerGroupView | undefined,
  created: ServerGroupView | undefined,
): string {
  const account = text(description.credentials) ?? text(description.account)
  const region = text(description.region) ?? texts(description.regions)[0] ?? text(description.namespace)
  const where = [region && `in ${region}`, account && `(${account})`].filter(Boolean).join(' ')
  const group = text(description.serverGroupName) ?? text(description.asgName)
  const named = [group, where].filter(Boolean).join(' ')
  switch (operation) {
    case 'createServerGroup':
    case 'cloneServerGroup': {
      const source = json(description.source)
      const of = text(source.serverGroupName) ?? text(source.asgName)
      const name = created?.name ?? 'a server group'
      const size = created === undefined ? '' : ` with ${count(created.capacity.desired)}`
      const like = operation === 'cloneServerGroup' && of !== undefined ? ` as a copy of ${of}` : ''
      return `create ${name} ${where}${size}${like}`
    }
    case 'resizeServerGroup': {
      const to = sizeOf(json(description.capacity)) ?? String(description.targetSize ?? '?')
      const from = before === undefined ? undefined : sizeOf({ ...before.capacity })
      return `resize ${named}${from === undefined ? '' : ` from ${from}`} to ${to}`
    }
    case 'disableServerGroup': {
      const part = number(description.desiredPercentage)
      const share = part !== undefined && part < 100 ? `${part}% of ` : ''
      return `disable ${share}${named}${before?.disabled ? ', which is disabled already' : ''}`
    }
    case 'enableServerGroup':
      return `enable ${named}${before !== undefined && !before.disabled ? ', which is enabled already' : ''}`
    case 'destroyServerGroup':
      return `destroy ${named}${before === undefined ? '' : ` with its ${count(before.instances.length)}`}`
    case 'suspendProcesses':
    case 'resumeProcesses':
      return `${operation.replace('Processes', '')} ${texts(description.processes).join(', ')} of ${named}`
    case 'deployManifest':
      return `deploy ${manifests(description)} ${where}`.trim()
    case 'upsertEntityTags':
      return `tag ${entity(description)} with ${objects(description.tags)
        .map(({ name }) => name)
        .join(', ')}`
    case 'deleteEntityTags':
      return `remove tags of ${entity(description)}: ${texts(description.tags).join(', ') || 'all'}`
    default:
      return `${words(operation)} ${subject(description) ?? named}`.trim()
  }
}

const count = (instances: number) => `${instances} instance${instances === 1 ? '' : 's'}`

/** `3`, or `3 (1 to 6)` where the limits are others. */
function sizeOf({ desired, min, max }: Json): string | undefined {
  if (number(desired) === undefined) return undefined
  return number(min) === number(desired) && number(max) === number(desired)
    ? `${desired}`
    : `${desired} (${min} to ${max})`
}

function manifests({ manifests: given, manifest }: Json): string {
  const named = objects(given ?? manifest).map(({ kind, metadata }) => `${kind} ${json(metadata).name}`)
  return named.length === 0 ? 'a manifest' : named.join(', ')
}

/** What tags are on: of those that go, only the id of all tags is known, which ends in the name. */
function entity({ entityRef, id }: Json): string {
  const { entityId, region, account } = json(entityRef)
  const where = [text(region) && `in ${text(region)}`, text(account) && `(${text(account)})`]
  return [text(entityId) ?? text(id) ?? 'what is there', ...where].filter(Boolean).join(' ')
}

function subject(description: Json): string | undefined {
  const name = text(description.manifestName) ?? text(description.loadBalancerName) ?? text(description.name)
  const instances = texts(description.instanceIds)
  if (name === undefined && instances.length === 0) return undefined
  const place = text(description.region) ?? text(description.location)
  const account = text(description.credentials) ?? text(description.account)
  return [name ?? instances.join(', '), place && `in ${place}`, account && `(${account})`].filter(Boolean).join(' ')
}

/** `upsertScalingPolicyDescription` → `upsert scaling policy`. */
const words = (name: string) =>
  name.replace(/Description$/, '').replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
