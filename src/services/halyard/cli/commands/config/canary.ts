import { isTree, type Tree } from '../../../halconfig/index.ts'
import {
  deploymentConfiguration,
  type Integration,
  integrations,
  type Section,
  type ServiceIntegration,
  type SupportedType,
} from '../../../schema/index.ts'
import type { Command } from '../../command.ts'
import { applyEdit } from '../../nodes/edit.ts'
import { applyAll, bindings, type Given, inside } from '../../nodes/flags.ts'
import { masked } from '../../nodes/mask.ts'
import { namedCommands } from '../../nodes/named-commands.ts'
import { enter } from '../../nodes/place.ts'
import { edits, switches, type Target } from '../../nodes/section-commands.ts'
import { deploymentOf, shows } from '../../nodes/show.ts'

const { canary } = deploymentConfiguration.fields
const target: Target = { place: ['canary'], section: canary as Section, label: 'canary analysis.' }

export const showCanary = shows(['canary'], canary, 'Configured canary settings: ')

/** As messages have always spelled them. */
const titles: Readonly<Record<string, string>> = {
  google: 'Google',
  prometheus: 'Prometheus',
  datadog: 'Datadog',
  signalfx: 'SignalFx',
  aws: 'AWS',
  newrelic: 'New Relic',
}

/** `hal config canary`. */
export const canaryCommands: readonly Command[] = [
  ...switches(target, (action) => `Successfully ${action} canary analysis.`),
  ...edits(target, {
    describe: 'Changes what holds for all of it.',
    done: 'Successfully edited canary analysis settings.',
  }),
  ...(integrations as readonly Integration[]).map(integrationCommand),
]

function integrationCommand({ name, fields, account }: Integration): Command {
  const title = titles[name] ?? name
  const all = bindings(fields, 'edit')
  const switched = (action: 'enable' | 'disable'): Command => ({
    name: action,
    describe: action === 'enable' ? `Uses ${title}.` : `Uses ${title} no more; what is configured of it stays.`,
    run: (invocation) =>
      applyEdit(invocation, {
        scope: `canary.${name}`,
        done: `Successfully ${action}d canary analysis ${title} service integration.`,
        failed: `Failed to ${action} canary analysis ${title} service integration.`,
        takesAway: action === 'disable',
        change: (deployment) => {
          integrationIn(deployment, name).enabled = action === 'enable'
        },
      }),
  })
  const edit: Command = {
    name: 'edit',
    describe: 'Changes what holds for all of its accounts.',
    flags: all.map(({ flag }) => flag),
    run: (invocation) =>
      applyEdit(invocation, {
        scope: `canary.${name}`,
        done: `Successfully edited canary analysis ${title} service integration settings.`,
        failed: `Failed to edit canary analysis ${title} service integration settings.`,
        change(deployment) {
          if (!all.some(({ flag }) => invocation.flags[flag.name] !== undefined)) return
          const node = integrationIn(deployment, name)
          applyAll(all, node, invocation.flags)
          for (const each of accountsOf(node)) each.supportedTypes = supportedTypes(name, node, each, invocation.flags)
        },
      }),
  }
  return {
    name,
    describe: fields.describe,
    async run(invocation) {
      invocation.say.success(`Configured ${title} service integration: `)
      const { accounts, ...settings } = integrationOf(deploymentOf(invocation), name)!
      invocation.say.data({
        ...(masked(fields, settings) as Tree),
        accounts: accounts.map((one) => masked(account, one)),
      })
    },
    commands: () => [
      switched('enable'),
      switched('disable'),
      ...(all.length === 0 ? [] : [edit]),
      {
        name: 'account',
        describe: `The accounts of ${title}.`,
        commands: () =>
          namedCommands({
            place: ['canary', 'serviceIntegrations'],
            of: account,
            keptAs: 'list',
            key: 'name',
            scope: `canary.${name}`,
            noun: 'canary account',
            argument: 'ACCOUNT',
            container: (deployment) => ({ holder: integrationIn(deployment, name), key: 'accounts' }),
            all: (deployment) => integrationOf(deployment, name)?.accounts ?? [],
            after(one, deployment) {
              one.supportedTypes = supportedTypes(name, integrationIn(deployment, name), one, {})
            },
            messages: {
              added: (each) => `Successfully added canary account ${each} for service integration ${title}.`,
              edited: (each) => `Successfully edited canary account ${each} for service integration ${title}.`,
              deleted: (each) => `Successfully deleted canary account ${each} for service integration ${title}.`,
              one: (each) => `Canary account ${each}: `,
              list: `Accounts for ${title}:`,
              none: `No configured accounts for ${title}.`,
            },
          }),
      },
    ],
  }
}

const integrationOf = (deployment: unknown, name: string): ServiceIntegration | undefined =>
  (deployment as { canary: { serviceIntegrations: readonly ServiceIntegration[] } }).canary.serviceIntegrations.find(
    (each) => each.name === name,
  )

/** The integration in a file that is being edited: an element of a list, or as kleat wrote it a key of a map. */
function integrationIn(deployment: Tree, name: string): Tree {
  const node = enter(deployment, ['canary'])
  if (isTree(node.serviceIntegrations)) return inside(node.serviceIntegrations, name)
  const list = Array.isArray(node.serviceIntegrations) ? (node.serviceIntegrations as unknown[]) : []
  const found = list.filter(isTree).find((each) => each.name === name)
  if (found !== undefined) return found
  const made: Tree = { name, enabled: false, accounts: [] }
  node.serviceIntegrations = [...list, made]
  return made
}

const accountsOf = (integration: Tree): Tree[] =>
  Array.isArray(integration.accounts) ? integration.accounts.filter(isTree) : []

const kept: readonly SupportedType[] = ['CONFIGURATION_STORE', 'OBJECT_STORE']

/** What an account is used for, kept in step with the switches of its integration and with its bucket. */
function supportedTypes(name: string, integration: Tree, account: Tree, given: Given): SupportedType[] {
  const before = Array.isArray(account.supportedTypes) ? (account.supportedTypes as SupportedType[]) : []
  const with_ = (types: readonly SupportedType[], on: boolean, old: readonly SupportedType[]) =>
    on ? [...new Set([...old, ...types])] : old.filter((type) => !types.includes(type))
  const storeIsOn = name === 'google' ? integration.gcsEnabled : integration.s3Enabled
  if (name === 'google') {
    const metrics = with_(['METRICS_STORE'], integration.stackdriverEnabled === true, before)
    return with_(kept, storeIsOn === true && Boolean(account.bucket), metrics)
  }
  // Of S3 nothing is taken away that people wrote themselves, unless they switch it off.
  if (name === 'aws')
    return storeIsOn === true || given['s3-enabled'] === false
      ? with_(kept, storeIsOn === true && Boolean(account.bucket), before)
      : before
  return with_(['METRICS_STORE'], true, before)
}
