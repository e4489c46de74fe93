import { type Collection, deploymentConfiguration, type Section } from '../../../schema/index.ts'
import type { Command } from '../../command.ts'
import { kebab } from '../../nodes/flags.ts'
import { type Named, namedCommands } from '../../nodes/named-commands.ts'
import type { Place } from '../../nodes/place.ts'
import { edits, switches, type Target } from '../../nodes/section-commands.ts'
import { shows } from '../../nodes/show.ts'

const { providers } = deploymentConfiguration.fields

/** What of a provider has commands of its own. */
const apart = ['accounts', 'bakeryDefaults', 'clusters', 'features']

const addExamples: Readonly<Record<string, Command['examples'] & {}>> = {
  spot: [['config provider spot account add prod --account-id act-1a2b3c4d', 'adds an account of Spot']],
  kubernetes: [['config provider kubernetes account add prod --context prod', 'adds a context of ~/.kube/config']],
  dockerRegistry: [
    [
      'config provider docker-registry account add hub --address index.docker.io --repositories library/nginx',
      'adds a repository of Docker Hub',
    ],
  ],
  aws: [
    [
      'config provider aws account add prod --account-id 123456789012 --assume-role role/spinnakerManaged',
      'adds an account of AWS',
    ],
  ],
}

const editExamples: Readonly<Record<string, Command['examples'] & {}>> = {
  spot: [['config provider spot edit --api-token', 'asks for the token of the organization']],
  aws: [['config provider aws edit --access-key-id AKIA... --secret-access-key', 'asks for the secret of the key']],
}

/** `hal config provider`: a word a cloud. */
export const providerCommands: readonly Command[] = Object.entries(providers.fields).map(([key, section]) => {
  const target: Target = { place: ['providers', key], section: section as Section, label: key }
  const { bakeryDefaults, features, clusters } = target.section.fields
  return {
    name: kebab(key),
    describe: `${section.describe}.`,
    run: shows(target.place, section, `Successfully got provider ${key}.`),
    commands: () => [
      ...switches(target),
      ...edits(target, {
        describe: `Changes what holds for all accounts of ${section.describe}.`,
        done: `Successfully edited provider ${key}.`,
        apart,
        ...(editExamples[key] === undefined ? {} : { examples: editExamples[key] }),
      }),
      {
        name: 'account',
        describe: `The accounts of ${section.describe}.`,
        commands: () => namedCommands(accounts(target)),
      },
      ...(bakeryDefaults === undefined ? [] : [bakery(target, bakeryDefaults as Section)]),
      ...(features === undefined ? [] : [featuresOf(target, features as Section)]),
      ...(clusters === undefined ? [] : [clustersOf(target, clusters as Collection)]),
    ],
  }
})

const accounts = ({ place, section, label }: Target): Named => ({
  place: [...place, 'accounts'],
  of: (section.fields.accounts as Collection).of,
  keptAs: 'list',
  key: 'name',
  scope: `provider.${label}`,
  noun: 'account',
  argument: 'ACCOUNT',
  ...(addExamples[label] === undefined ? {} : { addExamples: addExamples[label] }),
  messages: {
    added: (name) => `Successfully added account ${name} for provider ${label}.`,
    edited: (name) => `Successfully edited account ${name} for provider ${label}.`,
    deleted: (name) => `Successfully deleted account ${name} for provider ${label}.`,
    one: (name) => `Account ${name}: `,
    list: `Accounts for ${label}:`,
    none: `No configured accounts for ${label}.`,
  },
})

function bakery({ place, label }: Target, section: Section): Command {
  const target: Target = { place: [...place, 'bakeryDefaults'], section, label }
  return {
    name: 'bakery',
    describe: section.describe,
    run: shows(target.place, section, `Configured bakery of ${label}: `),
    commands: () => [
      ...edits(target, {
        describe: 'Changes what holds for all images.',
        done: `Successfully edited bakery defaults for ${label}'s bakery.`,
        apart: ['baseImages'],
      }),
      {
        name: 'base-image',
        describe: 'The images that a bake may start from.',
        commands: () => namedCommands(baseImages(target.place, section, label)),
      },
    ],
  }
}

const baseImages = (place: Place, section: Section, label: string): Named => ({
  place: [...place, 'baseImages'],
  of: (section.fields.baseImages as Collection).of,
  keptAs: 'list',
  key: 'baseImage.id',
  scope: `provider.${label}.bakeryDefaults`,
  noun: 'base image',
  argument: 'BASE-IMAGE',
  messages: {
    added: (id) => `Successfully added base image ${id} to ${label}'s bakery.`,
    edited: (id) => `Successfully edited base image ${id} in ${label}'s bakery.`,
    deleted: (id) => `Successfully deleted base image ${id} from ${label}'s bakery.`,
    one: (id) => `Settings for ${id} in ${label}'s bakery:`,
    list: `Base images for ${label}:`,
    none: `No configured base images for ${label}.`,
  },
})

function featuresOf({ place, label }: Target, section: Section): Command {
  const target: Target = { place: [...place, 'features'], section, label }
  return {
    name: 'features',
    describe: section.describe,
    run: shows(target.place, section, `Configured features of ${label}: `),
    commands: () =>
      edits(target, { describe: 'Switches them on and off.', done: `Successfully edited provider ${label}.` }),
  }
}

const clustersOf = ({ place, label }: Target, clusters: Collection): Command => ({
  name: 'cluster',
  describe: clusters.describe,
  commands: () =>
    namedCommands({
      place: [...place, 'clusters'],
      of: clusters.of,
      keptAs: 'list',
      key: clusters.key,
      scope: `provider.${label}`,
      noun: 'cluster',
      argument: 'CLUSTER',
      messages: {
        added: (name) => `Successfully added cluster ${name} for provider ${label}.`,
        edited: (name) => `Successfully edited cluster ${name} for provider ${label}.`,
        deleted: (name) => `Successfully deleted cluster ${name} for provider ${label}.`,
        one: (name) => `Cluster ${name}: `,
        list: `Clusters for ${label}:`,
        none: `No configured clusters for ${label}.`,
      },
    }),
})
