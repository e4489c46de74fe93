import type { Command } from '../../../cli/command.ts'
import type { Deployment } from '../../../schema/index.ts'

/** What `hal deploy apply` would put into a cluster, for those who put it there themselves. */
export const manifestsCommand: Command = {
  name: 'manifests',
  describe: 'Writes what runs the deployment on Kubernetes, for kubectl, kustomize or Git. Needs no cluster.',
  flags: [
    {
      name: 'output-directory',
      aliases: ['o'],
      kind: 'text',
      file: true,
      describe: 'The folder that is written to. Without it, what would be written is listed.',
    },
  ],
  examples: [
    ['deploy manifests', 'lists the objects'],
    ['deploy manifests -o spinnaker', 'writes them; kubectl apply -k spinnaker puts them in place'],
  ],
  async run({ home, env, deployment: name, flags, say }) {
    const [{ readHalconfig }, { render }, { release }, { desired }, { forbids }] = await Promise.all([
      import('../../../halconfig/index.ts'),
      import('../../../render/index.ts'),
      import('../../../versions/release.ts'),
      import('./desired.ts'),
      import('../../../findings.ts'),
    ])
    const deployment = onKubernetes(readHalconfig(home).deployment(name))
    const rendered = await render(home, deployment, { version: release(), env })
    const { objects, findings } = desired(home, deployment, rendered)
    const all = [...rendered.findings, ...findings]
    say.findings(all)
    if (forbids(all)) {
      say.failure('Nothing was written, because of the errors above.')
      return 1
    }
    const directory = flags['output-directory']
    if (typeof directory !== 'string') {
      const listed = objects.map(({ kind, metadata }) => ({ kind, name: metadata.name }))
      if (say.format === 'json' || say.format === 'yaml') say.data(listed)
      else
        say.table(
          ['Kind', 'Name'],
          listed.map((each) => [each.kind, each.name]),
        )
      return 0
    }
    const { writeManifests } = await import('./write.ts')
    const files = writeManifests(directory, objects)
    if (say.format === 'json' || say.format === 'yaml') say.data({ directory, files })
    else {
      say.success(`Wrote ${objects.length} objects to ${directory}`)
      if (objects.some(({ kind }) => kind === 'Secret'))
        say.line(
          `*-secrets.yml hold secrets in clear: keep them out of Git. kubectl apply -k ${directory} applies all.`,
        )
    }
    return 0
  },
}

/** Whatever type the halconfig says: one may look before one decides. */
const onKubernetes = (deployment: Deployment): Deployment => ({
  ...deployment,
  deploymentEnvironment: { ...deployment.deploymentEnvironment, type: 'Distributed' },
})
