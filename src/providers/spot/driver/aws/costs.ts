import { checked, type SpotHttp, segment } from '../../client/index.ts'
import { accountCosts, addCosts, costsOf, dayOf, inSeconds, noCosts, organizationCosts } from '../costs.ts'
import type { ElastigroupDriver } from '../driver.ts'
import { costsSchema, documentSchema } from '../shapes.ts'
import { instanceCostsSchema, instanceTypeSchema } from './shapes.ts'

const at = (id: string, rest = '') => `/aws/ec2/group/${segment(id)}/costs${rest}`

type Money = Required<
  Pick<
    ElastigroupDriver,
    | 'costs'
    | 'dailyCosts'
    | 'instanceCosts'
    | 'accountCosts'
    | 'resourceCosts'
    | 'potentialSavings'
    | 'instanceTypes'
    | 'similarInstanceTypes'
  >
>

/** What groups cost, what else could be saved, and on which instance types. */
export function awsCosts(http: SpotHttp): Money {
  return {
    async costs(id, period) {
      const what = `read the costs of group ${id}`
      const items = await http.call({ method: 'GET', path: at(id), what, query: inSeconds(period) })
      return checked(costsSchema, items, what).map(costsOf).reduce(addCosts, noCosts)
    },
    async dailyCosts(id, period) {
      const what = `read the daily costs of group ${id}`
      const query = { ...inSeconds(period), aggregationPeriod: 'daily' }
      const items = await http.call({ method: 'GET', path: at(id), what, query })
      return checked(costsSchema, items, what).map((item) => ({ at: dayOf(item.timestamp, what), ...costsOf(item) }))
    },
    async instanceCosts(id, period) {
      const what = `read the costs of group ${id} by instance`
      const items = await http.call({ method: 'GET', path: at(id, '/detailed'), what, query: inSeconds(period) })
      return checked(instanceCostsSchema, items, what).map((item) => ({
        instanceId: item.instanceId,
        ...(item.instanceType ? { instanceType: item.instanceType } : {}),
        ...(item.availabilityZone ? { zone: item.availabilityZone } : {}),
        lifecycle: item.spotInstanceRequestId ? 'SPOT' : 'ON_DEMAND',
        ...costsOf(item),
      }))
    },
    accountCosts: (period) => accountCosts(http, { path: '/aws/costs', field: 'spot' }, period),
    resourceCosts: (period) => organizationCosts(http, period),
    async potentialSavings() {
      const what = 'read what could be saved'
      return checked(documentSchema, await http.call({ method: 'GET', path: '/aws/potentialSavings', what }), what)
    },
    async instanceTypes(region) {
      const what = `list the instance types of ${region}`
      const items = await http.call({ method: 'GET', path: '/aws/ec2/spotType', what, query: { region } })
      return checked(instanceTypeSchema, items, what).map(({ instanceType }) => instanceType)
    },
    async similarInstanceTypes(region, baselineInstanceType) {
      const what = `find instance types like ${baselineInstanceType} in ${region}`
      const path = '/aws/ec2/instanceTypeRecommendation'
      const body = { requirements: { region, baselineInstanceType } }
      const items = await http.call({ method: 'POST', path, what, body, repeatable: true })
      return checked(instanceTypeSchema, items, what).map(({ instanceType }) => instanceType)
    },
  }
}
