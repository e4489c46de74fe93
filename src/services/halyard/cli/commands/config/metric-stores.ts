import { deploymentConfiguration, type Section } from '../../../schema/index.ts'
import type { Command } from '../../command.ts'
import { methodCommand } from '../../nodes/method-command.ts'
import { edits } from '../../nodes/section-commands.ts'
import { shows } from '../../nodes/show.ts'

const { metricStores } = deploymentConfiguration.fields
const stores = Object.entries(metricStores.fields).filter(([, node]) => node.kind === 'section') as [string, Section][]

export const showMetricStores = shows(['metricStores'], metricStores, 'Configured metric stores: ')

/** `hal config metric-stores`. */
export const metricStoreCommands: readonly Command[] = [
  ...edits(
    { place: ['metricStores'], section: metricStores as Section, label: 'metric stores' },
    {
      describe: 'Changes what holds for all of them.',
      done: 'Successfully updated metric stores.',
      apart: stores.map(([key]) => key),
      required: ['period'],
    },
  ),
  ...stores.map(([key, section]) => methodCommand(['metricStores'], key, section)),
]
