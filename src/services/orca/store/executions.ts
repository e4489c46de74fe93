import { type Store, statement, type Tx } from '../../../platform/store/index.ts'
import type { Execution, ExecutionStatus, ExecutionType, Json, Stage } from '../model.ts'
import { orcaMigrations } from './migrations.ts'

/** An execution with the version under which it may be changed. */
export interface Loaded {
  readonly execution: Execution
  version: number
}

/** Somebody else changed the execution since it was loaded: load it again and decide anew. */
export class VersionConflict extends Error {}

export interface ExecutionFilter {
  readonly type?: ExecutionType
  readonly application?: string
  readonly configIds?: readonly string[]
  readonly ids?: readonly string[]
  readonly statuses?: readonly string[]
  readonly builtAfter?: number
  readonly builtBefore?: number
  readonly oldestFirst?: boolean
  readonly limit?: number
  readonly offset?: number
}

interface ExecutionRow {
  id: string
  type: ExecutionType
  application: string
  config_id: string | null
  correlation_id: string | null
  status: ExecutionStatus
  build_time: number
  start_time: number | null
  version: number
  stage_ids: string
  body: string
}

interface StageRow {
  execution_id: string
  id: string
  /** The stage without context, outputs and tasks: what lists show. */
  head: string
  body: string
}

interface Tables {
  orca_executions: ExecutionRow
  orca_stages: StageRow
}

/** What has to be written of a changed execution. */
export interface Written {
  readonly stages: Iterable<Stage>
  readonly removedStageIds: Iterable<string>
}

const updateExecution = statement<
  [string, number, string, number | null, string, string],
  { id: string }
>(`update orca_executions set version = version + 1, status = $3, start_time = $4, stage_ids = $5, body = $6
  where id = $1 and version = $2`)
const putStage = statement<[string, string, string, string]>(`
  insert into orca_stages (execution_id, id, head, body) values ($1, $2, $3, $4)
  on conflict (execution_id, id) do update set head = excluded.head, body = excluded.body`)
const dropStage = statement<[string, string]>('delete from orca_stages where execution_id = $1 and id = $2')
const versionOf = statement<[string], { version: number }>('select version from orca_executions where id = $1')

export type Executions = Awaited<ReturnType<typeof openExecutions>>

const keptInMemory = 2_000

/** Executions and their stages; loaded ones are kept in memory, by version. */
export async function openExecutions(store: Store) {
  await store.migrate('orca', orcaMigrations)
  const loaded = new Map<string, Loaded>()
  const db = store.tables<Tables>()

  function keep(entry: Loaded): Loaded {
    loaded.delete(entry.execution.id)
    loaded.set(entry.execution.id, entry)
    if (loaded.size > keptInMemory) loaded.delete(loaded.keys().next().value as string)
    return entry
  }

  async function stagesOf(ids: readonly string[], withBodies: boolean): Promise<Map<string, Map<string, Stage>>> {
    const found = new Map<string, Map<string, Stage>>()
    for (let from = 0; from < ids.length; from += 500) {
      const rows = await db
        .selectFrom('orca_stages')
        .select(withBodies ? ['execution_id', 'id', 'head', 'body'] : ['execution_id', 'id', 'head'])
        .where('execution_id', 'in', ids.slice(from, from + 500))
        .execute()
      for (const row of rows as StageRow[]) {
        const body = withBodies ? (JSON.parse(row.body) as Json) : { context: {}, outputs: {}, tasks: [] }
        const stages = found.get(row.execution_id) ?? new Map<string, Stage>()
        stages.set(row.id, { ...JSON.parse(row.head), ...body })
        found.set(row.execution_id, stages)
      }
    }
    return found
  }

  async function assemble(rows: readonly ExecutionRow[], withBodies: boolean): Promise<Loaded[]> {
    const stages = await stagesOf(
      rows.map(({ id }) => id),
      withBodies,
    )
    return rows.map((row) => {
      const own = stages.get(row.id) ?? new Map<string, Stage>()
      const ordered = (JSON.parse(row.stage_ids) as string[]).flatMap((id) => own.get(id) ?? [])
      return { execution: { ...JSON.parse(row.body), stages: ordered } as Execution, version: row.version }
    })
  }

  const executions = {
    /** The execution to work on: shared by all who ask in this process, so changed only by who commits it. */
    async load(id: string): Promise<Loaded | undefined> {
      const known = loaded.get(id)
      if (known !== undefined) {
        if (store.engine === 'sqlite') return keep(known)
        const { rows } = await store.run(versionOf, [id])
        if (rows[0]?.version === known.version) return keep(known)
      }
      loaded.delete(id)
      const row = await db.selectFrom('orca_executions').selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) return undefined
      const [entry] = await assemble([row], true)
      return keep(entry!)
    },
    /** Forgets what is in memory: it may be half changed, or old. */
    forget: (id: string) => void loaded.delete(id),
    /** A copy of its own, as committed. */
    async read(id: string): Promise<Execution | undefined> {
      const row = await db.selectFrom('orca_executions').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : (await assemble([row], true))[0]?.execution
    },
    async list(filter: ExecutionFilter, { bodies = true } = {}): Promise<Execution[]> {
      let query = db.selectFrom('orca_executions').selectAll()
      if (filter.type !== undefined) query = query.where('type', '=', filter.type)
      if (filter.application !== undefined) query = query.where('application', '=', filter.application)
      if (filter.configIds !== undefined) {
        if (filter.configIds.length === 0) return []
        query = query.where('config_id', 'in', filter.configIds)
      }
      if (filter.ids !== undefined) {
        if (filter.ids.length === 0) return []
        query = query.where('id', 'in', filter.ids)
      }
      if (filter.statuses !== undefined) query = query.where('status', 'in', filter.statuses as ExecutionStatus[])
      if (filter.builtAfter !== undefined) query = query.where('build_time', '>', filter.builtAfter)
      if (filter.builtBefore !== undefined) query = query.where('build_time', '<', filter.builtBefore)
      const direction = filter.oldestFirst ? 'asc' : 'desc'
      query = query.orderBy('build_time', direction).orderBy('id', direction)
      if (filter.limit !== undefined) query = query.limit(filter.limit)
      if (filter.offset !== undefined && filter.offset > 0) {
        query = query.limit(filter.limit ?? 1_000_000).offset(filter.offset)
      }
      return (await assemble(await query.execute(), bodies)).map(({ execution }) => execution)
    },
    /**
     * The execution of a pipeline that started last, of any status or of one of these; without a started one, the newest.
     * Executions start about in the order in which they are built, so a few of them tell.
     */
    async latestOf(configId: string, statuses: readonly string[] = []): Promise<Execution | undefined> {
      let query = db.selectFrom('orca_executions').select(['id', 'start_time']).where('config_id', '=', configId)
      query = query.where('type', '=', 'PIPELINE')
      if (statuses.length > 0) query = query.where('status', 'in', statuses as ExecutionStatus[])
      const newest = query.orderBy('build_time', 'desc').orderBy('id', 'desc').limit(100)
      const started = await newest.where('start_time', 'is not', null).execute()
      const found = started.length > 0 ? started : await newest.execute()
      const [first, ...others] = found.map(({ id, start_time }) => ({ id, start: Number(start_time ?? 0) }))
      const last = others.reduce((one, other) => (other.start > (one?.start ?? 0) ? other : one), first)
      return last && executions.read(last.id)
    },
    /** How many other executions of the pipeline run or are paused. */
    async activeOf(configId: string, exceptId: string, tx?: Tx): Promise<number> {
      const row = await (tx?.tables<Tables>() ?? db)
        .selectFrom('orca_executions')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('config_id', '=', configId)
        .where('status', 'in', ['RUNNING', 'PAUSED'])
        .where('id', '!=', exceptId)
        .executeTakeFirst()
      return Number(row?.count ?? 0)
    },
    /** Executions that have not ended, with the time that they were built. */
    async unfinished(): Promise<{ id: string; status: ExecutionStatus; config_id: string | null }[]> {
      return db
        .selectFrom('orca_executions')
        .select(['id', 'status', 'config_id'])
        .where('status', 'in', ['RUNNING', 'NOT_STARTED'])
        .execute()
    },
    async correlated(
      correlationId: string,
    ): Promise<{ id: string; type: ExecutionType; status: ExecutionStatus; buildTime: number }[]> {
      return db
        .selectFrom('orca_executions')
        .select(['id', 'type', 'status', 'build_time as buildTime'])
        .where('correlation_id', '=', correlationId)
        .orderBy('build_time', 'desc')
        .execute()
    },
    async insert(tx: Tx, execution: Execution): Promise<void> {
      const correlationId = execution.trigger['correlationId']
      await tx
        .tables<Tables>()
        .insertInto('orca_executions')
        .values({
          id: execution.id,
          type: execution.type,
          application: execution.application,
          config_id: execution.pipelineConfigId ?? null,
          correlation_id: typeof correlationId === 'string' ? correlationId : null,
          build_time: execution.buildTime,
          version: 1,
          ...mutableColumns(execution),
        })
        .execute()
      for (const stage of execution.stages) await tx.run(putStage, [execution.id, ...stageColumns(stage)])
    },
    /** Writes what changed; throws VersionConflict, and so rolls back, when somebody else did meanwhile. */
    async update(tx: Tx, { execution, version }: Loaded, written: Written): Promise<void> {
      const { status, start_time, stage_ids, body } = mutableColumns(execution)
      const { changes } = await tx.run(updateExecution, [execution.id, version, status, start_time, stage_ids, body])
      if (changes === 0) throw new VersionConflict(`Execution ${execution.id} was changed by someone else`)
      for (const id of written.removedStageIds) await tx.run(dropStage, [execution.id, id])
      for (const stage of written.stages) await tx.run(putStage, [execution.id, ...stageColumns(stage)])
    },
    async remove(id: string): Promise<void> {
      await store.transaction(async (tx) => {
        await tx.tables<Tables>().deleteFrom('orca_stages').where('execution_id', '=', id).execute()
        await tx.tables<Tables>().deleteFrom('orca_executions').where('id', '=', id).execute()
        tx.afterCommit(() => loaded.delete(id))
      })
    },
  }
  return executions
}

function mutableColumns(execution: Execution) {
  const { stages, ...body } = execution
  return {
    status: execution.status,
    start_time: execution.startTime ?? null,
    stage_ids: JSON.stringify(stages.map(({ id }) => id)),
    body: JSON.stringify(body, withoutNulls),
  }
}

function stageColumns(stage: Stage): [string, string, string] {
  const { context, outputs, tasks, ...head } = stage
  return [stage.id, JSON.stringify(head), JSON.stringify({ context, outputs, tasks }, withoutNulls)]
}

/** Null values of objects are left out, those of lists stay (orca: OrcaObjectMapper). */
export function withoutNulls(this: unknown, _key: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value
}
