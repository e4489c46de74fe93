import type { Execution, Json, Stage } from '../../model.ts'
import { isJson, json, objects, present, text } from '../../values.ts'

const deployed = ['DaemonSet', 'Deployment', 'StatefulSet']

/** What the stage tells of a child that has ended; with `artifactCreated` where the child deployed a manifest for its app. */
export function outcomeOf(child: Execution): Json {
  const { id, startTime, endTime, status, trigger } = child
  const { executionIdentifier } = json(json(trigger.parentExecution).trigger)
  return present({ id, executionIdentifier, startTime, endTime, status, artifactCreated: artifactOf(child) })
}

function artifactOf({ stages, trigger }: Execution): Json | undefined {
  const app = text(json(trigger.parameters).app)
  const found = stages
    .filter(
      ({ type, name, status, outputs }) =>
        ['deployManifest', 'runJobManifest'].includes(type) &&
        name.startsWith('Deploy') &&
        status !== 'SKIPPED' &&
        app !== undefined &&
        isOf(app, manifestOf(outputs)),
    )
    .reduce<Stage | undefined>((last, each) => ((each.endTime ?? 0) >= (last?.endTime ?? 0) ? each : last), undefined)
  if (found === undefined) return undefined
  const [created] = objects(found.outputs['outputs.createdArtifacts'])
  const manifest = manifestOf(found.outputs)
  if (created === undefined || manifest === undefined) return undefined
  return present({
    account: found.context['deploy.account.name'],
    manifestName: `${manifest.kind} ${created.name}`,
    location: created.location,
  })
}

const manifestOf = (outputs: Json): Json | undefined => objects(outputs.manifests ?? outputs['outputs.manifests'])[0]

const isOf = (app: string, manifest: Json | undefined) =>
  manifest !== undefined &&
  deployed.includes(String(manifest.kind)) &&
  isJson(manifest.metadata) &&
  String(manifest.metadata.name).includes(app)
