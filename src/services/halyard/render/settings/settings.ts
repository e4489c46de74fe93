import type { Finding } from '../../findings.ts'
import { ports, type ServiceName, serviceNames } from '../../names.ts'
import type { Deployment, WrittenSettings } from '../../schema/index.ts'
import type { ServiceSettings } from '../rendered.ts'
import type { Written } from './written.ts'

export type AllSettings = Readonly<Record<ServiceName, ServiceSettings>>

/** How every service runs: what is computed from the deployment, and what people wrote above it. */
export function settingsOf(deployment: Deployment, written: Written, findings: Finding[]): AllSettings {
  const entries = serviceNames.map((name) => {
    const location = `${deployment.name}.service-settings.${name}`
    return [name, settled(computed(deployment, name), written[name] ?? {}, location, findings)]
  })
  return Object.fromEntries(entries) as AllSettings
}

function computed(deployment: Deployment, name: ServiceName): ServiceSettings {
  const distributed = deployment.deploymentEnvironment.type === 'Distributed'
  const { apiSecurity, uiSecurity } = deployment.security
  const door = name === 'gate' ? apiSecurity : name === 'deck' ? uiSecurity : undefined
  const namespace = deployment.deploymentEnvironment.location ?? 'spinnaker'
  const override = door?.overrideBaseUrl
  return {
    // Nobody is asked who he is before Gate can ask: until then a service is for its machine alone.
    host: distributed ? '0.0.0.0' : 'localhost',
    port: ports[name],
    address: distributed && door === undefined ? `spin-${name}.${namespace}` : 'localhost',
    scheme: door?.ssl.enabled ? 'https' : 'http',
    baseUrl: '',
    ...(override ? { overrideBaseUrl: override } : {}),
    healthEndpoint: name === 'deck' ? null : '/health',
    enabled: isEnabled(deployment, name, distributed),
    env: {},
    targetSize: 1,
    skipLifeCycleManagement: false,
    safeToUpdate: true,
    kubernetes: {},
    others: {},
  }
}

/** Igor looks at registries, builds, repositories and charts: on Kubernetes there is none where there are none of these. */
function isEnabled(deployment: Deployment, name: ServiceName, distributed: boolean): boolean {
  const { security, canary, ci, repository, artifacts, providers } = deployment
  switch (name) {
    case 'fiat':
      return security.authz.enabled
    case 'kayenta':
      return canary.enabled
    case 'igor':
      return (
        !distributed ||
        providers.dockerRegistry.enabled ||
        [...Object.values(ci), ...Object.values(repository)].some(({ enabled }) => enabled) ||
        artifacts.helm.enabled
      )
    default:
      return true
  }
}

const keys = [
  'host',
  'port',
  'address',
  'scheme',
  'overrideBaseUrl',
  'healthEndpoint',
  'enabled',
  'env',
  'artifactId',
  'targetSize',
  'skipLifeCycleManagement',
  'safeToUpdate',
  'kubernetes',
] as const

function settled(
  base: ServiceSettings,
  written: Partial<WrittenSettings>,
  location: string,
  findings: Finding[],
): ServiceSettings {
  const said = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined && value !== ''))
  const { env, ...over } = said as Partial<WrittenSettings>
  const settings: ServiceSettings = {
    ...base,
    ...(pick(over) as Partial<ServiceSettings>),
    env: { ...base.env, ...texts(env) },
    // The password of the old basic login means nothing here, and need not be carried around.
    others: Object.fromEntries(
      Object.entries(over).filter(([key]) => !(keys as readonly string[]).includes(key) && key !== 'password'),
    ),
  }
  const { port, healthEndpoint } = settings
  const wrong = (key: string, message: string) =>
    findings.push({ severity: 'WARNING', location: `${location}.${key}`, message })
  const isPort = Number.isInteger(port) && port > 0 && port < 65_536
  if (!isPort) wrong('port', `'${port}' is no port; ${base.port} is used.`)
  const isPath = healthEndpoint === null || healthEndpoint.startsWith('/')
  if (!isPath) wrong('healthEndpoint', `'${healthEndpoint}' is no path; ${base.healthEndpoint} is asked.`)
  const right = {
    ...settings,
    port: isPort ? port : base.port,
    healthEndpoint: isPath ? healthEndpoint : base.healthEndpoint,
  }
  return { ...right, baseUrl: baseUrlOf(right) }
}

const pick = (over: Partial<WrittenSettings>) =>
  Object.fromEntries(Object.entries(over).filter(([key]) => (keys as readonly string[]).includes(key)))

const texts = (env: WrittenSettings['env']) =>
  Object.fromEntries(Object.entries(env ?? {}).map(([name, value]) => [name, value === null ? '' : String(value)]))

function baseUrlOf({ overrideBaseUrl, scheme, address, port }: ServiceSettings): string {
  if (overrideBaseUrl) return overrideBaseUrl
  return `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}`
}

/** Where a Redis is, for the services of other installations and for profiles that name it. None of ours uses one. */
export function redisOf(written: Written) {
  const { overrideBaseUrl, address = 'localhost', port = 6379, enabled } = written.redis ?? {}
  return {
    host: written.redis?.host ?? address,
    port,
    baseUrl: overrideBaseUrl ?? `redis://${address}:${port}`,
    enabled: enabled ?? written.redis !== undefined,
  }
}
