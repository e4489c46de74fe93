import { deploymentConfiguration, type Section } from '../../../schema/index.ts'
import type { Command } from '../../command.ts'
import { applyEdit } from '../../nodes/edit.ts'
import { edits, switches, type Target } from '../../nodes/section-commands.ts'
import { deploymentOf, shows } from '../../nodes/show.ts'

const { features, stats, webhook } = deploymentConfiguration.fields

export const showFeatures = shows(['features'], features, 'Configured features: ')
export const showStats = shows(['stats'], stats, 'Configured stats: ')
export const showWebhook = shows(['webhook'], webhook, 'Configured webhook: ')

/** `hal config features`. */
export const featureCommands: readonly Command[] = edits(
  { place: ['features'], section: features as Section, label: 'features' },
  { describe: 'Switches them on and off.', done: 'Successfully updated features.' },
)

const figures: Target = { place: ['stats'], section: stats as Section, label: 'stats settings.' }

/** `hal config stats`. */
export const statsCommands: readonly Command[] = [
  ...switches(figures, (action) => `Successfully ${action} stats settings.`),
  ...edits(figures, { describe: 'Changes it.', done: 'Successfully edited stats settings.' }),
]

const trust: Target = {
  place: ['webhook', 'trust'],
  section: webhook.fields.trust as Section,
  label: 'webhook trust.',
}

/** `hal config webhook`. */
export const webhookCommands: readonly Command[] = [
  {
    name: 'trust',
    describe: trust.section.describe,
    run: shows(trust.place, trust.section, 'Configured webhook trust: '),
    commands: () => [
      ...switches(trust, (action) => `Successfully ${action} webhook trust.`),
      ...edits(trust, { describe: 'Changes it.', done: 'Successfully edited webhook trust.' }),
    ],
  },
]

/** `hal config version`. */
export const showVersion: NonNullable<Command['run']> = async (invocation) => {
  const { version } = deploymentOf(invocation)
  invocation.say.success('Configured version: ')
  invocation.say.data(version, 'string')
}

export const versionCommands: readonly Command[] = [
  {
    name: 'edit',
    describe: 'Chooses the version that runs.',
    flags: [
      {
        name: 'version',
        kind: 'text',
        required: true,
        describe:
          'A release such as 1.35.0, local:NAME for a bill of materials of your own, or branch:REF with LocalGit.',
        candidates: async (where) => (await import('../../../versions/index.ts')).knownVersions(where.home),
      },
    ],
    async run(invocation) {
      const code = await applyEdit(invocation, {
        scope: '',
        done: `Spinnaker has been configured to update/install version "${invocation.flags.version}". Deploy this version of Spinnaker with \`hal deploy apply\`.`,
        failed: 'Failed to update version.',
        change(deployment) {
          deployment.version = invocation.flags.version
        },
      })
      const version = String(invocation.flags.version)
      if (code === 0 && !/^(local|branch):/.test(version)) {
        const { resolveVersion } = await import('../../../versions/index.ts')
        invocation.say.findings(resolveVersion(invocation.home, version).findings)
      }
      return code
    },
  },
]
