import { isObject, type Json, textOf } from './pipeline.ts'

/** By which fields the elements of a list are the same ones in two versions of a pipeline, even where others changed. */
const IDENTITIES: Readonly<Record<string, readonly string[]>> = {
  stages: ['refId'],
  parameterConfig: ['name'],
  expectedArtifacts: ['id'],
  tags: ['name'],
  variables: ['key'],
  notifications: ['type', 'address', 'level'],
}

/** What a trigger hears on; one with an `id` is that one whatever it hears on. */
const TRIGGER = ['type', 'application', 'pipeline', 'source', 'project', 'slug', 'branch', 'master', 'job', 'team']
const TRIGGER_MORE = ['account', 'organization', 'repository', 'chart', 'pubsubSystem', 'subscriptionName']
const TRIGGER_REST = ['artifactorySearchName', 'nexusSearchName', 'tag', 'cronExpression']

/** Lists whose order says nothing: what one adds and another takes away are both done. */
const SETS = ['requisiteStageRefIds', 'roles', 'expectedArtifactIds']

export const isSet = (key: string): boolean => SETS.includes(key)

const fieldsOf = (list: string, element: Json): readonly string[] | undefined => {
  if (list !== 'triggers') return IDENTITIES[list]
  return element.id ? ['type', 'id'] : [...TRIGGER, ...TRIGGER_MORE, ...TRIGGER_REST]
}

/** The elements of a list of that name by what they are; undefined where they have no such identity. */
export const byIdentity = (list: string, value: unknown): ReadonlyMap<string, Json> | undefined => {
  if (!Array.isArray(value) || !value.every(isObject)) return undefined
  const found = new Map<string, Json>()
  for (const element of value) {
    const fields = fieldsOf(list, element)
    if (!fields) return undefined
    const identity = fields
      .map((field) => textOf(element[field]))
      .join(' ')
      .trim()
    let key = identity
    for (let number = 2; found.has(key); number += 1) key = `${identity} #${number}`
    found.set(key, element)
  }
  return found
}
