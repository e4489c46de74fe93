import type { ServerGroup } from '../../data/shapes.ts'
import { buildOf } from '../../pages/clusters/images.ts'
import type { Values } from '../../ui/form/schema.ts'
import type { TaskForm } from '../../ui/task/task-form.ts'
import { clusterOf, counted, groupJob, isDisabled, type Surroundings, sizeOf } from '../group.ts'

/** A server group that takes traffic, and those of its cluster beside it to which one may go back. */
export interface Rollback {
  readonly from: ServerGroup
  readonly candidates: readonly ServerGroup[]
}

const byAge = (a: ServerGroup, b: ServerGroup) => (b.createdTime ?? 0) - (a.createdTime ?? 0)

/** For each region of a cluster what can be rolled back there: the newest enabled server group, to any other one. */
export const rollbacksOf = (groups: readonly ServerGroup[]): Rollback[] =>
  [...Map.groupBy(groups, ({ region }) => region).values()].flatMap((members) => {
    const from = members.filter((group) => !isDisabled(group)).sort(byAge)[0]
    return from ? rollbackFrom(from, members) : []
  })

export const rollbackFrom = (from: ServerGroup, groups: readonly ServerGroup[]): Rollback[] => {
  const candidates = groups.filter(({ name, region }) => name !== from.name && region === from.region).sort(byAge)
  return candidates.length === 0 ? [] : [{ from, candidates }]
}

/** The version before; where there is none, the newest other. */
const usual = ({ from, candidates }: Rollback): ServerGroup =>
  candidates.find(({ createdTime }) => (createdTime ?? 0) < (from.createdTime ?? 0)) ?? candidates[0]!

/** What must be healthy before the old one goes (orca: DetermineRollbackCandidatesTask). */
const healthyShare = (desired: number): number => (desired < 10 ? 100 : desired < 20 ? 90 : 95)

const described = (group: ServerGroup): string =>
  [group.name, buildOf(group), `${sizeOf(group)} now`, isDisabled(group) ? 'disabled' : 'enabled']
    .filter(Boolean)
    .join(' · ')

/** A cluster has one rollback in each region, whatever becomes of the others while somebody chooses. */
const toField = ({ from }: Rollback) => `to ${from.region}`

/** Goes back to another version of a cluster, in a region of it. */
export const rollbackForm = (
  app: string,
  rollbacks: readonly Rollback[],
  healthOf: (group: ServerGroup) => Surroundings['health'],
): TaskForm => {
  const first = rollbacks[0]!
  const regions = rollbacks.map(({ from }) => from.region)
  const chosen = (values: Values) => {
    const rollback = rollbacks.find(({ from }) => from.region === values.region) ?? first
    const to = rollback.candidates.find(({ name }) => name === values[toField(rollback)]) ?? usual(rollback)
    return { from: rollback.from, to }
  }
  return {
    title: `Roll back ${clusterOf(first.from)}`,
    app,
    account: first.from.account,
    description: `Rollback Server Group: ${clusterOf(first.from)}`,
    submit: 'Roll back',
    destructive: true,
    schema: {
      type: 'object',
      required: [...(rollbacks.length > 1 ? ['region'] : []), 'healthy', ...rollbacks.map(toField)],
      properties: {
        ...(rollbacks.length > 1 ? { region: { type: 'string', title: 'Region', enum: regions } } : {}),
        ...Object.fromEntries(
          rollbacks.map((rollback) => [
            toField(rollback),
            {
              type: 'string',
              title: `Back from ${rollback.from.name} to`,
              wide: true,
              enum: rollback.candidates.map(({ name }) => name),
              labels: rollback.candidates.map(described),
              shown: (values: Values) => rollbacks.length === 1 || values.region === rollback.from.region,
            },
          ]),
        ),
        healthy: {
          type: 'integer',
          title: 'Healthy before the old one goes',
          minimum: 1,
          maximum: 100,
          unit: '%',
        },
        delayBeforeDisableSeconds: { type: 'integer', title: 'Wait before it goes', minimum: 0, unit: 'seconds' },
      },
    },
    initial: {
      region: regions[0],
      healthy: healthyShare(first.from.capacity?.desired ?? 0),
      ...Object.fromEntries(rollbacks.map((rollback) => [toField(rollback), usual(rollback).name])),
    },
    says: (values) => {
      const { from, to } = chosen(values)
      const wanted = Math.max(from.capacity?.desired ?? 0, to.capacity?.desired ?? 0)
      const more = wanted - sizeOf(to)
      const [was, will] = [buildOf(from), buildOf(to)]
      return [
        ...(was !== will && will ? [`What runs goes from ${was || 'what it is'} back to ${will}.`] : []),
        `${to.name} will be enabled${more > 0 ? ` and grow by ${counted(more, 'instance')} to ${wanted}` : `, with ${counted(sizeOf(to), 'instance')}`}.`,
        `Then ${from.name} will be disabled: ${counted(sizeOf(from), 'instance')} of it take no more traffic, and go on running.`,
        `Undo: roll back again, to ${from.name}.`,
      ]
    },
    job: (values) => {
      const { from, to } = chosen(values)
      // Its children are about both groups: none of one group's ids may go along.
      const {
        serverGroupName: _,
        asgName: __,
        elastigroupId: ___,
        ...rest
      } = groupJob('rollbackServerGroup', from) as Record<string, unknown>
      return [
        {
          ...rest,
          ...healthOf(from),
          rollbackType: 'EXPLICIT',
          rollbackContext: {
            rollbackServerGroupName: from.name,
            restoreServerGroupName: to.name,
            targetHealthyRollbackPercentage: values.healthy,
            ...(values.delayBeforeDisableSeconds === undefined
              ? {}
              : { delayBeforeDisableSeconds: values.delayBeforeDisableSeconds }),
          },
        },
      ]
    },
  }
}
