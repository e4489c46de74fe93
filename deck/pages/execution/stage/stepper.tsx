import { Button } from '@mantine/core'
import { isActive } from '../../../data/execution.ts'
import type { Execution } from '../../../data/shapes.ts'
import { openDialog } from '../../../ui/dialogs.tsx'
import { CancelDialog } from '../../../ui/execution-dialogs.tsx'
import { Status } from '../../../ui/status.tsx'
import type { Delivery } from './delivery.ts'

interface StepperProps {
  execution: Execution
  delivery: Delivery
  choose: (stageId: string) => void
}

/** A deploy with a strategy: how far the new group has taken over, and step by step how it gets there. */
export const Stepper = ({ execution, delivery, choose }: StepperProps) => {
  const { strategy, region, from, to, steps, grown, taken, stage } = delivery
  const now = steps.find(({ status }) => status === 'RUNNING')
  return (
    <section className="execution-delivery" aria-label={`${strategy}${region ? ` in ${region}` : ''}`}>
      <div className="row">
        <strong>
          {strategy}
          {region && ` in ${region}`}
        </strong>
        <Status status={stage.status} />
        {now && <span className="quiet">now: {now.label}</span>}
        {isActive(execution.status) && isActive(stage.status) && (
          <span className="push">
            <Button
              size="compact-xs"
              variant="default"
              onClick={(event) =>
                openDialog((close) => <CancelDialog execution={execution} close={close} />, event.currentTarget)
              }
            >
              Abort
            </Button>
          </span>
        )}
      </div>
      <Share label={`${to ?? 'New server group'}: grown to ${grown}% of its size`} percent={grown} state="succeeded" />
      {from !== undefined && (
        <Share label={`${from}: ${100 - taken}% of its traffic left`} percent={100 - taken} state="idle" />
      )}
      <ol className="execution-steps">
        {steps.map(({ key, label, status, percent, stageId }) => (
          <li key={key} aria-current={key === now?.key ? 'step' : undefined}>
            <Status status={status} words="" />
            {stageId === undefined ? (
              <span className="quiet">{label}</span>
            ) : (
              <button type="button" className="plain" onClick={() => choose(stageId)}>
                {label}
              </button>
            )}
            {percent !== undefined && <span className="tag">{percent}%</span>}
            <span className="visually-hidden">{status.toLowerCase()}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

const Share = ({ label, percent, state }: { label: string; percent: number; state: string }) => (
  <div className="execution-share" data-state={state}>
    <span className="small">{label}</span>
    <span className="execution-share-bar" aria-hidden="true">
      <i style={{ width: `${percent}%` }} />
    </span>
  </div>
)
