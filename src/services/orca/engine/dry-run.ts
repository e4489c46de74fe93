import { createHash } from 'node:crypto'
import type { Execution, Json, Stage } from '../model.ts'
import { defineTask, type StageDefinition, type StageView, type TaskNode } from '../stage.ts'
import { stageView } from './view.ts'

/** What only decides or only reads is done in a dry run as ever (orca: DryRunStageDefinitionBuilderFactory). */
const alwaysReal = [
  'manualJudgment',
  'pipeline',
  'findImage',
  'findImageFromTags',
  'determineTargetServerGroup',
  'rollbackCluster',
  'evaluateVariables',
]

/**
 * The tasks of a stage: its type's own, or in a dry run (`trigger.dryRun`) one that does nothing. Stages before and after it are
 * planned either way.
 */
export function tasksOf(definition: StageDefinition, execution: Execution, stage: Stage): readonly TaskNode[] {
  const isDry = execution.trigger['dryRun'] === true && !isReal(stage)
  return isDry ? [{ name: 'dry run', task: dryRunTask }] : definition.tasks(stageView(execution, stage))
}

function isReal({ type, context }: Stage): boolean {
  if (alwaysReal.includes(type)) return true
  if (type !== 'checkPreconditions') return false
  const { preconditionType, preconditions } = context
  const areExpressions =
    Array.isArray(preconditions) && preconditions.every((each: Json | null) => each?.['type'] === 'expression')
  return preconditionType === 'expression' || areExpressions
}

const dryRunTask = defineTask({
  implementingClass: 'com.netflix.spinnaker.orca.dryrun.DryRunTask',
  run: (stage) => ({ status: 'SUCCEEDED', outputs: stubOf(stage) }),
})

/** Outputs that later stages could not do without; the same when the task runs again. */
function stubOf(view: StageView): Json {
  const { stage, parent, context } = view
  const provider = context['cloudProviderType']
  const isBake = stage.type === 'bake' && (provider === 'aws' || provider === 'titus')
  if (isBake) return parent?.type === 'bake' ? {} : { deploymentDetails: regionsOf(context).map(bakeOf(view)) }
  return stage.type === 'runJob' && context['cloudProvider'] === 'titus' ? titusJob(view) : {}
}

const regionsOf = (context: Json) => (Array.isArray(context['regions']) ? context['regions'].map(String) : [])

const bakeOf = (view: StageView) => (region: string) => {
  const { application } = view.execution
  const isTitus = view.context['cloudProviderType'] === 'titus'
  const hex = hexOf(view, region)
  const image = isTitus ? `${application}/basic:master-h${numberOf(hex)}.${hex.slice(0, 7)}` : `ami-${hex.slice(0, 8)}`
  const common = {
    ami: image,
    imageId: image,
    amiSuffix: timestamp(view.execution.buildTime),
    baseOs: 'trusty',
    region,
  }
  return isTitus
    ? {
        ...common,
        storeType: 'docker',
        package: `ssh://git@my.docker.repo:7999/${application}/docker-build-repo.git?${hex.slice(0, 40)}`,
        cloudProviderType: 'titus',
      }
    : {
        ...common,
        baseLabel: 'release',
        storeType: 'ebs',
        vmType: 'hvm',
        package: application,
        cloudProvider: 'aws',
      }
}

function titusJob(view: StageView): Json {
  const { application } = view.execution
  const cluster = view.context['cluster'] as Json | undefined
  const completionDetails = { taskId: uuidOf(view, 'task'), instanceId: uuidOf(view, 'instance') }
  const jobStatus = {
    id: uuidOf(view, 'job'),
    name: `${application}-v000`,
    type: 'titus',
    createdTime: 0,
    provider: 'titus',
    account: view.context['credentials'],
    application,
    region: String(cluster?.['region']),
    completionDetails,
    jobState: 'Succeeded',
  }
  return { jobStatus, completionDetails }
}

const hexOf = (view: StageView, part: string) => createHash('sha256').update(view.requestId(part)).digest('hex')
const numberOf = (hex: string) => String(Number.parseInt(hex.slice(-8), 16) % 100_000).padStart(5, '0')
const uuidOf = (view: StageView, part: string) =>
  hexOf(view, part).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
/** `yyyyMMddHHmmss`, in UTC. */
const timestamp = (time: number) => new Date(time).toISOString().replace(/\D/g, '').slice(0, 14)
