import { type Store, statement, type Tx } from '../../../platform/store/index.ts'
import type { Execution, Stage } from '../model.ts'
import { createAged } from './aged.ts'
import { createLists } from './lists.ts'
import { createLookUp } from './look-up.ts'
import { orcaMigrations } from './migrations.ts'
import { withoutParentStages } from './parents.ts'
import { createReading, type Detail, type Loaded } from './reading.ts'
import { createRecent } from './recent.ts'
import { removeExecutions } from './removal.ts'
import { createSearch } from './search.ts'
import { bodyOf, encode, stageColumns, stageIdsOf, type Tables } from './tables.ts'

/** Somebody else changed the execution since it was loaded: load it again and decide anew. */
export class VersionConflict extends Error {}

/** What has to be written of a changed execution. */
export interface Written {
  readonly stages: Iterable<Stage>
  readonly removedStageIds: Iterable<string>
  /** Whether the execution's own fields changed. */
  readonly execution: boolean
  /** Whether stages came, went or moved. */
  readonly order: boolean
}

/** A body or an order of stages that did not change is not sent: of a wide execution they are long. */
const updateExecution = statement<
  [id: string, version: number, status: string, startTime: number | null, stageIds: string | null, body: string | null]
>(`update orca_executions set version = version + 1, status = $3, start_time = $4,
    stage_ids = coalesce($5, stage_ids), body = coalesce($6, body)
  where id = $1 and version = $2`)
const putStage = statement<[executionId: string, id: string, head: string, body: string]>(`
  insert into orca_stages (execution_id, id, head, body) values ($1, $2, $3, $4)
  on conflict (execution_id, id) do update set head = excluded.head, body = excluded.body`)
const dropStage = statement<[executionId: string, id: string]>(
  'delete from orca_stages where execution_id = $1 and id = $2',
)
const keepParentStages = statement<[executionId: string, parentId: string, stages: string]>(`
  insert into orca_parent_stages (execution_id, parent_id, stages) values ($1, $2, $3)
  on conflict (execution_id) do nothing`)
const versionOf = statement<[id: string], { version: number }>('select version from orca_executions where id = $1')

export type Executions = Awaited<ReturnType<typeof openExecutions>>

const keptInMemory = 2_000

/** Executions and their stages; those at work are kept in memory, by version. */
export async function openExecutions(store: Store) {
  await store.migrate('orca', orcaMigrations)
  const loaded = new Map<string, Loaded>()
  const { loadAll } = createReading(store)

  function keep(entry: Loaded): Loaded {
    loaded.delete(entry.execution.id)
    loaded.set(entry.execution.id, entry)
    if (loaded.size > keptInMemory) loaded.delete(loaded.keys().next().value as string)
    return entry
  }

  return {
    ...createLists(store, loadAll),
    ...createSearch(store),
    ...createAged(store),
    ...createRecent(store),
    ...createLookUp(store),
    /**
     * The execution to work on: shared by all who ask in this process, so changed only by who commits it. Asked for by one
     * at a time: what a second one reads meanwhile may be old when it gets here.
     */
    async load(id: string): Promise<Loaded | undefined> {
      const known = loaded.get(id)
      if (known !== undefined) {
        if (!store.shared) return keep(known)
        const { rows } = await store.run(versionOf, [id])
        if (rows[0]?.version === known.version) return keep(known)
      }
      loaded.delete(id)
      const [entry] = await loadAll([id], 'full')
      return entry && keep(entry)
    },
    /** Forgets what is in memory: it may be half changed, or old. */
    forget: (id: string) => void loaded.delete(id),
    /** A copy of its own, as committed. */
    async read(id: string, detail: Detail = 'full'): Promise<Execution | undefined> {
      return (await loadAll([id], detail))[0]?.execution
    },
    /** Copies of those that exist, in the order of `ids`. */
    async readAll(ids: readonly string[], detail: Detail = 'full'): Promise<Execution[]> {
      return (await loadAll(ids, detail)).map(({ execution }) => execution)
    },
    async insert(tx: Tx, execution: Execution): Promise<void> {
      const { correlationId, eventId, type: triggerType } = execution.trigger
      const { trigger, parentStages } = withoutParentStages(execution.id, execution.trigger)
      await tx
        .tables<Tables>()
        .insertInto('orca_executions')
        .values({
          id: execution.id,
          type: execution.type,
          application: execution.application,
          config_id: execution.pipelineConfigId ?? null,
          correlation_id: textOrNull(correlationId),
          event_id: textOrNull(eventId),
          trigger_type: textOrNull(triggerType),
          status: execution.status,
          build_time: execution.buildTime,
          start_time: execution.startTime ?? null,
          version: 1,
          stage_ids: stageIdsOf(execution),
          trigger_body: encode(trigger),
          body: bodyOf(execution),
        })
        .execute()
      for (const stage of execution.stages) await tx.run(putStage, [execution.id, ...stageColumns(stage)])
      for (const each of parentStages) await tx.run(keepParentStages, [each.execution_id, each.parent_id, each.stages])
    },
    /** Writes what changed; throws VersionConflict, and so rolls back, when somebody else did meanwhile. */
    async update(tx: Tx, { execution, version }: Loaded, written: Written): Promise<void> {
      const [{ changes }] = await Promise.all([
        tx.run(updateExecution, [
          execution.id,
          version,
          execution.status,
          execution.startTime ?? null,
          written.order ? stageIdsOf(execution) : null,
          written.execution ? bodyOf(execution) : null,
        ]),
        ...[...written.removedStageIds].map((id) => tx.run(dropStage, [execution.id, id])),
        ...[...written.stages].map((stage) => tx.run(putStage, [execution.id, ...stageColumns(stage)])),
      ])
      if (changes === 0) throw new VersionConflict(`Execution ${execution.id} was changed by someone else`)
    },
    /** Deletes those of `ids` that have ended; answers with their ids. */
    async remove(ids: readonly string[]): Promise<string[]> {
      const removed = await store.transaction((tx) => removeExecutions(tx, ids))
      for (const id of removed) loaded.delete(id)
      return removed
    },
  }
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
