import { deploymentConfiguration, type Section } from '../../../schema/index.ts'
import type { Command } from '../../command.ts'
import { namedCommands } from '../../nodes/named-commands.ts'
import { edits, switches, type Target } from '../../nodes/section-commands.ts'
import { shows } from '../../nodes/show.ts'

const { notifications, pubsub } = deploymentConfiguration.fields

export const showNotifications = shows(['notifications'], notifications, 'Configured notifications: ')

/** `hal config notification`: a word a channel, and topics that are told too. */
export const notificationCommands: readonly Command[] = [
  ...Object.entries(notifications.fields as Readonly<Record<string, Section>>).map(([kind, section]): Command => {
    const target: Target = { place: ['notifications', kind], section, label: kind }
    return {
      name: kind,
      describe: section.describe,
      run: shows(target.place, section, `Configured ${kind} notification: `),
      commands: () => [...switches(target), ...edits(target, { describe: 'Changes it.', done: `Edited ${kind}.` })],
    }
  }),
  {
    name: 'pubsub',
    describe: 'Topics that are told about pipelines.',
    commands: () => [
      {
        name: 'google',
        describe: 'Topics of Google Pub/Sub.',
        run: shows(['pubsub', 'google'], pubsub.fields.google, 'Successfully got pubsub google.'),
        commands: () => [
          ...switches({ place: ['pubsub', 'google'], section: pubsub.fields.google as Section, label: 'google' }),
          ...namedCommands({
            place: ['pubsub', 'google', 'publishers'],
            of: pubsub.fields.google.fields.publishers.of as Section,
            keptAs: 'list',
            key: 'name',
            scope: 'pubsub.google',
            noun: 'publisher',
            argument: 'PUBLISHER',
            messages: {
              added: (name) => `Successfully added notification publisher ${name} for pubsub system google.`,
              edited: (name) => `Successfully edited publisher ${name} for pubsub google.`,
              deleted: (name) => `Successfully deleted publisher ${name} for pubsub google.`,
              one: (name) => `Publisher ${name}: `,
              list: 'Publishers for google:',
              none: 'No configured publishers for google.',
            },
          }),
        ],
      },
    ],
  },
]
