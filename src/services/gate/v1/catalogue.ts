import MiniSearch from 'minisearch'
import type { ChangeEvent } from '../../../platform/events/index.ts'
import type { Application, Front50Client, PipelineConfig, Project } from '../../front50/client.ts'

/** Something that people configured, as a search finds it. */
export interface Entry {
  readonly type: 'application' | 'pipeline' | 'project'
  readonly name: string
  readonly application?: string
  /** A pipeline's or project's id. */
  readonly id?: string
  /** What else one may have in mind: owner, description, stages, parameters, tags. */
  readonly detail: string
}

export interface Found extends Entry {
  readonly score: number
}

/** An index of all that people configured, for a search that forgives typing errors. */
export interface Catalogue {
  /** The best matches first. */
  search(words: string, types: ReadonlySet<Entry['type']> | undefined, limit: number): Promise<Found[]>
  /** The names of all applications, in their order. */
  applications(): Promise<readonly string[]>
  heard(event: ChangeEvent): void
  /** Events may have been missed: all is read anew. */
  forget(): void
}

interface Indexed extends Entry {
  readonly key: string
}

/**
 * Read from Front50 when it is first asked for, then kept current by the change feed: of a change only the application that it
 * names is read again. It holds words, not configurations.
 */
export function createCatalogue(front50: Front50Client): Catalogue {
  let index: Promise<MiniSearch<Indexed>> | undefined
  const keysOf = new Map<string, string[]>()
  const stale = new Set<string>()
  let areOthersStale = false
  let names: readonly string[] = []
  /** One update after the other; a search waits for those that were due when it came. */
  let updating: Promise<void> = Promise.resolve()

  function put(into: MiniSearch<Indexed>, part: string, entries: readonly Indexed[]): void {
    for (const key of keysOf.get(part) ?? []) if (into.has(key)) into.discard(key)
    into.addAll(entries)
    keysOf.set(
      part,
      entries.map(({ key }) => key),
    )
  }

  async function readAll(): Promise<MiniSearch<Indexed>> {
    keysOf.clear()
    stale.clear()
    areOthersStale = false
    const made = new MiniSearch<Indexed>({
      idField: 'key',
      fields: ['name', 'application', 'detail'],
      storeFields: ['type', 'name', 'application', 'id', 'detail'],
      tokenize: (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean),
      searchOptions: {
        boost: { name: 4, application: 2 },
        prefix: true,
        // One error in a word of four letters, two in one of eight; shorter words are meant as they are.
        fuzzy: (word) => (word.length < 4 ? false : Math.min(2, Math.floor(word.length / 4))),
        combineWith: 'AND',
      },
    })
    const [pipelines] = await Promise.all([front50.listConfigs('pipelines'), readOthers(made)])
    for (const [application, configs] of Map.groupBy(pipelines, (each) => each.application))
      put(made, pipelinesOf(application), configs.map(pipelineEntry))
    return made
  }

  async function readOthers(into: MiniSearch<Indexed>): Promise<void> {
    const [applications, projects] = await Promise.all([
      front50.listApplications({ restricted: false }),
      front50.listProjects(),
    ])
    const entries = applications.map(applicationEntry)
    put(into, 'applications', entries)
    names = entries.map(({ name }) => name).sort()
    put(into, 'projects', projects.map(projectEntry))
  }

  async function update(): Promise<void> {
    if (!index) return
    const current = await index
    const applications = [...stale]
    stale.clear()
    if (areOthersStale) {
      areOthersStale = false
      await readOthers(current)
    }
    for (const application of applications) {
      const configs = await front50.listConfigsOf('pipelines', application)
      put(current, pipelinesOf(application), configs.map(pipelineEntry))
    }
  }

  async function currentIndex(): Promise<MiniSearch<Indexed>> {
    index ??= readAll()
    updating = updating.then(update).catch(() => catalogue.forget())
    await updating
    index ??= readAll()
    return index.catch((error: unknown) => {
      index = undefined
      throw error
    })
  }

  const catalogue: Catalogue = {
    async search(words, types, limit) {
      const current = await currentIndex()
      return (
        current
          .search(words, types ? { filter: (hit) => types.has(hit['type']) } : {})
          // Those that fit equally well stand by the alphabet.
          .toSorted((a, b) => b.score - a.score || String(a['name']).localeCompare(String(b['name'])))
          .slice(0, limit)
          .map((hit) => ({
            type: hit['type'],
            name: hit['name'],
            ...(hit['application'] === undefined ? {} : { application: hit['application'] }),
            ...(hit['id'] === '' ? {} : { id: hit['id'] }),
            detail: hit['detail'],
            score: hit.score,
          }))
      )
    },
    async applications() {
      await currentIndex()
      return names
    },
    heard(event) {
      if (event.type === 'pipeline') stale.add(event.application)
      if (event.type === 'application') areOthersStale = true
    },
    forget() {
      index = undefined
    },
  }
  return catalogue
}

const pipelinesOf = (application: string): string => `pipelines of ${application}`

const words = (...texts: unknown[]): string =>
  texts.filter((text) => typeof text === 'string' && text !== '').join(' · ')

const applicationEntry = (application: Application): Indexed => ({
  key: `application ${application.name}`,
  type: 'application',
  name: application.name.toLowerCase(),
  id: '',
  detail: words(application['email'], application['description']),
})

const projectEntry = (project: Project): Indexed => ({
  key: `project ${project.id}`,
  type: 'project',
  name: project.name,
  id: project.id,
  detail: words(project['email'], ...((project['config'] as { applications?: string[] })?.applications ?? [])),
})

function pipelineEntry(pipeline: PipelineConfig): Indexed {
  const names = (list: unknown): string[] =>
    Array.isArray(list)
      ? list.map((each) => (each as { name?: unknown })?.name).filter((name) => typeof name === 'string')
      : []
  return {
    key: `pipeline ${pipeline.id}`,
    type: 'pipeline',
    name: pipeline.name,
    application: pipeline.application,
    id: pipeline.id,
    detail: words(
      pipeline['description'],
      names(pipeline['parameterConfig']).join(' '),
      names(pipeline['stages']).join(' '),
    ),
  }
}
