import { z } from 'zod'
import type {
  AccountDescription,
  CachingAgent,
  CloudAccount,
  Operation,
  Provider,
  ProviderReads,
  ProviderViews,
  Resource,
  ResourceKind,
  ServerGroup,
} from '../provider.ts'

/** A cloud in memory: a test changes it, and agents read it. */
export interface MadeUpCloud {
  serverGroups: ServerGroup[]
  resources: Partial<Record<ResourceKind, Resource[]>>
  /** What was read and done, the oldest first, e.g. `load`, `refresh shop-v001`, `resize shop-v001`. */
  readonly calls: string[]
}

export interface MadeUpAccount extends CloudAccount {
  readonly cloud: MadeUpCloud
  readonly secret: string
}

export const emptyCloud = (): MadeUpCloud => ({ serverGroups: [], resources: {}, calls: [] })

const section = z.looseObject({
  accounts: z.array(z.looseObject({ name: z.string(), secret: z.string().default('a secret') })),
})

export interface MadeUpParts {
  readonly operations?: Readonly<Record<string, Operation<MadeUpAccount>>>
  readonly views?: ProviderViews
  readonly reads?: ProviderReads<MadeUpAccount>
  readonly description?: Readonly<Record<string, unknown>>
  readonly onDemand?: (account: MadeUpAccount) => CachingAgent['onDemand']
}

/** A provider over clouds in memory, one for each account. */
export function madeUpProvider(
  id: string,
  cloudOf: (account: string) => MadeUpCloud,
  parts: MadeUpParts = {},
): Provider<MadeUpAccount> {
  return {
    id,
    configSchema: section,
    connect: (config) =>
      (config as z.infer<typeof section>).accounts.map(({ name, secret, ...rest }) => ({
        name,
        provider: id,
        secret,
        cloud: cloudOf(name),
        description: {
          name,
          type: id,
          cloudProvider: id,
          environment: name,
          accountType: name,
          primaryAccount: false,
          requiredGroupMembership: [],
          ...parts.description,
          ...rest,
        } satisfies AccountDescription,
      })),
    agents: (account) => [agentOf(account, parts.onDemand?.(account))],
    operations: parts.operations ?? {},
    ...(parts.views && { views: parts.views }),
    ...(parts.reads && { reads: parts.reads }),
  }
}

function agentOf({ name, cloud }: MadeUpAccount, onDemand: CachingAgent['onDemand']): CachingAgent {
  return {
    name: `${name}/MadeUpCachingAgent`,
    // Tests read when they want to.
    intervalMs: 3_600_000,
    async load() {
      cloud.calls.push('load')
      return { resources: { serverGroups: cloud.serverGroups, resources: cloud.resources } }
    },
    async refresh(targets) {
      cloud.calls.push(...targets.map((target) => `refresh ${target.name}`))
      const serverGroups = cloud.serverGroups.filter((group) => targets.some((target) => target.name === group.name))
      const there = new Set(serverGroups.map((group) => group.name))
      return { serverGroups, gone: targets.filter(({ name }) => !there.has(name)) }
    },
    ...(onDemand && { onDemand }),
  }
}
