import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask, type StageView } from '../../stage.ts'
import { isTrue, json, number, objects, present, text, texts } from '../../values.ts'
import { minutes, running, seconds, succeeded } from '../results.ts'
import { refreshOf } from '../server-groups/force-cache-refresh.ts'
import { accountOf, providerOf } from '../server-groups/location.ts'
import { type Asked, monitor, type OperationStage, type Request } from './operation-stage.ts'

type Clouddriver = Capabilities['clouddriver']

/** The network of that id or name in another account and region, which has its own id there. */
export function vpcIn(all: readonly Json[], wanted: unknown, region: unknown, account: unknown): string | undefined {
  const same = (one: unknown, other: unknown) => text(one)?.toLowerCase() === text(other)?.toLowerCase()
  if (text(wanted) === undefined) return undefined
  const source = all.find(
    (vpc) => same(vpc.id, wanted) || (same(vpc.name, wanted) && vpc.region === region && vpc.account === account),
  )
  const found = all.find(
    (vpc) => same(vpc.name, source?.name) && same(vpc.region, region) && same(vpc.account, account),
  )
  if (source === undefined || found === undefined)
    throw new Error(
      `No matching VPC found (vpcId: ${text(wanted)}, region: ${text(region)}, account: ${text(account)})`,
    )
  return text(found.id)
}

async function upsert({ settings, account, provider }: Asked, clouddriver: Clouddriver): Promise<Request> {
  const securityGroupName = text(settings.securityGroupName) ?? text(settings.name)
  const regions = texts(settings.regions ?? settings.region)
  if (provider !== 'aws') {
    const target = present({ name: securityGroupName, region: regions[0], accountName: account })
    const operation = { ...settings, ...present({ securityGroupName }) }
    return { operations: [{ upsertSecurityGroup: operation }], context: { securityGroupName, targets: [target] } }
  }
  if (regions.length === 0) throw new Error('Must supply at least one region: set `regions`.')
  const networks = text(settings.vpcId) === undefined ? [] : await clouddriver.vpcs()
  const { description, securityGroupIngress, ipIngress, additionalSecurityGroupDetails } = settings
  const groups = regions.map((region) =>
    present({
      name: securityGroupName,
      credentials: account,
      region,
      vpcId: vpcIn(networks, settings.vpcId, region, account),
      description,
      securityGroupIngress,
      ipIngress,
      ingressAppendOnly: isTrue(settings.ingressAppendOnly),
      additionalSecurityGroupDetails,
    }),
  )
  const targets = groups.map(({ name, region, vpcId }) => present({ name, region, accountName: account, vpcId }))
  return {
    operations: groups.map((group) => ({ upsertSecurityGroup: group })),
    context: { securityGroupName, targets, securityGroupIngress: objects(securityGroupIngress) },
  }
}

/** The rules of a group that let other groups in, one for each range of ports. */
function groupRules(group: Json): Json[] {
  return objects(group.inboundRules).flatMap((rule) => {
    const from = json(rule.securityGroup)
    const name = text(from.name) ?? text(from.id)
    return name === undefined
      ? []
      : objects(rule.portRanges).map(({ startPort, endPort }) => ({ name, startPort, endPort, type: rule.protocol }))
  })
}

async function copy({ settings }: Asked, clouddriver: Clouddriver): Promise<Request> {
  const [account, name, region] = [text(settings.credentials), text(settings.name), text(settings.region)]
  const provider = text(settings.provider) ?? 'aws'
  const from = { account: account ?? '', provider, region: region ?? '', name: name ?? '' }
  const current = await clouddriver.securityGroup(from, text(settings.vpcId))
  if (current === undefined) throw new Error(`There is no security group ${name} in ${account}/${region} to copy`)
  const networks = await clouddriver.vpcs()
  const ingress = groupRules(current)
  const targets = objects(settings.targets).map((target) => {
    const mappings = json(target.securityGroupMappings)
    return present({
      name,
      credentials: target.credentials,
      region: target.region,
      vpcId: vpcIn(networks, target.vpcId, target.region, target.credentials),
      description: current.description,
      securityGroupIngress: ingress.map((rule) => ({ ...rule, name: mappings[String(rule.name)] ?? rule.name })),
    })
  })
  return {
    operations: targets.map((target) => ({ upsertSecurityGroupDescription: target })),
    context: {
      securityGroupIngress: ingress,
      targets: targets.map(({ securityGroupIngress: _, ...target }) => ({
        ...target,
        accountName: target.credentials,
      })),
    },
  }
}

const refreshUpserted = refreshOf('securitygroup.SecurityGroupForceCacheRefreshTask', 'SecurityGroup', ({ context }) =>
  objects(context.targets).map(({ accountName, name, region }) => ({
    account: accountName,
    securityGroupName: name,
    region,
  })),
)

const refreshDeleted = refreshOf('securitygroup.DeleteSecurityGroupForceRefreshTask', 'SecurityGroup', ({ context }) =>
  texts(context.regions).map((region) =>
    present({
      securityGroupName: context.securityGroupName,
      vpcId: context.vpcId,
      region,
      account: accountOf(context),
      evict: true,
    }),
  ),
)

/** Until every group is there with the rules that were asked for. */
const waitForUpsertedSecurityGroup: PlannedTask = {
  name: 'waitForUpsertedSecurityGroup',
  task: defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.securitygroup.WaitForUpsertedSecurityGroupTask',
    needs: ['clouddriver'],
    backoffMs: seconds(1),
    timeoutMs: minutes(10),
    async run(stage, { clouddriver }) {
      const provider = providerOf(stage.context)
      for (const { accountName, region, name, vpcId } of objects(stage.context.targets)) {
        const at = { account: String(accountName), provider, region: String(region), name: String(name) }
        const group = await clouddriver.securityGroup(at, text(vpcId))
        if (group === undefined || !hasRules(stage, group, provider)) return running()
      }
      return succeeded()
    },
  }),
}

function hasRules({ context }: StageView, group: Json, provider: string): boolean {
  if (provider === 'aws') {
    const [there, wanted] = [keysOf(groupRules(group)), keysOf(objects(context.securityGroupIngress))]
    const hasAll = wanted.every((rule) => there.includes(rule))
    return isTrue(context.ingressAppendOnly) ? hasAll : hasAll && there.every((rule) => wanted.includes(rule))
  }
  if (provider !== 'gce') return true
  const rules = objects(group.inboundRules)
  const ranges = rules.flatMap(({ range }) =>
    json(range).ip === undefined ? [] : `${json(range).ip}${json(range).cidr}`,
  )
  const ports = rules.flatMap(({ portRanges, protocol }) =>
    (objects(portRanges).length > 0 ? objects(portRanges) : [{}]).map(({ startPort, endPort }: Json) => ({
      startPort,
      endPort,
      type: protocol,
    })),
  )
  return same(ranges, texts(context.sourceRanges)) && same(keysOf(ports), keysOf(objects(context.ipIngress)))
}

const keysOf = (rules: readonly Json[]): string[] =>
  rules.map(({ name, startPort, endPort, type }) => [name, number(startPort), number(endPort), type].join('|'))

const same = (some: readonly string[], others: readonly string[]) =>
  new Set(some).size === new Set(others).size && some.every((each) => others.includes(each))

export const securityGroupStages: readonly OperationStage[] = [
  {
    type: 'upsertSecurityGroup',
    label: 'Upsert Firewall',
    className: 'clouddriver.tasks.securitygroup.UpsertSecurityGroupTask',
    ask: (asked, { clouddriver }) => upsert(asked, clouddriver),
    after: [monitor('monitorUpsert'), refreshUpserted, waitForUpsertedSecurityGroup],
  },
  {
    type: 'copySecurityGroup',
    label: 'Copy Firewall',
    className: 'kato.tasks.securitygroup.CopySecurityGroupTask',
    notification: 'upsertsecuritygroup',
    provider: null,
    ask: (asked, { clouddriver }) => copy(asked, clouddriver),
    after: [monitor('monitorUpsert'), refreshUpserted, waitForUpsertedSecurityGroup],
  },
  {
    type: 'deleteSecurityGroup',
    label: 'Delete Firewall',
    className: 'clouddriver.tasks.securitygroup.DeleteSecurityGroupTask',
    ask: ({ settings, account }) => ({
      operations: [{ deleteSecurityGroup: settings }],
      context: present({
        'delete.name': settings.securityGroupName,
        'delete.regions': texts(settings.regions).join(','),
        'delete.account.name': account,
        'delete.vpcId': text(settings.vpcId),
      }),
    }),
    after: [monitor('monitorDelete'), refreshDeleted],
  },
]
