import type { Store } from '../../../platform/store/index.ts'
import type { Execution, Json, Stage } from '../model.ts'
import { parentStagesKeys, withParentStages } from './parents.ts'
import { overIds } from './statements.ts'
import type { ExecutionRow, ParentStagesRow, StageRow } from './tables.ts'

/** `brief`: as `expand=false` shows it, which loads no context, outputs, tasks or parents' stages; `none`: no stages at all. */
export type Detail = 'full' | 'brief' | 'none'

/** An execution with the version under which it may be changed. */
export interface Loaded {
  readonly execution: Execution
  version: number
}

const rowsOf = overIds<[ids: string], ExecutionRow>('select * from orca_executions where id #ids')
const headsOf = overIds<[ids: string], StageRow>(
  'select execution_id, id, head from orca_stages where execution_id #ids',
)
const stagesOf = overIds<[ids: string], StageRow>('select * from orca_stages where execution_id #ids')
const parentStagesOf = overIds<[ids: string], ParentStagesRow>(
  'select * from orca_parent_stages where execution_id #ids',
)

/** At most so many executions are read by one statement. */
const atOnce = 500

/** Makes executions from rows; each is a copy of the caller's own. */
export function createReading(store: Store) {
  async function stagesByExecution(ids: readonly string[], detail: Detail): Promise<Map<string, Map<string, Stage>>> {
    const found = new Map<string, Map<string, Stage>>()
    if (detail === 'none') return found
    const { rows } = await store.run(detail === 'full' ? stagesOf : headsOf, [JSON.stringify(ids)])
    for (const row of rows) {
      const stages = found.get(row.execution_id) ?? new Map<string, Stage>()
      const body = detail === 'full' ? (JSON.parse(row.body) as Json) : {}
      stages.set(row.id, { ...JSON.parse(row.head), ...body })
      found.set(row.execution_id, stages)
    }
    return found
  }

  async function triggersOf(rows: readonly ExecutionRow[], detail: Detail): Promise<Map<string, Json>> {
    const triggers = new Map(rows.map(({ id, trigger_body }) => [id, JSON.parse(trigger_body) as Json]))
    if (detail !== 'full') return triggers
    const keys = [...triggers].flatMap(([id, trigger]) => parentStagesKeys(id, trigger))
    if (keys.length === 0) return triggers
    const kept = await store.run(parentStagesOf, [JSON.stringify(keys)])
    const stages = new Map(kept.rows.map((row) => [row.execution_id, row.stages]))
    for (const [id, trigger] of triggers) triggers.set(id, withParentStages(id, trigger, stages))
    return triggers
  }

  async function assemble(rows: readonly ExecutionRow[], detail: Detail): Promise<Loaded[]> {
    const ids = rows.map(({ id }) => id)
    const [stages, triggers] = await Promise.all([stagesByExecution(ids, detail), triggersOf(rows, detail)])
    return rows.map((row) => {
      const own = stages.get(row.id) ?? new Map<string, Stage>()
      const inOrder = (JSON.parse(row.stage_ids) as string[]).flatMap((id) => own.get(id) ?? [])
      const execution = { ...JSON.parse(row.body), trigger: triggers.get(row.id), stages: inOrder } as Execution
      return { execution, version: row.version }
    })
  }

  /** Those that exist, in the order of `ids`. */
  async function loadAll(ids: readonly string[], detail: Detail): Promise<Loaded[]> {
    const loaded: Loaded[] = []
    for (let from = 0; from < ids.length; from += atOnce) {
      const part = ids.slice(from, from + atOnce)
      const { rows } = await store.run(rowsOf, [JSON.stringify(part)])
      const byId = new Map(rows.map((row) => [row.id, row]))
      loaded.push(
        ...(await assemble(
          part.flatMap((id) => byId.get(id) ?? []),
          detail,
        )),
      )
    }
    return loaded
  }
  return { loadAll }
}
