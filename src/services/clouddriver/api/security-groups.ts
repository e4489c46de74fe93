import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Resource } from '../provider.ts'
import {
  securityGroupList,
  securityGroupsByAccount,
  securityGroupsByProvider,
  securityGroupsByRegion,
} from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'
import { flag, paramsOf, readQuery } from './query.ts'

const regionQuery = z.object({ region: z.string().min(1).optional() })
const detailQuery = z.object({ vpcId: z.string().min(1).optional(), getById: flag(false) })

type Params = Record<'account' | 'provider' | 'region' | 'name', string>

/** Security groups at every level (clouddriver: SecurityGroupController). */
export function securityGroupRoutes({ inventory, views }: ClouddriverContext): FastifyPluginAsync {
  const all = (provider?: string) => inventory.resources('securityGroup', provider)
  const ofAccount = (account: string, provider?: string) => all(provider).filter((each) => each.account === account)

  const find = ({ account, provider, region, name }: Params, vpcId: string | undefined, isId: boolean): Resource[] => {
    const byId = inventory.resource('securityGroup', account, region, name)
    const named = isId ? [] : inventory.resourcesNamed('securityGroup', account, region, name)
    // A name before an id: what is called `sg-1` is meant by `sg-1`.
    const found = named.length > 0 ? named : byId ? [byId] : []
    return found.filter(
      (each) =>
        each.provider === provider && (vpcId === undefined || vpcId === '*' || each.attributes['vpcId'] === vpcId),
    )
  }
  return async (app) => {
    app.get('/securityGroups', async () => securityGroupsByAccount(all()))
    app.get('/securityGroups/:account', async (request) => {
      const { account } = paramsOf<keyof Params>(request)
      return securityGroupsByProvider(ofAccount(account), readQuery(regionQuery, request).region)
    })
    app.get('/securityGroups/:account/:provider', async (request) => {
      const { account, provider } = paramsOf<keyof Params>(request)
      const { region } = readQuery(regionQuery, request)
      const groups = ofAccount(account, provider)
      return region === undefined
        ? securityGroupsByRegion(groups)
        : securityGroupList(groups.filter((each) => each.region === region))
    })
    app.get('/securityGroups/:account/:provider/:name', async (request) => {
      const { account, provider, name } = paramsOf<keyof Params>(request)
      return securityGroupsByRegion(ofAccount(account, provider).filter((each) => each.name === name))
    })
    app.get('/securityGroups/:account/:provider/:region/:name', async (request) => {
      const params = paramsOf<keyof Params>(request)
      const { vpcId, getById } = readQuery(detailQuery, request)
      const found = find(params, vpcId, getById)
      const [only] = found
      if (only && found.length === 1) return views.securityGroup(only)
      const why = found.length > 1 ? `: there are ${found.length} of that name, name its vpcId` : ''
      throw problem(
        'notFound',
        `Security group '${params.name}' does not exist in ${params.account}/${params.region}${why}`,
      )
    })
  }
}
