import type { Json } from '../model.ts'

/** What kinds of triggers have beside what all have, with what tells the kind; the first match wins (orca: TriggerDeserializer). */
const kinds: readonly { readonly is: (trigger: Json) => boolean; readonly defaults: Json }[] = [
  { is: has('account', 'repository', 'tag'), defaults: {} },
  { is: ({ type }) => type === 'concourse', defaults: { properties: {} } },
  { is: has('master', 'job', 'buildNumber'), defaults: { properties: {} } },
  { is: has('parentExecution'), defaults: {} },
  { is: has('artifactorySearchName'), defaults: {} },
  { is: has('nexusSearchName'), defaults: {} },
  { is: has('source', 'project', 'branch', 'slug', 'hash'), defaults: { action: 'undefined' } },
  { is: has('pluginId'), defaults: { description: '[no description]', provider: '[no provider]' } },
]

function has(...fields: readonly string[]): (trigger: Json) => boolean {
  return (trigger) => fields.every((field) => trigger[field] !== undefined && trigger[field] !== null)
}

/**
 * The trigger with every field that readers expect, and all that it came with.
 * @param user who asks, where the trigger names nobody
 */
export function triggerOf(given: Json | null | undefined, user: string | undefined): Json {
  const trigger = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== null))
  return {
    artifacts: [],
    dryRun: false,
    notifications: [],
    parameters: {},
    rebake: false,
    resolvedExpectedArtifacts: [],
    strategy: false,
    ...kinds.find(({ is }) => is(trigger))?.defaults,
    ...trigger,
    type: trigger.type || 'manual',
    user: trigger.user || user || '[anonymous]',
  }
}
