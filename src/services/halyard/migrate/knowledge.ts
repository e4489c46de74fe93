import { readFileSync } from 'node:fs'

/** What the services of this release know, said without loading any of them. */
export interface Knowledge {
  /** Types and aliases of stages. */
  readonly stages: readonly string[]
  /** Those among them that run through Igor. */
  readonly buildStages: readonly string[]
  /** Types of triggers that Echo starts pipelines by. */
  readonly triggers: readonly string[]
  /** Names of deployment strategies. */
  readonly strategies: readonly string[]
  /** Every key of a service's configuration, by service; `[]` is an item of a list, `<name>` a free name. */
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** Keys of Spinnaker's that have nothing to say here, and need no word; `*` is any one name. */
  readonly unused: Readonly<Record<string, readonly string[]>>
}

let knowledge: Knowledge | undefined

/** Written by test/halyard/migrate-knowledge.test.ts, which fails when it is not what the services say. */
export function releaseKnowledge(): Knowledge {
  knowledge ??= JSON.parse(readFileSync(new URL('./knowledge.json', import.meta.url), 'utf8')) as Knowledge
  return knowledge
}

/** Spring's spellings of one name are one. */
const flat = (name: string) => name.replaceAll(/[-_]/g, '').toLowerCase()

/** Whether a service reads the key at a path; numbers in it are items of a list. */
export function readsKey({ keys, unused }: Knowledge, service: string, path: readonly string[]): boolean {
  const names = path.map(flat)
  const quiet = (unused[service] ?? []).some((key) => covers(key.split('.').map(flat), names))
  return quiet || (keys[service] ?? []).some((key) => leadsTo(key.replaceAll('[]', '.[]').split('.').map(flat), names))
}

/** Whether a written path is a known key, leads to one, or is below it, where anything may stand. */
const leadsTo = (known: readonly string[], names: readonly string[]) =>
  known.slice(0, names.length).every((step, index) => {
    const name = names[index]!
    return step === name || (step === '[]' && /^\d+$/.test(name)) || /^<.*>$/.test(step)
  })

function covers(words: readonly string[], names: readonly string[]): boolean {
  return names.length >= words.length && words.every((word, index) => word === '*' || word === names[index])
}
