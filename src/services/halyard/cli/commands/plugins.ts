import { deploymentConfiguration, type Section } from '../../schema/index.ts'
import type { Command } from '../command.ts'
import { applyEdit } from '../nodes/edit.ts'
import { namedCommands } from '../nodes/named-commands.ts'
import { enter } from '../nodes/place.ts'

const { plugins, repositories } = deploymentConfiguration.fields.spinnaker.fields.extensibility.fields
const place = ['spinnaker', 'extensibility']

const pluginCommands = namedCommands({
  place: [...place, 'plugins'],
  of: plugins.of as Section,
  keptAs: 'map',
  key: 'id',
  scope: 'spinnaker.extensibility',
  noun: 'plugin',
  argument: 'PLUGIN',
  messages: {
    added: (id) => `Successfully added plugin ${id}.`,
    edited: (id) => `Successfully edited plugin ${id}.`,
    deleted: (id) => `Successfully deleted plugin ${id}.`,
    one: (id) => `Plugin ${id}: `,
    list: 'Plugins:',
    none: 'No configured plugins.',
  },
})

/** `hal plugins enable` and its like switch all plugins, or whether they are fetched. */
const switched = (name: string, describe: string, key: string, on: boolean, what: string): Command => ({
  name,
  describe,
  run: (invocation) =>
    applyEdit(invocation, {
      scope: 'spinnaker',
      takesAway: !on,
      done: `Successfully ${on ? 'enabled' : 'disabled'} ${what}.`,
      failed: `Failed to ${on ? 'enable' : 'disable'} ${what}.`,
      change(deployment) {
        enter(deployment, place)[key] = on
      },
    }),
})

/** `hal plugins`. */
export const pluginsCommands: readonly Command[] = [
  ...pluginCommands,
  switched('enable', 'Uses the plugins that are enabled.', 'enabled', true, 'plugins'),
  switched('disable', 'Uses no plugin, whatever they say themselves.', 'enabled', false, 'plugins'),
  switched('enable-downloading', 'Fetches plugins.', 'downloadingEnabled', true, 'downloading of plugins'),
  switched('disable-downloading', 'Fetches no plugins.', 'downloadingEnabled', false, 'downloading of plugins'),
  {
    name: 'repository',
    describe: repositories.describe,
    commands: () =>
      namedCommands({
        place: [...place, 'repositories'],
        of: repositories.of as Section,
        keptAs: 'map',
        key: 'id',
        scope: 'spinnaker.extensibility',
        noun: 'plugin repository',
        argument: 'REPOSITORY',
        messages: {
          added: (id) => `Successfully added plugin repository: ${id}.`,
          edited: (id) => `Successfully edited plugin repository ${id}.`,
          deleted: (id) => `Successfully deleted plugin repository ${id}.`,
          one: (id) => `Plugin repository ${id}: `,
          list: 'Plugin repositories:',
          none: 'No configured plugin repositories.',
        },
      }),
  },
]
