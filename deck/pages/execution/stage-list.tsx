import { keyOf } from '../../data/execution.ts'
import type { Stage } from '../../data/shapes.ts'
import { StageStatus } from '../../ui/stage-status.tsx'
import { Duration } from '../../ui/time.tsx'

interface ListProps {
  stages: readonly Stage[]
  selected: string | undefined
  choose: (stageId: string) => void
}

/** The same as the graph, in words: each stage with what it waits for. */
export const StageList = ({ stages, selected, choose }: ListProps) => {
  const names = new Map(stages.map((stage) => [keyOf(stage), stage.name]))
  return (
    <ol className="execution-stages" aria-label="Stages">
      {stages.map((stage) => {
        const after = (stage.requisiteStageRefIds ?? []).flatMap((ref) => names.get(ref) ?? [])
        const { group } = stage.context ?? {}
        return (
          <li key={stage.id}>
            <button
              type="button"
              data-row
              className="execution-stages-line"
              aria-pressed={stage.id === selected}
              onClick={() => choose(stage.id)}
            >
              <span className="execution-stages-name">{stage.name}</span>
              <StageStatus stage={stage} />
              <span className="quiet">
                <Duration from={stage.startTime} to={stage.endTime} />
              </span>
              <span className="quiet small clip">
                {typeof group === 'string' && group !== '' && `${group} · `}
                {after.length > 0 ? `after ${after.join(', ')}` : 'at the start'}
              </span>
            </button>
          </li>
        )
      })}
    </ol>
  )
}
