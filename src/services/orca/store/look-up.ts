import type { Store } from '../../../platform/store/index.ts'
import type { ExecutionStatus } from '../model.ts'
import type { Place } from './search.ts'
import { withFields } from './statements.ts'

/** A pipeline's execution in which words can be looked for. Times are milliseconds. */
export interface Candidate {
  readonly id: string
  readonly application: string
  readonly name: string | null
  readonly status: ExecutionStatus
  readonly buildTime: number
  readonly user: string | null
  /** JSON, without the stages of parents. */
  readonly trigger: string
}

const candidates = `
  select e.id, e.application, #name# as name, e.status, e.build_time as "buildTime", #authentication.user# as "user",
    e.trigger_body as "trigger"
  from orca_executions as e where e.type = 'PIPELINE'`
const newestFirst = 'order by e.build_time desc, e.id desc'
const newest = withFields<[limit: number], Candidate>(`${candidates} ${newestFirst} limit $1`)
const newestBehind = withFields<[buildTime: number, id: string, limit: number], Candidate>(
  `${candidates} and (e.build_time, e.id) < ($1, $2) ${newestFirst} limit $3`,
)
const between = withFields<[from: string, to: string, limit: number], Candidate>(
  `${candidates} and e.id >= $1 and e.id < $2 order by e.id desc limit $3`,
)

/** Behind every letter and digit, in whatever order a database sorts them. */
const lastLetters = 'z'.repeat(64)

/** What a search by words looks at: ids in the whole history, everything else page by page. */
export function createLookUp(store: Store) {
  return {
    /** The newest executions of all applications' pipelines; those behind `after`. */
    async candidates(limit: number, after?: Place): Promise<Candidate[]> {
      if (after === undefined) return (await store.run(newest, [limit])).rows
      return (await store.run(newestBehind, [after.buildTime, after.id, limit])).rows
    },
    /** Those whose id begins so, in whatever case, the newest first. */
    async withIdPrefix(prefix: string, limit: number): Promise<Candidate[]> {
      const spellings = [...new Set([prefix, prefix.toUpperCase(), prefix.toLowerCase()])]
      const lists = await Promise.all(spellings.map((text) => store.run(between, [text, text + lastLetters, limit])))
      return lists
        .flatMap(({ rows }) => rows)
        .filter(({ id }) => spellings.some((text) => id.startsWith(text)))
        .sort((a, b) => b.buildTime - a.buildTime)
        .slice(0, limit)
    },
  }
}
