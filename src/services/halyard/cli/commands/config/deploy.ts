import { problem } from '../../../../../platform/errors/index.ts'
import { isTree, type Tree } from '../../../halconfig/index.ts'
import { deploymentConfiguration, type Section, type Sizing } from '../../../schema/index.ts'
import type { Command, Flag } from '../../command.ts'
import { applyEdit } from '../../nodes/edit.ts'
import { inside } from '../../nodes/flags.ts'
import { enter } from '../../nodes/place.ts'
import { edits, switches, type Target } from '../../nodes/section-commands.ts'
import { deploymentOf, shows } from '../../nodes/show.ts'

const { deploymentEnvironment } = deploymentConfiguration.fields
const { haServices } = deploymentEnvironment.fields

export const showEnvironment = shows(
  ['deploymentEnvironment'],
  deploymentEnvironment,
  'Retrieved configured deployment environment.',
)

/** `hal config deploy`. */
export const deployCommands: readonly Command[] = [
  ...edits(
    { place: ['deploymentEnvironment'], section: deploymentEnvironment as Section, label: 'deployment environment' },
    {
      describe: 'Chooses where and how the services run.',
      done: 'Successfully updated your deployment environment.',
      apart: ['haServices'],
      examples: [
        ['config deploy edit --type localgit --git-origin-user=spotinst', 'runs from checkouts of these repositories'],
        ['config deploy edit --type distributed --account-name prod', 'runs in the Kubernetes of an account'],
      ],
    },
  ),
  {
    name: 'component-sizing',
    describe: 'What the containers of a service ask for, and how many of it run; in Kubernetes.',
    commands: () => sized.map(sizing),
  },
  {
    name: 'ha',
    describe: haServices.describe,
    commands: () => (['clouddriver', 'echo'] as const).map(highAvailability),
  },
]

/** Whatever runs, or ran, in a container. */
const sized = [
  'clouddriver',
  'clouddriver-bootstrap',
  'clouddriver-caching',
  'clouddriver-ro',
  'clouddriver-ro-deck',
  'clouddriver-rw',
  'consul-client',
  'consul-server',
  'deck',
  'echo',
  'echo-scheduler',
  'echo-worker',
  'fiat',
  'front50',
  'gate',
  'igor',
  'kayenta',
  'monitoring-daemon',
  'orca',
  'orca-bootstrap',
  'redis',
  'redis-bootstrap',
  'rosco',
  'vault-client',
  'vault-server',
]

const quantities = [
  ['requests', 'cpu', 'Processor time that is set aside for the %, such as 250m.'],
  ['requests', 'memory', 'Memory that is set aside for the %, such as 512Mi.'],
  ['limits', 'cpu', 'Processor time that the % gets at most, such as 1.'],
  ['limits', 'memory', 'Memory that the % gets at most, such as 1Gi.'],
] as const

const sizingFlags: readonly Flag[] = [
  { name: 'replicas', kind: 'integer', describe: 'How many of it run.', otherwise: 1 },
  ...(['container', 'pod'] as const).flatMap((what) =>
    quantities.map(
      ([bound, resource, describe]): Flag => ({
        name: `${what}-${bound}-${resource}`,
        kind: 'text',
        describe: describe.replace('%', what),
      }),
    ),
  ),
]

/** A container's size stands under its name, a pod's and the number of replicas under `spin-<name>`. */
function sizing(name: string): Command {
  const place = ['deploymentEnvironment', 'customSizing']
  const keys = { container: name, pod: `spin-${name}` }
  return {
    name,
    describe: `What ${name} asks for.`,
    async run(invocation) {
      const all = deploymentOf(invocation).deploymentEnvironment.customSizing as Readonly<Record<string, Sizing>>
      invocation.say.success(`Successfully got component sizing for service ${name}.`)
      invocation.say.data(Object.fromEntries(Object.values(keys).flatMap((key) => (all[key] ? [[key, all[key]]] : []))))
    },
    commands: () => [
      {
        name: 'edit',
        describe: 'Changes what the flags say, and nothing else.',
        flags: sizingFlags,
        run: (invocation) =>
          applyEdit(invocation, {
            scope: 'deploymentEnvironment',
            done: `Successfully edited component sizing for service ${name}.`,
            failed: `Failed to edit component sizing for service ${name}.`,
            change(deployment) {
              for (const what of ['container', 'pod'] as const)
                for (const [bound, resource] of quantities) {
                  const value = invocation.flags[`${what}-${bound}-${resource}`]
                  if (value === undefined) continue
                  const size = inside(enter(deployment, place), keys[what])
                  inside(size, bound)[resource] = value
                }
              if (invocation.flags.replicas !== undefined)
                inside(enter(deployment, place), keys.pod).replicas = invocation.flags.replicas
            },
          }),
      },
      {
        name: 'delete',
        describe: 'Takes its sizes away: it gets what everybody gets.',
        run: (invocation) =>
          applyEdit(invocation, {
            scope: 'deploymentEnvironment',
            takesAway: true,
            done: `Successfully deleted component sizing for service ${name}.`,
            failed: `Failed to delete component sizing for service ${name}.`,
            change(deployment) {
              const all = isTree(deployment.deploymentEnvironment) ? deployment.deploymentEnvironment.customSizing : {}
              if (isTree(all)) for (const key of Object.values(keys)) delete all[key]
            },
          }),
      },
    ],
  }
}

function highAvailability(name: 'clouddriver' | 'echo'): Command {
  const section = haServices.fields[name] as Section
  const target: Target = { place: ['deploymentEnvironment', 'haServices', name], section, label: name }
  return {
    name,
    describe: section.describe,
    run: shows(target.place, section, `Successfully got high availability service ${name}.`),
    commands: () => [
      ...switches(target),
      ...edits(target, {
        describe: 'Says which Redis each part uses: all three, or none.',
        done: `Successfully edited high availability service ${name}.`,
        after: requireAllEndpoints,
      }),
    ],
  }
}

function requireAllEndpoints(node: Tree): void {
  const endpoints = ['redisMasterEndpoint', 'redisSlaveEndpoint', 'redisSlaveDeckEndpoint']
  const missing = endpoints.filter((key) => node[key] === undefined)
  if (missing.length > 0 && missing.length < endpoints.length)
    throw problem(
      'invalid',
      'Clouddriver takes all three of --redis-master-endpoint, --redis-slave-endpoint and --redis-slave-deck-endpoint, or none.',
    )
}
