/** Something that has a page, as searches, lists of what one looked at and stars name it. */
export interface Subject {
  readonly type: string
  readonly name: string
  readonly application?: string
  readonly id?: string
  readonly account?: string
  readonly region?: string
  readonly provider?: string
  readonly vpcId?: string
}

const address = (...parts: readonly (string | undefined)[]): string =>
  `/${parts.map((part) => encodeURIComponent(part ?? '')).join('/')}`

export const pipelineAddress = (application: string, name: string): string =>
  `${address('applications', application, 'executions')}?pipeline=${encodeURIComponent(name.replaceAll(',', '%2c'))}`

/** Opens the manual start of a pipeline; `pipeline`: its id or its name. */
export const startAddress = (application: string, pipeline: string): string =>
  `${address('applications', application, 'executions')}?startManualExecution=${encodeURIComponent(pipeline)}`

export const configureAddress = (application: string, id: string): string =>
  address('applications', application, 'executions', 'configure', id)

export const executionAddress = (application: string, id: string): string =>
  address('applications', application, 'executions', 'details', id)

/** The address of a subject's page, behind the `#`. */
export const addressOf = (subject: Subject): string => {
  const { type, name, application, id, account, region, provider, vpcId } = subject
  const inApp = (...parts: readonly (string | undefined)[]) => address('applications', application, ...parts)
  switch (type) {
    case 'application':
      return address('applications', name)
    case 'project':
      return address('projects', name, 'dashboard')
    case 'pipeline':
      return pipelineAddress(application ?? '', name)
    case 'execution':
      return application ? executionAddress(application, id ?? name) : address('executions', id ?? name)
    case 'cluster':
      return inApp('clusters', 'clusterDetails', provider, account, name)
    case 'serverGroup':
      return inApp('clusters', 'serverGroupDetails', provider, account, region, name)
    case 'instance':
      return application
        ? inApp('clusters', 'instanceDetails', provider, name)
        : address('instance', provider, account, region, name)
    case 'loadBalancer':
      return inApp('loadBalancers', 'loadBalancerDetails', provider, account, region, vpcId, name)
    case 'firewall':
      return application
        ? inApp('firewalls', 'firewallDetails', provider, account, region, vpcId, name)
        : address('firewallDetails', provider, account, region, vpcId, name)
    default:
      return `/search?q=${encodeURIComponent(name)}`
  }
}

/** What a kind of subject is called: one, and several. */
export const KINDS: Readonly<Record<string, readonly [one: string, several: string]>> = {
  application: ['Application', 'Applications'],
  pipeline: ['Pipeline', 'Pipelines'],
  execution: ['Execution', 'Executions'],
  project: ['Project', 'Projects'],
  cluster: ['Cluster', 'Clusters'],
  serverGroup: ['Server group', 'Server groups'],
  instance: ['Instance', 'Instances'],
  loadBalancer: ['Load balancer', 'Load balancers'],
  firewall: ['Firewall', 'Firewalls'],
}

/** What an address is about; undefined where it is a list or a dialog. */
export const subjectOf = (pathname: string, search: Readonly<Record<string, unknown>>): Subject | undefined => {
  const parts = pathname.split('/').filter(Boolean).map(decoded)
  const [room, name, page, kind, a, b, c, d] = parts
  if (room === 'projects' && name) return { type: 'project', name }
  if (room !== 'applications' || !name) return undefined
  const application = name
  if (page === 'executions') {
    if (kind === 'details' && a) return { type: 'execution', name: a, id: a, application }
    if (kind && kind !== 'configure' && parts.length === 4)
      return { type: 'execution', name: kind, id: kind, application }
    const { pipeline } = search
    if (typeof pipeline === 'string' && pipeline !== '' && !pipeline.includes(','))
      return { type: 'pipeline', name: pipeline.replaceAll('%2c', ','), application }
  }
  if (kind === 'serverGroupDetails' && a && b && c && d)
    return { type: 'serverGroup', provider: a, account: b, region: c, name: d, application }
  if (kind === 'instanceDetails' && a && b) return { type: 'instance', provider: a, name: b, application }
  if (kind === 'clusterDetails' && a && b && c)
    return { type: 'cluster', provider: a, account: b, name: c, application }
  return { type: 'application', name: application }
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
