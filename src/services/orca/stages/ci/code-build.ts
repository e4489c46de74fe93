import { z } from 'zod'
import { type Artifact, chosenArtifact } from '../../artifacts/index.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type StageDefinition, type StageView, type TaskResult } from '../../stage.ts'
import { isTrue, json, objects, present, text } from '../../values.ts'
import { bindProducedArtifacts } from '../artifacts/index.ts'
import { exception, hours, seconds, succeeded } from '../results.ts'
import { fewErrorsPatience, requireIgor, withFewErrors } from './igor.ts'

const classes = 'com.netflix.spinnaker.orca.igor.tasks'

type Evaluate = Capabilities['expressions']['evaluate']

const start = defineTask<'igor' | 'expressions'>({
  implementingClass: `${classes}.StartAwsCodeBuildTask`,
  needs: ['igor', 'expressions'],
  async run(stage, { igor, expressions }) {
    const body = await requestOf(stage, (view, value) => expressions.evaluate(view, value))
    return succeeded({
      buildInfo: buildInfoOf(
        await requireIgor(igor).startCodeBuild(accountOf(stage), { ...body, idempotencyToken: stage.requestId() }),
      ),
    })
  },
})

/** The request that AWS CodeBuild takes, as Igor hands it on; AWS starts one build for each `idempotencyToken`. */
async function requestOf(stage: StageView, evaluate: Evaluate): Promise<Json> {
  const { context } = stage
  const source = json(context.source)
  const isOverridden = isTrue(source.sourceOverride) && source.sourceArtifact
  const artifact = isOverridden ? await sourceArtifact(stage, source, evaluate) : undefined
  const secondary = await Promise.all(
    objects(context.secondarySources).map(async (each, index) => {
      const found = await sourceArtifact(stage, each, evaluate)
      const sourceIdentifier = String(index)
      const type = text(each.sourceType) ?? typeOf(found)
      const sourceVersion = text(each.sourceVersion) ?? text(found.version)
      const version = sourceVersion === undefined ? [] : [{ sourceIdentifier, sourceVersion }]
      return { source: { type, location: locationOf(found), sourceIdentifier }, version }
    }),
  )
  const versions = [
    ...secondary.flatMap(({ version }) => version),
    ...objects(context.secondarySourcesVersionOverride).map(({ sourceIdentifier, sourceVersion }) => ({
      sourceIdentifier,
      sourceVersion,
    })),
  ]
  const image = text(context.image)
  const environment = context.environmentVariables
  return present({
    projectName: context.projectName,
    ...(artifact && {
      sourceTypeOverride: text(source.sourceType) ?? typeOf(artifact),
      sourceLocationOverride: locationOf(artifact),
    }),
    sourceVersion: text(source.sourceVersion) ?? text(artifact?.version),
    buildspecOverride: text(source.buildspec),
    ...(context.secondarySources ? { secondarySourcesOverride: secondary.map((each) => each.source) } : {}),
    ...(versions.length > 0 ? { secondarySourcesVersionOverride: versions } : {}),
    ...(image === undefined ? {} : { imageOverride: image, imagePullCredentialsTypeOverride: 'SERVICE_ROLE' }),
    ...(environment
      ? {
          environmentVariablesOverride: Object.entries(json(environment)).map(([name, value]) => ({
            ...{ type: 'PLAINTEXT', name, value: String(value) },
          })),
        }
      : {}),
  })
}

async function sourceArtifact(stage: StageView, source: Json, evaluate: Evaluate): Promise<Artifact> {
  const { artifactId, artifact } = json(source.sourceArtifact)
  const found = await chosenArtifact(stage, { id: text(artifactId), inline: artifact }, evaluate)
  if (found === undefined) throw exception('IllegalArgumentException', 'No artifact was specified.')
  if (found.artifactAccount === undefined)
    throw exception('IllegalArgumentException', 'No artifact account was specified.')
  if (found.metadata.subPath !== undefined && found.metadata.subPath !== null)
    throw exception('IllegalArgumentException', 'Subpath is not supported by AWS CodeBuild stage')
  return found
}

const hosts: readonly (readonly [RegExp, string])[] = [
  [/^https?:\/\/github\.com\//, 'GITHUB'],
  [/^https?:\/\/([^/]*@)?bitbucket\.org\//, 'BITBUCKET'],
  [/^https:\/\/git-codecommit\.[^/]*\.amazonaws\.com\//, 'CODECOMMIT'],
]

function typeOf({ type, reference = '' }: Artifact): string {
  if (type === 's3/object') return 'S3'
  if (type !== 'git/repo') throw exception('IllegalStateException', `Unexpected value: ${type}`)
  const found = hosts.find(([pattern]) => pattern.test(reference))
  if (found === undefined) throw exception('IllegalStateException', 'Source type could not be inferred from location')
  return found[1]
}

function locationOf({ type, reference = '' }: Artifact): string {
  if (type !== 's3/object' && type !== 'git/repo') throw exception('IllegalStateException', `Unexpected value: ${type}`)
  return type === 's3/object' ? reference.replace(/^s3:\/\//, '') : reference
}

const statuses: Readonly<Record<string, TaskResult['status']>> = {
  IN_PROGRESS: 'RUNNING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'TERMINAL',
  FAULT: 'TERMINAL',
  TIMED_OUT: 'TERMINAL',
  STOPPED: 'TERMINAL',
}

/** A build as stages and UIs know it. */
function buildInfoOf({ arn, buildStatus, logs, exportedEnvironmentVariables }: Json): Json {
  const name = String(buildStatus)
  return present({
    arn,
    status: Object.hasOwn(statuses, name) ? name : 'UNKNOWN',
    logs,
    buildUrl: urlOf(String(arn)),
    exportedEnvironmentVariables,
  })
}

/** `arn:aws:codebuild:<region>:<account>:build/<project>:<id>` leads to a page of AWS. */
function urlOf(arn: string): string | undefined {
  const [place = '', id] = arn.split('/')
  const region = place.split(':')[3]
  if (id === undefined || region === undefined) return undefined
  const project = id.split(':')[0]
  return `https://${region}.console.aws.amazon.com/codesuite/codebuild/projects/${project}/build/${id}/log?region=${region}`
}

const idOf = ({ context }: StageView) => String(json(context.buildInfo).arn).split('/')[1] ?? ''
const accountOf = ({ context }: StageView) => text(context.account) ?? ''

const monitor = defineTask<'igor'>({
  implementingClass: `${classes}.MonitorAwsCodeBuildTask`,
  needs: ['igor'],
  backoffMs: seconds(10),
  timeoutMs: hours(8),
  timeoutOverridable: true,
  run: (stage, { igor }) =>
    withFewErrors(stage, async () => {
      const buildInfo = buildInfoOf(await requireIgor(igor).codeBuild(accountOf(stage), idOf(stage)))
      return { status: statuses[String(buildInfo.status)] ?? 'TERMINAL', context: { buildInfo } }
    }),
})

const getArtifacts = defineTask<'igor'>({
  implementingClass: `${classes}.GetAwsCodeBuildArtifactsTask`,
  needs: ['igor'],
  ...fewErrorsPatience,
  run: (stage, { igor }) =>
    withFewErrors(stage, async () =>
      succeeded({}, { artifacts: await requireIgor(igor).codeBuildArtifacts(accountOf(stage), idOf(stage)) }),
    ),
})

/** Runs a build of AWS CodeBuild (orca: AwsCodeBuildStage). */
export const awsCodeBuild: StageDefinition = {
  type: 'awsCodeBuild',
  label: 'AWS CodeBuild',
  schema: z.looseObject({
    account: z.string('choose the account'),
    projectName: z.string('choose the project'),
    source: z.looseObject({}).nullish(),
    secondarySources: z.array(z.looseObject({})).nullish(),
    image: z.string().nullish(),
    environmentVariables: z.looseObject({}).nullish(),
    expectedArtifacts: z.array(z.looseObject({})).nullish(),
  }),
  tasks: () => [
    { name: 'startAwsCodeBuildTask', task: start },
    { name: 'monitorAwsCodeBuildTask', task: monitor },
    { name: 'getAwsCodeBuildArtifactsTask', task: getArtifacts },
    { name: 'bindProducedArtifacts', task: bindProducedArtifacts },
  ],
  async cancel(stage, { igor }) {
    if (stage.context.buildInfo !== undefined) await igor?.stopCodeBuild(accountOf(stage), idOf(stage))
  },
}
