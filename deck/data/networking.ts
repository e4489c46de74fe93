import { get, path } from './gate.ts'
import { useGate } from './queries.ts'

/** A server group as a load balancer or a firewall lists it. */
export interface AttachedGroup {
  name: string
  account?: string
  region?: string
  isDisabled?: boolean
  instances?: { id: string; name?: string; zone?: string; health?: { state?: string; description?: string } }[]
  /** Where instances are only counted. */
  total?: number
}

export interface TargetGroup {
  name?: string
  targetGroupName?: string
  protocol?: string
  port?: number
  targetType?: string
  healthCheckPath?: string
  serverGroups?: AttachedGroup[]
  [ofItsCloud: string]: unknown
}

export interface LoadBalancer {
  name: string
  account: string
  region: string
  cloudProvider?: string
  type?: string
  vpcId?: string
  loadBalancerType?: string
  dnsname?: string
  DNSName?: string
  scheme?: string
  securityGroups?: string[]
  listeners?: Record<string, unknown>[]
  healthCheck?: Record<string, unknown> | string
  serverGroups?: AttachedGroup[]
  targetGroups?: TargetGroup[]
  moniker?: { stack?: string; detail?: string }
  [ofItsCloud: string]: unknown
}

export interface Firewall {
  id: string
  name: string
  account: string
  region: string
  cloudProvider: string
  vpcId?: string
  moniker?: { stack?: string; detail?: string }
  serverGroups: AttachedGroup[]
  loadBalancers: string[]
}

export interface Rule {
  protocol?: string
  portRanges?: { startPort?: number; endPort?: number }[]
  range?: { ip?: string; cidr?: string }
  securityGroup?: { name?: string; id?: string; accountName?: string; region?: string; vpcId?: string }
}

export interface FirewallDetails {
  id?: string
  name?: string
  description?: string
  vpcId?: string
  inboundRules?: Rule[]
  outboundRules?: Rule[]
  [ofItsCloud: string]: unknown
}

export interface CloudFunction {
  functionName: string
  account: string
  region: string
  cloudProvider?: string
  runtime?: string
  [ofItsCloud: string]: unknown
}

// Their keys begin as those of server groups do: the inventory's changes read all of them again.
export const useLoadBalancers = (app: string) =>
  useGate(['serverGroups', app, 'loadBalancers'], (signal) =>
    get<LoadBalancer[]>(path('applications', app, 'loadBalancers'), undefined, signal),
  )

/** In full, as its cloud has it. */
export const useLoadBalancer = (app: string, provider: string, account: string, region: string, name: string) =>
  useGate(['serverGroups', app, 'loadBalancers', provider, account, region, name], (signal) =>
    get<LoadBalancer[]>(path('loadBalancers', account, region, name), { provider }, signal).then(
      ([found]) => found ?? null,
    ),
  )

export const useFirewalls = (app: string) =>
  useGate(['serverGroups', app, 'firewalls'], (signal) =>
    get<Firewall[]>(path('v1', 'applications', app, 'firewalls'), undefined, signal),
  )

export const useFirewall = (at: Record<'provider' | 'account' | 'region' | 'name' | 'vpcId', string>) =>
  useGate(['firewall', ...Object.values(at)], (signal) =>
    get<FirewallDetails>(
      path('securityGroups', at.account, at.region, at.name),
      { provider: at.provider, vpcId: at.vpcId || undefined },
      signal,
    ),
  )

export const useFunctions = (app: string) =>
  useGate(['serverGroups', app, 'functions'], (signal) =>
    get<CloudFunction[]>(path('applications', app, 'functions'), undefined, signal),
  )
