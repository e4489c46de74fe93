import { z } from 'zod'
import { artifactsOf } from '../../artifacts/index.ts'
import { defineTask, type StageDefinition, type StageView } from '../../stage.ts'
import { json, text } from '../../values.ts'
import { exception, succeeded } from '../results.ts'
import { bindProducedArtifacts } from './bind-produced.ts'

const classes = 'com.netflix.spinnaker.orca.clouddriver.tasks'

/** Finds out which manifest is meant where a cluster and a criterion stand in for its name. */
export const resolveTargetManifest = defineTask<'clouddriver'>({
  implementingClass: `${classes}.manifest.ResolveTargetManifestTask`,
  needs: ['clouddriver'],
  async run(stage, { clouddriver }) {
    const { location, kind, app, cluster, criteria } = stage.context
    const criterion = text(criteria)
    if (criterion === undefined) return succeeded()
    const wanted = {
      location: text(location) ?? '',
      kind: text(kind) ?? '',
      app: text(app) ?? '',
      cluster: text(cluster) ?? '',
    }
    const found = await clouddriver.targetManifest(accountOf(stage), { ...wanted, criteria: criterion })
    if (found === undefined)
      throw exception(
        'IllegalArgumentException',
        `No manifest could be found matching ${JSON.stringify({ ...wanted, criteria })}`,
      )
    const target = { manifestName: `${found.kind} ${found.name ?? ''}` }
    return succeeded(target, target)
  },
})

const find = defineTask<'clouddriver'>({
  implementingClass: `${classes}.artifacts.FindArtifactsFromResourceTask`,
  needs: ['clouddriver'],
  async run(stage, { clouddriver }) {
    const [location, name] = [text(stage.context.location) ?? '', text(stage.context.manifestName) ?? '']
    const found = await clouddriver.manifest(accountOf(stage), location, name, { includeEvents: false })
    if (found === undefined) throw exception('IllegalArgumentException', `Manifest ${name} not found in ${location}`)
    const known = { manifest: json(found.manifest), artifacts: artifactsOf(found.artifacts) }
    return succeeded(known, known)
  },
})

/** The first of the keys under which stages of clouds keep their account. */
const accountOf = ({ context }: StageView) =>
  text(context['account.name']) ?? text(context.account) ?? text(context.credentials) ?? ''

/** Takes the artifacts of a manifest that runs, e.g. the images of a deployment (orca: FindArtifactsFromResourceStage). */
export const findArtifactsFromResource: StageDefinition = {
  type: 'findArtifactsFromResource',
  label: 'Find Artifacts From Resource',
  schema: z.looseObject({
    account: z.string().nullish(),
    location: z.string().describe('The namespace.').nullish(),
    manifestName: z.string().describe('Kind and name, e.g. `deployment web`.').nullish(),
    criteria: z.string().describe('newest, second_newest, oldest, largest or smallest of a cluster.').nullish(),
    expectedArtifacts: z.array(z.looseObject({})).nullish(),
  }),
  tasks: () => [
    { name: 'resolveTargetManifest', task: resolveTargetManifest },
    { name: 'findArtifactsFromResource', task: find },
    { name: 'bindProducedArtifacts', task: bindProducedArtifacts },
  ],
}
