import { z } from 'zod'
import type { Json } from '../../../services/orca/model.ts'
import {
  chosenArtifact,
  forceCacheRefreshOf,
  imageFromEarlierStages,
  isJson,
  isTrue,
  json,
  minutes,
  monitorOperation,
  objects,
  present,
  requestOperations,
  requireAccount,
  seconds,
  settingsOf,
  succeeded,
  text,
  texts,
  waitForUpInstances,
} from '../../../services/orca/parts.ts'
import { type Capabilities, defineTask, type StageDefinition, type StageView } from '../../../services/orca/stage.ts'

type Services = Pick<Capabilities, 'clouddriver' | 'expressions'>

/** The whole stage is what the operation is told (orca: DeployElastigroupTask). */
const deploy = defineTask<'clouddriver' | 'expressions'>({
  implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.providers.spot.DeployElastigroupTask',
  needs: ['clouddriver', 'expressions'],
  backoffMs: seconds(2),
  timeoutMs: minutes(1),
  async run(stage, services) {
    const account = requireAccount(stage.context)
    const payload = await payloadOf(stage, services)
    const description = {
      ...settingsOf(stage.context),
      credentials: account,
      payload,
      ...present({ imageId: text(stage.context.imageId) ?? imageFor(stage, payload) }),
    }
    const kato = await requestOperations(stage, services.clouddriver, {
      provider: 'spot',
      operations: [{ deployElastigroup: description }],
    })
    const takesTraffic = !texts(stage.context.suspendedProcesses).includes('AddToLoadBalancer')
    return succeeded({
      'notification.type': 'deployElastigroup',
      'kato.result.expected': true,
      ...kato,
      'deployElastigroup.account.name': account,
      ...(takesTraffic
        ? {}
        : { interestingHealthProviderNames: stage.context.interestingHealthProviderNames ?? ['Amazon'] }),
    })
  },
})

/** The payload as it is written, or what the chosen artifact holds, its expressions evaluated like those of the stage. */
async function payloadOf(stage: StageView, { clouddriver, expressions }: Services): Promise<string | Json> {
  const { payload, payloadArtifactId, payloadArtifact, source } = stage.context
  const id = text(payloadArtifactId)
  const isFromArtifact = source === 'artifact' || id !== undefined || isJson(payloadArtifact)
  if (!isFromArtifact) return payload as string | Json
  const choice = { id, inline: payloadArtifact }
  const artifact = await chosenArtifact(stage, choice, (view, value) => expressions.evaluate(view, value))
  if (artifact === undefined)
    throw new Error(
      id === undefined
        ? 'The payload comes from an artifact and none is named: set `payloadArtifactId` or `payloadArtifact`.'
        : `No artifact could be bound to '${id}', which holds the payload.`,
    )
  const content = parsed(await clouddriver.fetchArtifact(artifact))
  if (content === undefined)
    throw new Error(
      `The artifact ${artifact.name ?? artifact.reference ?? ''} holds no payload: it must be JSON like {"group": {…}}.`,
    )
  if (isTrue(stage.context.skipExpressionEvaluation)) return content
  return json(await expressions.evaluate(stage, content))
}

function parsed(content: unknown): Json | undefined {
  if (typeof content !== 'string') return isJson(content) ? content : undefined
  try {
    const value: unknown = JSON.parse(content)
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The image that an earlier stage found for the payload's region, for a payload that names none. */
function imageFor(stage: StageView, payload: string | Json): string | undefined {
  const document = parsed(payload)
  if (document === undefined) return undefined
  const group = isJson(document.group) ? document.group : document
  const compute = json(group.compute)
  const launch = json(compute.launchSpecification)
  if (text(launch.imageId) !== undefined || objects(launch.images).length > 0) return undefined
  const [zone] = objects(compute.availabilityZones)
  const region = text(group.region) ?? text(stage.context.region) ?? text(zone?.name)?.replace(/[a-z]$/, '')
  const { imageId, amiName } = imageFromEarlierStages(stage, region)
  return imageId ?? amiName
}

const refresh = forceCacheRefreshOf('deploy-elastigroup-stage')

/** Creates the Elastigroup of its payload, a text or an object, written in the stage or held by an artifact; no strategy. */
export const deployElastigroup: StageDefinition = {
  type: 'deployElastigroup',
  label: 'Create Server Group',
  schema: z
    .looseObject({
      payload: z
        .union([z.string(), z.looseObject({})])
        .describe('The group as the API of Spot has it: {"group": {…}}.')
        .nullish(),
      payloadArtifactId: z.string().describe('An expected artifact of the pipeline that holds the payload.').nullish(),
      payloadArtifact: z.looseObject({}).describe('The artifact itself.').nullish(),
    })
    .refine(
      ({ payload, payloadArtifactId, payloadArtifact }) => Boolean(payload || payloadArtifactId || payloadArtifact),
      { path: ['payload'], message: 'give the group to create, as {"group": {…}}, or an artifact that holds it' },
    ),
  tasks: () => [
    { name: 'deployElastigroup', task: deploy },
    { name: 'monitorDeploy', task: monitorOperation() },
    refresh,
    waitForUpInstances,
    refresh,
  ],
}
