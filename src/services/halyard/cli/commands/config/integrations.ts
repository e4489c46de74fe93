import { type Collection, deploymentConfiguration, type Section } from '../../../schema/index.ts'
import type { Command } from '../../command.ts'
import { type Messages, type Named, namedCommands } from '../../nodes/named-commands.ts'
import { edits, switches, type Target } from '../../nodes/section-commands.ts'
import { shows } from '../../nodes/show.ts'

const { artifacts, ci, repository, pubsub } = deploymentConfiguration.fields

/** A section that lists things under one key. */
interface Listing {
  readonly family: 'artifacts' | 'ci' | 'repository' | 'pubsub'
  readonly kind: string
  readonly section: Section
  readonly key: string
  readonly word: string
  readonly noun: string
  readonly argument: string
  readonly messages: Messages
}

/** Findings name each by its family and kind, without the key of the list. */
const named = ({ family, kind, section, key, noun, argument, messages }: Listing): Named => ({
  place: [family, kind, key],
  of: (section.fields[key] as Collection).of,
  keptAs: 'list',
  key: 'name',
  scope: `${family}.${kind}`,
  noun,
  argument,
  messages,
})

/** `enable`, `disable`, `edit` where there is something to edit, and the word of the list. */
function command(listing: Listing, got: string, edited: string): Command {
  const { family, kind, section, key, word } = listing
  const target: Target = { place: [family, kind], section, label: kind }
  return {
    name: kind,
    describe: section.describe.endsWith('.') ? section.describe : `${section.describe}.`,
    run: shows(target.place, section, got),
    commands: () => [
      ...switches(target),
      ...edits(target, { describe: 'Changes what holds for all of them.', done: edited, apart: [key, 'publishers'] }),
      { name: word, describe: section.fields[key]!.describe, commands: () => namedCommands(named(listing)) },
    ],
  }
}

const artifactKinds = Object.entries(artifacts.fields).filter(([, node]) => node.kind === 'section') as [
  string,
  Section,
][]

/** `hal config artifact`. */
export const artifactCommands: readonly Command[] = [
  ...artifactKinds.map(([kind, section]) =>
    command(
      {
        family: 'artifacts',
        kind,
        section,
        key: 'accounts',
        word: 'account',
        noun: 'artifact account',
        argument: 'ACCOUNT',
        messages: {
          added: (name) => `Successfully added artifact account ${name} for artifact provider ${kind}.`,
          edited: (name) => `Successfully edited artifact account ${name} for artifact provider ${kind}.`,
          deleted: (name) => `Successfully deleted artifact account ${name} for artifact provider ${kind}.`,
          one: (name) => `Artifact account ${name}: `,
          list: `Artifact accounts for ${kind}:`,
          none: `No configured artifact accounts for ${kind}.`,
        },
      },
      `Successfully got artifact provider ${kind}.`,
      `Successfully edited artifact provider ${kind}.`,
    ),
  ),
  {
    name: 'templates',
    describe: artifacts.fields.templates.describe,
    commands: () =>
      namedCommands({
        place: ['artifacts', 'templates'],
        of: artifacts.fields.templates.of as Section,
        keptAs: 'list',
        key: 'name',
        scope: 'artifacts',
        noun: 'artifact template',
        argument: 'TEMPLATE',
        messages: {
          added: (name) => `Successfully added artifact template ${name}.`,
          edited: (name) => `Successfully edited artifact template ${name}.`,
          deleted: (name) => `Successfully deleted artifact template ${name}.`,
          one: (name) => `Artifact template ${name}: `,
          list: 'Artifact templates:',
          none: 'No configured artifact templates.',
        },
      }),
  },
]

/** `hal config ci`: those with masters, and those with accounts. */
export const ciCommands: readonly Command[] = Object.entries(ci.fields as Readonly<Record<string, Section>>).map(
  ([kind, section]) => {
    const hasMasters = 'masters' in section.fields
    return command(
      {
        family: 'ci',
        kind,
        section,
        key: hasMasters ? 'masters' : 'accounts',
        word: hasMasters ? 'master' : 'account',
        noun: hasMasters ? 'master' : 'account',
        argument: hasMasters ? 'MASTER' : 'ACCOUNT',
        messages: hasMasters ? masterMessages(kind) : accountMessages(section.describe),
      },
      `Configured ${kind} ci: `,
      `Successfully edited ci provider ${kind}.`,
    )
  },
)

function masterMessages(kind: string): Messages {
  return {
    added: (name) => `Added ${name} for ${kind}.`,
    edited: (name) => `Edited ${name} for ${kind}.`,
    deleted: (name) => `Deleted ${name} for ${kind}.`,
    one: (name) => `Master ${name}: `,
    list: `Masters for ${kind}:`,
    none: `No configured masters for ${kind}.`,
  }
}

function accountMessages(label: string): Messages {
  return {
    added: (name) => `Added ${label} account ${name}.`,
    edited: (name) => `Edited ${label} account ${name}.`,
    deleted: (name) => `Deleted ${label} account ${name}.`,
    one: (name) => `Account ${name}: `,
    list: `${label} accounts:`,
    none: `No configured ${label} accounts.`,
  }
}

/** `hal config repository`. */
export const repositoryCommands: readonly Command[] = Object.entries(
  repository.fields as Readonly<Record<string, Section>>,
).map(([kind, section]) =>
  command(
    {
      family: 'repository',
      kind,
      section,
      key: 'searches',
      word: 'search',
      noun: 'search',
      argument: 'SEARCH',
      messages: {
        added: (name) => `Added ${name} for ${kind}.`,
        edited: (name) => `Edited ${name} for ${kind}.`,
        deleted: (name) => `Deleted ${name} for ${kind}.`,
        one: (name) => `Search ${name}: `,
        list: `Searches for ${kind}:`,
        none: `No configured searches for ${kind}.`,
      },
    },
    `Configured ${kind} repository: `,
    `Successfully edited repository ${kind}.`,
  ),
)

/** `hal config pubsub`. */
export const pubsubCommands: readonly Command[] = [
  command(
    {
      family: 'pubsub',
      kind: 'google',
      section: pubsub.fields.google as Section,
      key: 'subscriptions',
      word: 'subscription',
      noun: 'subscription',
      argument: 'SUBSCRIPTION',
      messages: {
        added: (name) => `Successfully added subscription ${name} for pubsub google.`,
        edited: (name) => `Successfully edited subscription ${name} for pubsub google.`,
        deleted: (name) => `Successfully deleted subscription ${name} for pubsub google.`,
        one: (name) => `Subscription ${name}: `,
        list: 'Subscriptions for google:',
        none: 'No configured subscriptions for google.',
      },
    },
    'Successfully got pubsub google.',
    'Successfully edited pubsub google.',
  ),
]
