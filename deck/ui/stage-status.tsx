import { needsJudgment } from '../data/execution.ts'
import type { Stage } from '../data/shapes.ts'
import { Status } from './status.tsx'

/** How a stage stands; one that waits for a person says so, rather than that it runs. */
export const StageStatus = ({ stage }: { stage: Stage }) =>
  needsJudgment(stage) ? <Status status="SUSPENDED" words="Needs judgment" /> : <Status status={stage.status} />
