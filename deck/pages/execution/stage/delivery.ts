import { isActive } from '../../../data/execution.ts'
import type { Execution, ExecutionStatus, Stage } from '../../../data/shapes.ts'
import { childrenOf, stepsOf } from '../stages.ts'
import { object, text } from './values.ts'

/** One step of a deploy that takes over bit by bit. */
export interface DeliveryStep {
  readonly key: string
  readonly label: string
  readonly status: ExecutionStatus
  /** How much of the desired size, or of the traffic, the step is about. */
  readonly percent: number | undefined
  readonly stageId: string | undefined
}

export interface Delivery {
  readonly stage: Stage
  readonly strategy: string
  readonly region: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  readonly steps: readonly DeliveryStep[]
  /** How far the new group has grown, and how much has been taken from the old one; in per cent. */
  readonly grown: number
  readonly taken: number
}

const STRATEGIES: Readonly<Record<string, string>> = {
  redblack: 'Red/black',
  rollingredblack: 'Rolling red/black',
  monitored: 'Monitored deploy',
  highlander: 'Highlander',
  rollingpush: 'Rolling push',
  custom: 'Custom strategy',
}

/** Types that take something away from the old group, or take it out whole. */
const TAKES = ['disableServerGroup', 'disableCluster', 'shrinkCluster', 'scaleDownCluster']
const QUIET = ['determineTargetServerGroup']

/** The deploys with a strategy that a drawn stage makes, each with its steps so far and those that are planned. */
export const deliveriesOf = (execution: Execution, drawn: Stage): Delivery[] =>
  stepsOf(execution, drawn).flatMap((stage) => {
    const strategy = text(stage.context?.strategy)
    if (!strategy || !STRATEGIES[strategy] || !/^(createServerGroup|cloneServerGroup)/.test(stage.type)) return []
    const after = childrenOf(execution, stage, 'STAGE_AFTER').filter(({ type }) => !QUIET.includes(type))
    const made = Object.values(object(stage.context['deploy.server.groups'])).flat()
    const steps = [creation(stage, text(made[0])), ...after.map(stepOf)]
    return [
      {
        stage,
        strategy: STRATEGIES[strategy],
        region: text(stage.context.region),
        from: text(object(stage.context.source).serverGroupName) ?? text(object(stage.context.source).asgName),
        to: text(made[0]),
        steps: after.length > 0 || !isActive(stage.status) ? steps : [...steps, ...planned(stage)],
        grown: grownOf(steps, after),
        taken: takenOf(after),
      },
    ]
  })

/** The group itself is made by the stage's own tasks; what the stage waits for after them is another step. */
const creation = (stage: Stage, made: string | undefined): DeliveryStep => {
  const tasks = stage.tasks ?? []
  const isDone = tasks.length > 0 && tasks.every(({ status }) => ['SUCCEEDED', 'SKIPPED'].includes(status))
  const label = made === undefined ? 'Create the new server group' : `Create ${made}`
  return {
    key: stage.id,
    label,
    status: isDone ? 'SUCCEEDED' : stage.status,
    percent: undefined,
    stageId: stage.id,
  }
}

const percentOf = ({ context = {}, type }: Stage): number | undefined => {
  const value = type === 'resizeServerGroup' ? context.scalePct : (context.desiredPercentage ?? context.currentProgress)
  return typeof value === 'number' ? value : undefined
}

const stepOf = (stage: Stage): DeliveryStep => ({
  key: stage.id,
  label: stage.name,
  status: stage.status,
  percent: percentOf(stage),
  stageId: stage.id,
})

const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number).filter(Number.isFinite) : [])

const planned = ({ context = {} }: Stage): DeliveryStep[] => {
  const percentages = numbers(
    context.targetPercentages ?? object(context.deploySteps).percentages ?? context.deploySteps,
  )
  const labels =
    percentages.length > 0
      ? percentages.map((percent) => ({
          label: `Grow to ${percent}%, take ${percent}% of the old one's traffic`,
          percent,
        }))
      : [{ label: 'Take the old server groups out', percent: undefined }]
  return labels.map(({ label, percent }, at) => ({
    key: `planned-${at}`,
    label,
    status: 'NOT_STARTED' as const,
    percent,
    stageId: undefined,
  }))
}

const last = <T>(values: readonly T[]): T | undefined => values.at(-1)

const grownOf = (steps: readonly DeliveryStep[], after: readonly Stage[]): number => {
  if (steps[0]?.status !== 'SUCCEEDED') return 0
  const resizes = after.filter(({ type }) => type === 'resizeServerGroup')
  if (resizes.length === 0) return 100
  return last(resizes.filter(({ status }) => status === 'SUCCEEDED').flatMap((each) => percentOf(each) ?? [])) ?? 0
}

const takenOf = (after: readonly Stage[]): number => {
  const done = after.filter(({ type, status }) => TAKES.includes(type) && status === 'SUCCEEDED')
  if (done.some(({ type }) => type === 'disableCluster')) return 100
  return last(done.flatMap((each) => percentOf(each) ?? [])) ?? 0
}
