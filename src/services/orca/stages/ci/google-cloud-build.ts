import { z } from 'zod'
import { parseYaml } from '../../../../platform/parsing/index.ts'
import { chosenArtifact } from '../../artifacts/index.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type StageDefinition, type StageView, type TaskResult } from '../../stage.ts'
import { isJson, json, present, text } from '../../values.ts'
import { bindProducedArtifacts } from '../artifacts/index.ts'
import { exception, hours, seconds, succeeded } from '../results.ts'
import { fewErrorsPatience, requireIgor, withFewErrors } from './igor.ts'

const classes = 'com.netflix.spinnaker.orca.igor.tasks'

/**
 * A build may be started twice: Google Cloud Build knows no id of a request, so when this process dies after the start and
 * before it noted that, the task that runs again starts another, and the first goes on unwatched.
 */
const start = defineTask<'igor' | 'clouddriver' | 'expressions'>({
  implementingClass: `${classes}.StartGoogleCloudBuildTask`,
  needs: ['igor', 'clouddriver', 'expressions'],
  async run(stage, services) {
    const { context } = stage
    const igor = requireIgor(services.igor)
    const account = accountOf(stage)
    const build =
      context.buildDefinitionSource === 'trigger'
        ? await igor.runGoogleCloudBuildTrigger(account, text(context.triggerId) ?? '', json(context.repoSource))
        : await igor.createGoogleCloudBuild(
            account,
            context.buildDefinitionSource === 'artifact'
              ? await fromArtifact(stage, services)
              : json(context.buildDefinition),
          )
    return succeeded({ buildInfo: buildInfoOf(build) })
  },
})

/** The definition that an artifact holds as YAML or JSON, with its expressions evaluated. */
async function fromArtifact(
  stage: StageView,
  { clouddriver, expressions }: Pick<Capabilities, 'clouddriver' | 'expressions'>,
): Promise<Json> {
  const { artifactId, artifact, artifactAccount } = json(stage.context.buildDefinitionArtifact)
  const choice = { id: text(artifactId), inline: artifact }
  const chosen = await chosenArtifact(stage, choice, (view, value) => expressions.evaluate(view, value))
  if (chosen === undefined) throw exception('IllegalArgumentException', 'No manifest artifact was specified.')
  const account = text(artifactAccount) ?? chosen.artifactAccount
  if (account === undefined) throw exception('IllegalArgumentException', 'No manifest artifact account was specified.')
  const content = await clouddriver.fetchArtifact({ ...chosen, artifactAccount: account })
  const definition = typeof content === 'string' ? parseYaml(content, chosen.name ?? 'the build definition') : content
  const evaluated = await expressions.evaluate(stage, definition)
  if (isJson(evaluated)) return evaluated
  throw exception(
    'IllegalArgumentException',
    `The artifact ${chosen.name ?? chosen.reference ?? ''} holds no build definition.`,
  )
}

const statuses: Readonly<Record<string, TaskResult['status']>> = {
  STATUS_UNKNOWN: 'RUNNING',
  QUEUED: 'RUNNING',
  WORKING: 'RUNNING',
  SUCCESS: 'SUCCEEDED',
  FAILURE: 'TERMINAL',
  INTERNAL_ERROR: 'TERMINAL',
  TIMEOUT: 'TERMINAL',
  CANCELLED: 'TERMINAL',
}

function buildInfoOf({ id, status, logUrl }: Json): Json {
  const name = String(status)
  return present({ id, status: Object.hasOwn(statuses, name) ? name : 'STATUS_UNKNOWN', logUrl })
}

const idOf = ({ context }: StageView) => text(json(context.buildInfo).id) ?? ''
const accountOf = ({ context }: StageView) => text(context.account) ?? ''

const monitor = defineTask<'igor'>({
  implementingClass: `${classes}.MonitorGoogleCloudBuildTask`,
  needs: ['igor'],
  backoffMs: seconds(10),
  timeoutMs: hours(2),
  timeoutOverridable: true,
  run: (stage, { igor }) =>
    withFewErrors(stage, async () => {
      const buildInfo = buildInfoOf(await requireIgor(igor).googleCloudBuild(accountOf(stage), idOf(stage)))
      return { status: statuses[String(buildInfo.status)] ?? 'RUNNING', context: { buildInfo } }
    }),
})

const getArtifacts = defineTask<'igor'>({
  implementingClass: `${classes}.GetGoogleCloudBuildArtifactsTask`,
  needs: ['igor'],
  ...fewErrorsPatience,
  run: (stage, { igor }) =>
    withFewErrors(stage, async () =>
      succeeded({}, { artifacts: await requireIgor(igor).googleCloudBuildArtifacts(accountOf(stage), idOf(stage)) }),
    ),
})

/** Runs a build of Google Cloud Build (orca: GoogleCloudBuildStage). */
export const googleCloudBuild: StageDefinition = {
  type: 'googleCloudBuild',
  label: 'Google Cloud Build',
  schema: z.looseObject({
    account: z.string('choose the account'),
    buildDefinitionSource: z.string().describe('text, artifact or trigger.').nullish(),
    buildDefinition: z.looseObject({}).nullish(),
    buildDefinitionArtifact: z.looseObject({}).nullish(),
    triggerId: z.string().nullish(),
    repoSource: z.looseObject({}).nullish(),
    expectedArtifacts: z.array(z.looseObject({})).nullish(),
  }),
  tasks: () => [
    { name: 'startGoogleCloudBuildTask', task: start },
    { name: 'monitorGoogleCloudBuildTask', task: monitor },
    { name: 'getGoogleCloudBuildArtifactsTask', task: getArtifacts },
    { name: 'bindProducedArtifacts', task: bindProducedArtifacts },
  ],
  async cancel(stage, { igor }) {
    if (stage.context.buildInfo !== undefined) await igor?.stopGoogleCloudBuild(accountOf(stage), idOf(stage))
  },
}
