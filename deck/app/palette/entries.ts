import type { Recent } from '../../data/personal.ts'
import { addressOf, configureAddress, KINDS, type Subject, startAddress } from '../../data/places.ts'
import type { SearchResult } from '../../data/search.ts'
import type { PageAction } from '../../ui/page-actions.ts'
import { fitness } from './fuzzy.ts'

/** A line of the palette: a place to go to, or something to do. */
export interface PaletteEntry {
  readonly key: string
  readonly group: string
  readonly name: string
  readonly detail?: string
  readonly keys?: string
  /** A place behind the `#`. */
  readonly to?: string
  readonly run?: () => void
}

/** Verbs that people begin with, and the kind of thing that they mean. */
const VERBS: readonly { readonly says: RegExp; readonly type: string; readonly entry: (of: SearchResult) => Target }[] =
  [
    {
      says: /^(?:start|run|deploy)\s+/i,
      type: 'pipeline',
      entry: ({ name, application = '' }) => ({ name: `Start ${name}`, to: startAddress(application, name) }),
    },
    {
      says: /^(?:configure|edit)\s+/i,
      type: 'pipeline',
      entry: ({ name, application = '', id = '' }) => ({
        name: `Configure ${name}`,
        to: configureAddress(application, id),
      }),
    },
    ...(
      [
        ['clusters', 'clusters'],
        ['pipelines', 'executions'],
        ['executions', 'executions'],
        ['tasks', 'tasks'],
        ['settings', 'config'],
      ] as const
    ).map(([word, page]) => ({
      says: new RegExp(`^${word}\\s+(?:of\\s+)?`, 'i'),
      type: 'application',
      entry: ({ name }: SearchResult): Target => ({
        name: `${word[0]?.toUpperCase()}${word.slice(1)} of ${name}`,
        to: `/applications/${encodeURIComponent(name)}/${page}`,
      }),
    })),
  ]

interface Target {
  readonly name: string
  readonly to: string
}

/** What Gate is to be asked for these words: `start rel` means the pipelines that `rel` finds. */
export const askedOf = (words: string): { readonly words: string; readonly type?: string } => {
  const verb = VERBS.find(({ says }) => says.test(words))
  const rest = verb ? words.replace(verb.says, '').trim() : ''
  return verb && rest ? { words: rest, type: verb.type } : { words: words.trim() }
}

/** What Gate found, as lines. A verb makes of each what the verb does; the first pipelines can be started and configured. */
export const foundEntries = (words: string, results: readonly SearchResult[]): PaletteEntry[] => {
  const verb = VERBS.find(({ says }) => says.test(words) && words.replace(says, '').trim() !== '')
  if (verb)
    return results
      .filter(({ type }) => type === verb.type)
      .map((result) => {
        const { name, to } = verb.entry(result)
        return { key: `do ${to}`, group: 'Actions', name, to, ...placed(result) }
      })
  // What is named so comes before what only speaks of it.
  const isNamed = ({ name }: SearchResult) => Number(fitness(words, name) > 0)
  const plain = results
    .toSorted((a, b) => isNamed(b) - isNamed(a))
    .map((result) => subjectEntry(result, KINDS[result.type]?.[1] ?? result.type))
  const doable = results.filter(({ type }) => type === 'pipeline').slice(0, 2)
  const actions = doable.flatMap((result) =>
    VERBS.slice(0, 2).map(({ entry }): PaletteEntry => {
      const { name, to } = entry(result)
      return { key: `do ${to}`, group: 'Actions', name, to, ...placed(result) }
    }),
  )
  return [...plain, ...actions]
}

export const subjectEntry = (subject: (Subject | Recent) & Said, group: string): PaletteEntry => {
  const to = addressOf(subject)
  const title = 'title' in subject ? subject.title : undefined
  const name =
    subject.type === 'execution' && !title && subject.name !== subject.id
      ? `${subject.name} ${shortId(subject.id)}`
      : subject.name
  return { key: `${group} ${to}`, group, name: title ?? name, to, ...placed(subject) }
}

/** The end of an id tells executions apart; its begin is the time. */
const shortId = (id = ''): string => id.slice(-6)

/** What a search says besides where something is. */
type Said = Partial<Pick<SearchResult, 'detail' | 'user'>>

/** What people described says more than a line has room for; an application's and an execution's tells it from others. */
const TELLING: readonly string[] = ['application', 'execution']

const placed = ({ type, application, account, region, ...rest }: Subject & Said) => {
  const said = [type === 'application' ? undefined : application, account, region]
  const more = [rest.user && `by ${rest.user}`, TELLING.includes(type) ? rest.detail : undefined]
  const detail = [...said, ...more].filter(Boolean).join(' · ')
  return detail ? { detail } : {}
}

/** Of what this page and the deck itself can do, what fits; without words all of it. */
export const actionEntries = (words: string, actions: readonly PageAction[]): PaletteEntry[] =>
  actions
    .map((action, position) => ({ action, position, score: words ? fitness(words, action.name) : 1 }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.position - b.position)
    .map(({ action: { name, keys, run } }) => ({
      key: `action ${name}`,
      group: 'Actions',
      name,
      run,
      ...(keys ? { keys } : {}),
    }))

/** One group after the other, in the order in which they first come, each place once. */
export const grouped = (entries: readonly PaletteEntry[]): (readonly [string, readonly PaletteEntry[]])[] => {
  const seen = new Set<string>()
  const once = entries.filter(({ key, to = key }) => !seen.has(to) && seen.add(to))
  return [...Map.groupBy(once, ({ group }) => group)]
}
