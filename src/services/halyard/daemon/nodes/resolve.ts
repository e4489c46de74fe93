import { problem } from '../../../../platform/errors/index.ts'
import { placeOf } from '../../findings.ts'
import {
  type Collection,
  deploymentConfiguration,
  type Fields,
  integrations,
  type Node,
  type Section,
} from '../../schema/index.ts'

/** A step down a deployment: to the value of a key, or to an element that is known by its name. `isMade`: it is as good as there. */
export type Step =
  | { readonly key: string; readonly spellings: readonly string[] }
  | { readonly name: string; readonly nameKey: string; readonly isMade?: true }

/** What an address means: a node of the schema, and the way to its value. */
export interface Target {
  readonly node: Node
  readonly steps: readonly Step[]
  /** What findings are about that concern it, below the deployment; undefined for all of the deployment. */
  readonly scope: string | undefined
  /** As tasks name it. */
  readonly label: string
}

/** Addresses that are not spelled as their keys. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  'bakery/defaults': ['bakeryDefaults'],
  'plugins/enabled': ['spinnaker', 'extensibility', 'enabled'],
  'plugins/downloadingEnabled': ['spinnaker', 'extensibility', 'downloadingEnabled'],
  plugins: ['spinnaker', 'extensibility', 'plugins'],
  pluginRepositories: ['spinnaker', 'extensibility', 'repositories'],
  artifactProviders: ['artifacts'],
  artifactTemplates: ['artifacts', 'templates'],
  artifactAccounts: ['accounts'],
  pubsubs: ['pubsub'],
  baseImage: ['baseImages'],
  api: ['apiSecurity'],
  ui: ['uiSecurity'],
  // Some build services have accounts; their addresses are those of the others.
  masters: ['accounts'],
}

/** The word that some lists have before the name of an element. */
const singulars: Readonly<Record<string, string>> = {
  accounts: 'account',
  clusters: 'cluster',
  subscriptions: 'subscription',
  publishers: 'publisher',
}

/** What stands at a path below `/v1/config/deployments/{deployment}/`. Throws `notFound` where there is nothing. */
export function resolveNode(path: readonly string[]): Target {
  const whole: Walk = { node: deploymentConfiguration as Node, steps: [], place: [], key: undefined }
  let walk = whole
  for (let rest = path; rest.length > 0; ) {
    const next = down(walk, rest)
    if (next === undefined)
      throw problem(
        'notFound',
        `There is no '${rest[0]}' in a halconfig below '/${path.slice(0, -rest.length).join('/')}'.`,
      )
    walk = next.walk
    rest = rest.slice(next.taken)
  }
  const { node, steps, place, parent } = walk
  const isLeaf = !['section', 'collection', 'keyed'].includes(node.kind)
  const scope = (isLeaf && parent !== undefined && parent.length > 0 ? parent : place).join('.')
  return { node, steps, scope: path.length === 0 ? undefined : scope, label: path.join(' ') || 'deployment' }
}

interface Walk {
  readonly node: Node
  readonly steps: readonly Step[]
  /** As findings name it. */
  readonly place: readonly string[]
  readonly parent?: readonly string[]
  /** The last key. */
  readonly key: string | undefined
}

function down(walk: Walk, path: readonly string[]): { readonly walk: Walk; readonly taken: number } | undefined {
  switch (walk.node.kind) {
    case 'section':
      return downSection(walk, walk.node, path)
    case 'collection': {
      const isWord = path[0] === singulars[walk.key ?? ''] && path.length > 1
      return { walk: element(walk, path[isWord ? 1 : 0]!, walk.node.key), taken: isWord ? 2 : 1 }
    }
    case 'keyed':
      return { walk: element(walk, path[0]!, 'id'), taken: 1 }
    default:
      return undefined
  }
}

function downSection(walk: Walk, { fields }: Section, path: readonly string[]) {
  const [first, second] = path as [string, ...string[]]
  const own = fieldNamed(fields, first)
  if (own !== undefined) return { walk: enter(walk, own), taken: 1 }
  if (walk.key === 'canary') {
    const integration = integrations.find(({ name }) => name === first)
    if (integration !== undefined) return { walk: enterIntegration(walk, integration), taken: 1 }
  }
  for (const [words, taken] of [
    [`${first}/${second}`, 2],
    [first, 1],
  ] as const) {
    const keys = aliases[words]
    if (keys?.[0] !== undefined && fields[keys[0]] !== undefined) return { walk: keys.reduce(enter, walk), taken }
  }
  return undefined
}

const flat = (text: string) => text.toLowerCase().replaceAll(/[-_]/g, '')
const fieldNamed = (fields: Fields, word: string) => Object.keys(fields).find((key) => flat(key) === flat(word))

function enter(walk: Walk, key: string): Walk {
  const node = (walk.node as Section).fields[key]!
  const spellings = 'spellings' in node ? (node.spellings ?? []) : []
  // An account is known by its name alone, without the word 'accounts'.
  const place = node.kind === 'collection' ? walk.place : [...walk.place, placeOf(key)]
  return { node, steps: [...walk.steps, { key, spellings }], place, parent: walk.place, key }
}

const element = (walk: Walk, name: string, nameKey: string): Walk => ({
  node: (walk.node as Collection).of,
  steps: [...walk.steps, { name, nameKey }],
  place: [...walk.place, name],
  parent: walk.place,
  key: undefined,
})

/** The integrations of canaries are a list of elements that have nothing in common but their names. */
const enterIntegration = (walk: Walk, integration: (typeof integrations)[number]): Walk => ({
  node: integrationSection(integration),
  steps: [
    ...walk.steps,
    { key: 'serviceIntegrations', spellings: [] },
    { name: integration.name, nameKey: 'name', isMade: true },
  ],
  place: [...walk.place, integration.name],
  parent: walk.place,
  key: undefined,
})

/** An integration of canaries with its accounts. */
export const integrationSection = ({ fields, account }: (typeof integrations)[number]): Section => ({
  kind: 'section',
  describe: fields.describe,
  fields: {
    ...(fields.fields as Fields),
    accounts: { kind: 'collection', describe: 'Its accounts.', of: account as Section, key: 'name' },
  },
  // Its name stands in it, too.
  legacy: ['name'],
})
