import { reasonsOf } from '../../../data/templates.ts'
import { Loading } from '../../../ui/states.tsx'
import type { Json } from '../document/pipeline.ts'
import { PipelinePreview } from './pipeline-preview.tsx'
import { usePlan } from './plan.ts'

interface PanelProps {
  /** Undefined while too little is said to plan anything. */
  configuration: Json | undefined
  waiting: string
}

/** What would come of a configuration of a template, kept current while it is written. */
export const PlanPanel = ({ configuration, waiting }: PanelProps) => {
  const plan = usePlan(configuration)
  return (
    <section className="panel" aria-label="Plan">
      <div className="top">
        <h2>What comes of it</h2>
        <span className="push quiet small" role="status">
          {configuration && plan.isFetching ? 'Planning…' : ''}
        </span>
      </div>
      <div className="inside">
        {configuration === undefined ? (
          <p className="quiet editor-about">{waiting}</p>
        ) : plan.error ? (
          <div className="notice stack" data-state="failed" role="alert">
            <strong>No pipeline comes of this.</strong>
            {reasonsOf(plan.error).map((reason) => (
              <span key={reason}>{reason}</span>
            ))}
          </div>
        ) : plan.data ? (
          <PipelinePreview pipeline={plan.data} />
        ) : (
          <Loading />
        )}
      </div>
    </section>
  )
}
