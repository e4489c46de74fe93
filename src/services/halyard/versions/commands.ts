import { problem } from '../../../platform/errors/index.ts'
import type { Command } from '../cli/command.ts'
import { nearest, readHalconfig } from '../halconfig/index.ts'
import { availableVersions, knownVersions, resolveVersion } from './bom.ts'
import { release } from './release.ts'

/** `hal version` */
export const versionCommands: readonly Command[] = [
  {
    name: 'list',
    describe: 'Lists the versions: this release, and those of your own.',
    async run({ home, deployment, say }) {
      const { version: current } = readHalconfig(home).deployment(deployment)
      const available = availableVersions(home)
      const illegal = new Map(available.illegalVersions.map(({ version, reason }) => [version, reason]))
      const versions = available.versions.map((each) => ({
        ...each,
        ...(illegal.has(each.version) ? { illegal: illegal.get(each.version) } : {}),
      }))
      if (say.format === 'json' || say.format === 'yaml') return say.data({ current, running: release(), versions })
      say.success(`You are on version "${current || release()}", and the following are available:`)
      for (const { version, ...each } of versions) {
        const { alias, changelog, lastUpdate, illegal } = each as Readonly<Record<string, string | undefined>>
        say.line(` - ${version}${alias === undefined ? '' : ` (${alias})`}:`)
        if (changelog !== undefined) say.line(`   Changelog: ${changelog}`)
        if (lastUpdate !== undefined) say.line(`   Published: ${lastUpdate}`)
        if (illegal !== undefined) say.line(`   Must not be used: ${illegal}`)
      }
      if (current !== '') say.findings(resolveVersion(home, current).findings)
    },
  },
  {
    name: 'latest',
    describe: 'The newest version.',
    run: async ({ say }) => say.data(release(), 'string'),
  },
  {
    name: 'bom',
    describe: 'What is in a version.',
    argument: {
      name: 'VERSION',
      describe: 'The version; by default the one that is configured.',
      candidates: ({ home }) => knownVersions(home),
    },
    flags: [{ name: 'artifact-name', kind: 'text', describe: 'Only the version of this artifact, such as gate.' }],
    async run({ home, deployment, argument, flags, say }) {
      const { bom, findings } = resolveVersion(home, argument ?? readHalconfig(home).deployment(deployment).version)
      say.findings(findings)
      const name = flags['artifact-name'] as string | undefined
      if (name === undefined) return say.data(bom)
      const artifact = bom.services[name]
      if (artifact !== undefined) return say.data(artifact.version, 'string')
      const right = nearest(name, Object.keys(bom.services))
      const meant = right === undefined ? `It has ${Object.keys(bom.services).join(', ')}.` : `Did you mean '${right}'?`
      throw problem('notFound', `Version ${bom.version} has no artifact '${name}'. ${meant}`)
    },
  },
]
