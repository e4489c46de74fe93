/** What somebody did, or had done, to an application. Times in milliseconds. */
export interface ActivityItem {
  readonly id: string
  /** `config`: a change of the application or of a pipeline. */
  readonly kind: 'execution' | 'task' | 'config'
  readonly at: number
  readonly title: string
  readonly user: string
  /** Absent for a change that is only known by its result. */
  readonly status?: string
  /** Of executions: a person is asked for a judgement. */
  readonly needsJudgment?: true
  readonly startTime?: number
  readonly endTime?: number
  /** Of executions: their pipeline. Of changes: the pipeline that was changed. */
  readonly pipelineConfigId?: string
  readonly trigger?: string
  /** Of changes: what was changed. */
  readonly subject?: 'application' | 'pipeline' | 'project' | 'template'
}

/** A list of what happened, the newest first, read in pieces: those before `before` (milliseconds, not included). */
export interface ActivitySource {
  readonly kinds: readonly ActivityItem['kind'][]
  read(before: number, size: number): Promise<readonly ActivityItem[]>
}

export interface ActivityPage {
  readonly items: readonly ActivityItem[]
  /** Where to read on; absent at the end. */
  readonly next?: number
}

export interface ActivityFilter {
  readonly kinds?: readonly string[] | undefined
  readonly users?: readonly string[] | undefined
  readonly statuses?: readonly string[] | undefined
  readonly q?: string | undefined
}

const pieceSize = 100
/** Looking for something rare ends after so many pieces; the answer says where to go on. */
const mostPieces = 20

/**
 * Several sources as one time line. At least `limit` items where there are as many, a few more when some happened in the
 * same millisecond: a page never ends between those.
 */
export async function readActivity(
  sources: readonly ActivitySource[],
  filter: ActivityFilter,
  { before, limit }: { before: number; limit: number },
): Promise<ActivityPage> {
  const asked = sources.filter(
    ({ kinds }) => filter.kinds === undefined || kinds.some((kind) => filter.kinds!.includes(kind)),
  )
  const found: ActivityItem[] = []
  let cursor = before
  for (let piece = 0; piece < mostPieces && found.length < limit; piece += 1) {
    const lists = await Promise.all(asked.map((source) => source.read(cursor, pieceSize)))
    // What a full piece did not show lies before its last item; until there all is known.
    const full = lists.filter(({ length }) => length >= pieceSize).map((list) => list.at(-1)!.at)
    const known = full.length === 0 ? Number.NEGATIVE_INFINITY : Math.max(...full)
    const whole = known + 1 >= cursor ? known - 1 : known
    found.push(...joined(lists.flat().filter(({ at }) => at > whole && at < cursor)).filter(matches(filter)))
    if (full.length === 0) return cut(found, limit)
    cursor = whole + 1
  }
  return cut(found, limit, cursor)
}

/** A change that a task made is told by the task: it knows who, why and how it ended. */
function joined(items: readonly ActivityItem[]): ActivityItem[] {
  const changes = items.filter(({ kind, status }) => kind === 'config' && status !== undefined)
  const isTold = ({ kind, status, at, subject }: ActivityItem) =>
    kind === 'config' &&
    status === undefined &&
    changes.some(
      (task) => task.subject === subject && at >= (task.startTime ?? task.at) - 1 && at <= (task.endTime ?? at) + 1,
    )
  return items.filter((item) => !isTold(item)).toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
}

function cut(items: readonly ActivityItem[], limit: number, next?: number): ActivityPage {
  const last = items[limit - 1]
  const end = last === undefined ? -1 : items.findIndex(({ at }) => at < last.at)
  if (last !== undefined && end !== -1) return { items: items.slice(0, end), next: last.at }
  return { items, ...(next === undefined ? {} : { next }) }
}

function matches({ kinds, users, statuses, q }: ActivityFilter): (item: ActivityItem) => boolean {
  const words = q?.toLowerCase().split(/\s+/).filter(Boolean) ?? []
  const people = users?.map((user) => user.toLowerCase())
  return (item) => {
    const text = `${item.title} ${item.user} ${item.id} ${item.trigger ?? ''}`.toLowerCase()
    return (
      (kinds === undefined || kinds.includes(item.kind)) &&
      (statuses === undefined || statuses.includes(item.status ?? 'SUCCEEDED')) &&
      (people === undefined || people.includes(item.user.toLowerCase())) &&
      words.every((word) => text.includes(word))
    )
  }
}
