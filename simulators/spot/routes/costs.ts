import { z } from 'zod'
import { isoDate } from '../envelope.ts'
import { refuse } from '../failure.ts'
import { advanceGroup } from '../model/advance.ts'
import { instanceType } from '../model/catalogue.ts'
import { type Cost, costsOf, DAY, days, money, savings, spotOnly, sum } from '../model/costs.ts'
import type { Group } from '../model/state.ts'
import type { ForeignResource } from '../model/world.ts'
import { type Call, dateParameter, groupOf, queryOf, route } from './route.ts'

export const WINDOW = z.object({
  fromDate: dateParameter,
  toDate: dateParameter,
  aggregationPeriod: z.literal('daily').optional(),
})
const ACCOUNT_WINDOW = z.object({ fromDate: dateParameter.optional(), toDate: dateParameter.optional() })
const HOURS_A_MONTH = 730

export const costRoutes = [
  route('GET', '/aws/ec2/group/:groupId/costs', groupCosts),
  route('GET', '/aws/ec2/group/:groupId/costs/detailed', detailedCosts),
  route('GET', '/aws/costs', accountCosts),
  route('GET', '/aws/potentialSavings', potentialSavings),
  route('GET', '/aws/instancePotentialSavings', instancePotentialSavings),
  route('GET', '/insights/savings', organizationSavings),
  // Spot's Python client asks for these one folder deeper, and can't read the arrays in arrays that are described.
  route('GET', '/aws/ec2/costs', (call) => flat(accountCosts(call))),
  route('GET', '/aws/ec2/potentialSavings', (call) => flat(potentialSavings(call))),
  route('GET', '/aws/ec2/instancePotentialSavings', instancePotentialSavings),
]

const flat = ({ kind, items }: { kind: string; items: unknown[] }) => ({ kind, items: items.flat() })

export const costItem = (cost: Cost) => ({
  running: { value: money(cost.hours), unit: 'hours' },
  savings: { value: savings(cost), unit: 'percentage' },
  costs: { actual: money(cost.actual), potential: money(cost.potential) },
})

/** Spot instances only, and one array deeper than other answers. */
function groupCosts(call: Call) {
  const group = groupOf(call)
  const { fromDate, toDate, aggregationPeriod } = queryOf(call, WINDOW)
  const between = (from: number, to: number) => costItem(sum(spotOnly(costsOf(call.world, group, from, to))))
  const items = aggregationPeriod
    ? days(fromDate, Math.min(toDate, call.now)).map((day) => ({
        timestamp: isoDate(day.from),
        ...between(day.from, day.to),
      }))
    : [between(fromDate, toDate)]
  return { kind: 'spotinst:aws:ec2:group:stats', items: [items] }
}

/** Every instance of the window, on demand ones with a null spot request. */
function detailedCosts(call: Call) {
  const group = groupOf(call)
  const { fromDate, toDate } = queryOf(call, WINDOW)
  const items = costsOf(call.world, group, fromDate, toDate).map((cost) => ({
    groupId: group.id,
    instanceId: cost.instanceId,
    spotInstanceRequestId: cost.spotRequestId,
    instanceType: cost.type,
    availabilityZone: cost.zone,
    ...costItem(cost),
  }))
  return { kind: 'spotinst:aws:ec2:group', items }
}

function groupsOfAccount({ world }: Call, accountId: string): Group[] {
  const groups = [...world.groups.values()].filter((group) => group.accountId === accountId)
  for (const group of groups) advanceGroup(world, group)
  return groups
}

function accountCosts(call: Call) {
  return { kind: 'spotinst:aws:costs', items: [dailyCosts(call, 'spot')] }
}

/** What the account's spot instances cost, day by day, a year back at most, without today; each cloud has its own field for it. */
export function dailyCosts(call: Call, field: 'spot' | 'preemptible' | 'lowPriority') {
  const { fromDate, toDate } = queryOf(call, ACCOUNT_WINDOW)
  const today = Math.floor(call.now / DAY) * DAY
  const from = fromDate ?? today - 30 * DAY
  if (from < call.now - 366 * DAY) throw refuse('VALIDATION_ERROR', 'fromDate: at most one year back')
  const groups = groupsOfAccount(call, call.accountId)
  return days(from, Math.min(toDate ?? today, today)).map((day) => {
    const cost = sum(groups.flatMap((group) => spotOnly(costsOf(call.world, group, day.from, day.to))))
    return {
      timestamp: isoDate(day.from),
      [field]: {
        runningHours: money(cost.hours),
        actualCosts: money(cost.actual),
        potentialCosts: money(cost.potential),
        savingsPercentage: savings(cost),
      },
    }
  })
}

function potentialItem({ world }: Call, resource: ForeignResource) {
  const type = resource.instanceTypes[0] ?? 'm5.large'
  const price = world.prices.get(type) ?? instanceType(type).pricePerHour
  return {
    resourceType: resource.resourceType,
    name: resource.name,
    region: resource.region,
    instances: resource.instances,
    instanceTypes: resource.instanceTypes,
    potentialSavings: money(resource.instances * price * HOURS_A_MONTH * world.settings.spotDiscount),
  }
}

/** What Auto Scaling groups that are not on Spot yet would save in a month. */
function potentialSavings(call: Call) {
  const groups = call.world.foreign.filter((resource) => resource.resourceType === 'ASG')
  return { kind: 'spotinst:aws:potentialSavings', items: [groups.map((resource) => potentialItem(call, resource))] }
}

function instancePotentialSavings(call: Call) {
  const { region, instanceIds } = queryOf(call, z.object({ region: z.string(), instanceIds: z.string() }))
  const ids = instanceIds.split(',')
  const items = call.world.foreign
    .filter((resource) => resource.resourceType === 'EC2' && resource.region === region && ids.includes(resource.name))
    .map((resource) => potentialItem(call, resource))
  return { kind: 'spotinst:aws:instancePotentialSavings', items }
}

function organizationSavings(call: Call) {
  const { fromDate, toDate } = queryOf(call, ACCOUNT_WINDOW)
  const accounts = [...call.world.accounts.values()].filter((account) => account.organizationId === call.organizationId)
  const resources = accounts.flatMap((account) =>
    groupsOfAccount(call, account.accountId).map((group) => ({
      accountId: account.accountId,
      accountName: account.name,
      resourceId: group.id,
      resourceName: group.document.name,
      productType: `${group.cloud.toUpperCase()}_ELASTIGROUP`,
      ...summary(sum(costsOf(call.world, group, fromDate ?? 0, toDate ?? call.now))),
    })),
  )
  const total = sum(
    resources.map((one) => ({ hours: one.runningHours, actual: one.actualCosts, potential: one.potentialCosts })),
  )
  return { kind: 'spotinst:insights:savings', items: [{ resources, summary: summary(total) }] }
}

const summary = (cost: Cost) => ({
  runningHours: money(cost.hours),
  actualCosts: money(cost.actual),
  potentialCosts: money(cost.potential),
  amountSaved: money(cost.potential - cost.actual),
})
