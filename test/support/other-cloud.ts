import type { Page, Route } from 'playwright-core'

const place = { account: 'prod', region: 'us-east-1' }
const launched = Date.UTC(2026, 0, 1)
const counts = { total: 3, up: 1, down: 1, starting: 1, outOfService: 0, unknown: 0 }
const moniker = { app: 'shop', cluster: 'shop-prod', stack: 'prod', sequence: 12 }
const instances = (['Up', 'Down', 'Starting'] as const).map((healthState, position) => ({
  id: `i-${position + 1}`,
  name: `i-${position + 1}`,
  healthState,
  launchTime: launched + position,
  zone: 'us-east-1a',
  health: [
    { type: 'Amazon', state: 'Unknown' },
    { type: 'TargetGroup', state: healthState, targetGroups: [{ name: 'shop-tg', state: 'healthy' }] },
  ],
}))
const group = {
  name: 'shop-prod-v012',
  ...place,
  type: 'aws',
  cloudProvider: 'aws',
  cluster: 'shop-prod',
  moniker,
  createdTime: launched,
  isDisabled: false,
  capacity: { min: 1, max: 6, desired: 3 },
  instanceCounts: counts,
  loadBalancers: ['shop-classic'],
  targetGroups: ['shop-tg'],
  buildInfo: { images: ['shop-1.2'], jenkins: { name: 'shop', number: '12' } },
}
const older = { ...group, name: 'shop-prod-v011', createdTime: launched - 1, isDisabled: true }
const inGroup = instances.map(({ id }, position) => ({
  id,
  health: { state: position === 0 ? 'InService' : 'OutOfService' },
}))
const attached = { name: group.name, ...place, isDisabled: false, instances: inGroup }
const balancer = {
  name: 'shop-front',
  ...place,
  cloudProvider: 'aws',
  type: 'aws',
  vpcId: 'vpc-1',
  loadBalancerType: 'application',
  moniker: { stack: 'front' },
  serverGroups: [attached],
  targetGroups: [{ name: 'shop-tg', protocol: 'HTTP', port: 7001, targetType: 'instance', serverGroups: [attached] }],
}
const rule = (range: object) => ({ protocol: 'tcp', portRanges: [{ startPort: 443, endPort: 443 }], ...range })
const firewall = { id: 'sg-1', name: 'shop-web', ...place, cloudProvider: 'aws', vpcId: 'vpc-1', moniker: {} }

const accounts = [{ name: 'prod', type: 'aws', cloudProvider: 'aws', challengeDestructiveActions: true }]

/** What Gate answers of a cloud that has load balancers, firewalls and functions, by the paths that Deck asks. */
const answers: Readonly<Record<string, unknown>> = {
  '/credentials': accounts,
  '/applications/shop/loadBalancers': [balancer],
  '/loadBalancers/prod/us-east-1/shop-front': [
    {
      ...balancer,
      dnsname: 'shop-front.example.com',
      scheme: 'internet-facing',
      securityGroups: ['shop-web'],
      listeners: [{ protocol: 'HTTPS', port: 443, defaultActions: [{ targetGroupName: 'shop-tg' }], rules: [{}] }],
      insightActions: [
        { label: 'Traffic', url: 'https://graphs.example.com/shop' },
        { label: 'Trap', url: 'javascript:alert(1)' },
      ],
    },
  ],
  '/v1/applications/shop/firewalls': [
    { ...firewall, serverGroups: [{ ...attached, instances: undefined, total: 3 }], loadBalancers: ['shop-front'] },
  ],
  '/securityGroups/prod/us-east-1/shop-web': {
    ...firewall,
    description: 'What may reach the shop',
    inboundRules: [
      rule({ range: { ip: '10.0.0.0', cidr: '/8' } }),
      rule({ securityGroup: { name: 'edge', id: 'sg-9' } }),
    ],
    outboundRules: [],
  },
  '/applications/shop/functions': [{ functionName: 'shop-resize', ...place, cloudProvider: 'aws', runtime: 'nodejs' }],
  '/v1/applications/shop/clusters': {
    all: { serverGroups: 2, instances: 6 },
    matched: { serverGroups: 2, instances: 6, counts: { ...counts, total: 6, up: 2, down: 2, starting: 2 } },
    facets: {},
    clusters: [
      {
        account: 'prod',
        name: 'shop-prod',
        provider: 'aws',
        counts,
        enabled: 1,
        regions: [{ region: 'us-east-1', sizes: [3, 3] }],
      },
    ],
    total: 2,
    serverGroups: [
      { ...group, states: '1U1D1S' },
      { ...older, states: '1U1D1S' },
    ],
  },
  '/v1/applications/shop/running': [
    { kind: 'execution', id: 'E1', name: 'Release', status: 'RUNNING', startTime: launched, about: [group.name] },
  ],
  '/v1/applications/shop/instances': { total: 3, instances },
  '/v1/applications/shop/instances/i-2': { id: 'i-2', ...place, serverGroup: group.name, cloudProvider: 'aws' },
  '/applications/shop/serverGroups/prod/us-east-1/shop-prod-v012': {
    ...group,
    disabled: false,
    instances,
    image: { imageId: 'ami-2' },
    launchConfig: { imageId: 'ami-2', instanceType: 'm5.large' },
    tags: { owner: 'Ada' },
    insightActions: [{ label: 'Graphs', url: 'https://graphs.example.com' }],
  },
  '/applications/shop/serverGroups/prod/us-east-1/shop-prod-v011': {
    ...older,
    instances: [],
    launchConfig: { imageId: 'ami-1', instanceType: 'm5.large' },
    tags: { owner: 'Ada' },
  },
  '/applications/shop/clusters/prod/shop-prod/serverGroups/shop-prod-v012/scalingActivities': [
    {
      activityId: 'a',
      description: 'Launching i-3',
      cause: 'desired 2 to 3',
      statusCode: 'Successful',
      startTime: launched,
    },
  ],
  '/instances/prod/us-east-1/i-2': {
    ...instances[1],
    ...place,
    application: 'shop',
    privateIpAddress: '10.0.0.2',
    instanceType: 'm5.large',
  },
  '/instances/prod/us-east-1/i-2/console': { output: 'Booting\nKernel panic' },
  '/tags': [{ id: '1', tags: [{ name: 'spinnaker_ui_alert:1', value: { message: 'Has a **known** leak' } }] }],
}

/** Plays such a cloud to the page, and notes the tasks that it submits; everything else is the product's own answer. */
export async function playOtherCloud(page: Page) {
  const submitted: { description: string; job: Record<string, unknown>[] }[] = []
  const answer = (route: Route, body: unknown) => {
    const { origin = '*' } = route.request().headers()
    const headers = { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }
    return route.fulfill({ status: 200, headers, json: body })
  }
  await page.route('**/*', async (route) => {
    const { pathname } = new URL(route.request().url())
    if (route.request().method() === 'POST' && pathname === '/tasks') {
      submitted.push(route.request().postDataJSON())
      return answer(route, { ref: '/tasks/T1' })
    }
    if (pathname === '/v1/bootstrap') {
      const response = await route.fetch()
      return route.fulfill({ response, json: { ...(await response.json()), accounts } })
    }
    if (pathname === '/tasks/T1')
      return answer(route, {
        id: 'T1',
        name: 'Task',
        application: 'shop',
        status: 'SUCCEEDED',
        steps: [],
        variables: [],
      })
    const decoded = decodeURIComponent(pathname)
    return route.request().method() === 'GET' && decoded in answers ? answer(route, answers[decoded]) : route.fallback()
  })
  return submitted
}
