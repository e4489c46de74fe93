import { z } from 'zod'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition, type TaskNode } from '../../stage.ts'
import { json, list, text } from '../../values.ts'
import { bindProducedArtifacts } from '../artifacts/index.ts'
import { running, succeeded } from '../results.ts'
import {
  getArtifacts,
  getProperties,
  monitorJob,
  startBuild,
  startJob,
  startPatience,
  stopBuild,
  waitForStart,
  withoutBuild,
} from './build-tasks.ts'
import { requireIgor } from './igor.ts'

const flag = z.union([z.boolean(), z.string()]).nullish()
const schema = z.looseObject({
  master: z.string('choose the service that builds'),
  job: z.string('choose the job'),
  parameters: z.looseObject({}).nullish(),
  propertyFile: z.string().describe('A file of the build whose values join the context.').nullish(),
  waitForCompletion: flag,
  markUnstableAsSuccessful: flag,
  expectedArtifacts: z.array(z.looseObject({})).nullish(),
})

const waits = ({ waitForCompletion }: Readonly<Json>) => String(waitForCompletion ?? true).toLowerCase() !== 'false'

/** A stage that runs a job of a service that builds, and takes over what it made (orca: CIStage). */
const buildStage = (type: string, name: string): StageDefinition => ({
  type,
  label: name,
  schema,
  tasks: ({ context }): TaskNode[] => [
    { name: `start${name}Job`, task: startJob },
    { name: `waitFor${name}JobStart`, task: waitForStart },
    ...(waits(context)
      ? [
          { name: `monitor${name}Job`, task: monitorJob },
          { name: 'getBuildProperties', task: getProperties },
          { name: 'getBuildArtifacts', task: getArtifacts },
        ]
      : []),
    ...(list(context.expectedArtifacts).length > 0
      ? [{ name: 'bindProducedArtifacts', task: bindProducedArtifacts }]
      : []),
  ],
  /** A build that failed may have kept its property file. */
  onFailure({ context }, graph) {
    const { master, job, propertyFile, buildNumber } = context
    if (text(propertyFile) === undefined) return
    const wanted = { master, job, propertyFile, buildNumber }
    graph.add({ type: 'getProperties', name: 'Try to get properties file', context: wanted })
  },
  cancel: stopBuild,
  restart: withoutBuild,
})

const jenkins = buildStage('jenkins', 'Jenkins')

const travis: StageDefinition = {
  ...buildStage('travis', 'Travis'),
  prepare({ context, execution }) {
    const { application, name, id } = execution
    const buildMessage = `Application: '${application}', pipeline: '${name}', execution: '${id}'`
    const parameters = { 'travis.buildMessage': buildMessage, ...json(context.parameters) }
    return { ...context, parameters, propertyFile: context.propertyFile ?? 'travis' }
  },
}

const startScript = defineTask<'igor' | 'settings'>({
  implementingClass: 'com.netflix.spinnaker.orca.igor.tasks.StartScriptTask',
  needs: ['igor', 'settings'],
  ...startPatience,
  async run(stage, { igor, settings }) {
    const { context, execution } = stage
    const { master } = settings.script
    const job = text(context.job) ?? settings.script.job
    const given = execution.trigger.strategy === true ? json(execution.trigger.parameters) : {}
    const queuedBuild = await startBuild(stage, requireIgor(igor), {
      master,
      job,
      parameters: {
        SCRIPT_PATH: context.scriptPath,
        COMMAND: context.command,
        IMAGE_ID: context.image || given.amiName || given.imageId,
        REGION_PARAM: context.region || given.region || given.zone,
        ENV_PARAM: context.account || given.credentials,
        CLUSTER_PARAM: context.cluster || given.cluster,
        CMC: context.cmc,
        ...(context.repoUrl ? { REPO_URL: context.repoUrl } : {}),
        ...(context.repoBranch ? { REPO_BRANCH: context.repoBranch } : {}),
      },
    })
    if (queuedBuild === undefined) return running()
    return succeeded({ master, job, queuedBuild, REPO_URL: context.repoUrl || 'default' })
  },
})

/** Runs a command in the job that the installation keeps for scripts (orca: ScriptStage). */
const script: StageDefinition = {
  type: 'script',
  label: 'Script',
  schema: z.looseObject({
    command: z.string('give the command to run'),
    scriptPath: z.string().nullish(),
    repoUrl: z.string().nullish(),
    repoBranch: z.string().nullish(),
    image: z.string().nullish(),
    account: z.string().nullish(),
    region: z.string().nullish(),
    cluster: z.string().nullish(),
    cmc: z.string().nullish(),
    job: z.string().nullish(),
    propertyFile: z.string().nullish(),
    waitForCompletion: flag,
  }),
  tasks: ({ context }) => [
    { name: 'startScript', task: startScript },
    { name: 'waitForScriptStart', task: waitForStart },
    ...(waits(context)
      ? [
          { name: 'monitorScript', task: monitorJob },
          { name: 'getBuildProperties', task: getProperties },
        ]
      : []),
  ],
  cancel: stopBuild,
  restart({ queuedBuild, ...context }) {
    return { ...withoutBuild(context), ...(queuedBuild === undefined ? {} : { queuedBuild }) }
  },
}

const properties: StageDefinition = {
  type: 'getProperties',
  label: 'Get Properties',
  schema: z.looseObject({}),
  tasks: () => [{ name: 'getPropertiesFile', task: getProperties }],
}

export const buildStages: readonly StageDefinition[] = [jenkins, travis, script, properties]
