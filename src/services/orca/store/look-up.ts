import { type Store, statement } from '../../../platform/store/index.ts'
import type { ExecutionStatus } from '../model.ts'
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

const columns = `e.id, e.application, #name# as name, e.status, e.build_time as "buildTime",
  #authentication.user# as "user", e.trigger_body as "trigger"`

const times = statement<[limit: number], { buildTime: number }>(
  `select build_time as "buildTime" from orca_executions where type = 'PIPELINE' order by build_time desc limit $1`,
)

/** The database throws out what cannot be meant: few executions have one of the words somewhere, and only those are read. */
const saying = (words: number) => {
  const text = (position: string) => {
    const says = Array.from({ length: words }, (_, index) => [
      `${position}(lower(e.trigger_body || ' ' || e.id), $${index + 3}) > 0`,
      `${position}(lower(e.body), '"user":"' || $${index + 3}) > 0`,
    ])
    return `select ${columns} from orca_executions as e
      where e.type = 'PIPELINE' and e.build_time >= $1 and e.build_time <= $2 and (${says.flat().join(' or ')})
      order by e.build_time desc, e.id desc`
  }
  return withFields<[builtFrom: number, builtTo: number, ...words: string[]], Candidate>(text('strpos'), text('instr'))
}
/** By how many words are looked for. */
const candidates = [1, 2, 3, 4].map(saying)

const between = withFields<[from: string, to: string, limit: number], Candidate>(
  `select ${columns} from orca_executions as e
    where e.type = 'PIPELINE' and e.id >= $1 and e.id < $2 order by e.id desc limit $3`,
)

/** Behind every letter and digit, in whatever order a database sorts them. */
const lastLetters = 'z'.repeat(64)

/** What of a word stands in JSON as it is, and is lower case to every database. */
const plainPart = (word: string): string =>
  word.split(/[^ -~]|["\\]/).reduce((longest, part) => (part.length > longest.length ? part : longest), '')

/** What a search by words looks at: ids in the whole history, everything else page by page. */
export function createLookUp(store: Store) {
  return {
    /** When the newest executions of all applications' pipelines were built, the newest first. */
    newestTimes: async (limit: number) => (await store.run(times, [limit])).rows.map(({ buildTime }) => buildTime),
    /**
     * Of the pipelines' executions that were built then (both included) those that may have one of the words, in lower case and no
     * more than four, in their id, their trigger or their person's name; the newest first.
     */
    async candidates(words: readonly string[], builtFrom: number, builtTo: number): Promise<Candidate[]> {
      const query = candidates[words.length - 1]
      return query === undefined ? [] : (await store.run(query, [builtFrom, builtTo, ...words.map(plainPart)])).rows
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
