import { z } from 'zod'
import { checked, noAnswer, type SpotHttp } from '../client/index.ts'
import { parseTime } from '../model/time.ts'
import type { Costs, DailyCosts, Period, ResourceCosts } from './driver.ts'
import { amount } from './shapes.ts'

interface CostItem {
  readonly running: { readonly value: unknown }
  readonly costs: { readonly actual: unknown; readonly potential: unknown }
}

export const costsOf = ({ running, costs }: CostItem): Costs => ({
  runningHours: Number(running.value),
  actualCosts: Number(costs.actual),
  onDemandCosts: Number(costs.potential),
})

export const noCosts: Costs = { runningHours: 0, actualCosts: 0, onDemandCosts: 0 }

export const addCosts = (a: Costs, b: Costs): Costs => ({
  runningHours: a.runningHours + b.runningHours,
  actualCosts: a.actualCosts + b.actualCosts,
  onDemandCosts: a.onDemandCosts + b.onDemandCosts,
})

/** A period as calls about one group take it: whole seconds. */
export const inSeconds = ({ from, to }: Period) => ({
  fromDate: String(Math.floor(from / 1_000)),
  toDate: String(Math.ceil(to / 1_000)),
})

export function dayOf(timestamp: string | null | undefined, what: string): number {
  const day = parseTime(timestamp)
  if (day !== undefined) return day
  throw noAnswer(what, `${timestamp ?? 'nothing'} is no day`)
}

const totals = z.looseObject({ runningHours: amount, actualCosts: amount, potentialCosts: amount }).nullish()

/** Reads an account's costs by day from a cloud's route, whose items name the money by that cloud's word for spot. */
export async function accountCosts(
  http: SpotHttp,
  route: { readonly path: string; readonly field: 'spot' | 'preemptible' | 'lowPriority' },
  { from, to }: Period,
): Promise<DailyCosts[]> {
  const what = "read the account's costs"
  const query = { fromDate: String(from), toDate: String(to) }
  const schema = z.looseObject({ timestamp: z.string().nullish(), [route.field]: totals })
  return checked(schema, await http.call({ method: 'GET', path: route.path, what, query }), what).map((item) => {
    const day = item[route.field] as z.infer<typeof totals>
    return {
      // One sum of the whole period has no day of its own.
      at: item.timestamp ? dayOf(String(item.timestamp), what) : from,
      runningHours: Number(day?.runningHours ?? 0),
      actualCosts: Number(day?.actualCosts ?? 0),
      onDemandCosts: Number(day?.potentialCosts ?? 0),
    }
  })
}

const number = amount.nullish()
const savings = z.looseObject({
  resources: z
    .array(
      z.looseObject({
        resourceId: z.string().nullish(),
        runningHours: number,
        actualCosts: number,
        potentialCosts: number,
      }),
    )
    .nullish(),
})

/** Every group of the token's organization by its id, on-demand machines as well, in one call. Other tokens are refused. */
export async function organizationCosts(http: SpotHttp, { from, to }: Period): Promise<ResourceCosts[]> {
  const what = "read the organization's savings"
  const query = { fromDate: String(from), toDate: String(to) }
  const items = await http.call({ method: 'GET', path: '/insights/savings', what, query })
  return checked(savings, items, what).flatMap(({ resources }) =>
    (resources ?? []).flatMap(({ resourceId: id, runningHours, actualCosts, potentialCosts }) => {
      if (!id) return []
      const costs = { runningHours: Number(runningHours ?? 0), actualCosts: Number(actualCosts ?? 0) }
      return [{ id, ...costs, onDemandCosts: Number(potentialCosts ?? 0) }]
    }),
  )
}
