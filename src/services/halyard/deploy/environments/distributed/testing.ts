import { completeDeployment } from '../../../halconfig/complete.ts'
import type { Tree } from '../../../halconfig/index.ts'
import { ports, type ServiceName } from '../../../names.ts'
import type { Rendered, RenderedFile, RenderedService, ServiceSettings } from '../../../render/rendered.ts'
import type { Deployment } from '../../../schema/index.ts'

/** A deployment on Kubernetes with what a test says besides. */
export const deploymentWith = (raw: Tree = {}): Deployment =>
  completeDeployment({
    name: 'default',
    ...raw,
    deploymentEnvironment: { type: 'Distributed', accountName: 'here', ...(raw.deploymentEnvironment as Tree) },
  })

type Change = Partial<Omit<RenderedService, 'settings'>> & { readonly settings?: Partial<ServiceSettings> }

/** A service as it comes out of the rendering. */
export function renderedService(name: ServiceName, { settings, ...change }: Change = {}): RenderedService {
  return {
    name,
    files: [configFile('spinnaker.yml', 'services: {}\n'), configFile(`${name}.yml`, `# ${name}\n`)],
    hash: `hash-of-${name}`,
    ...change,
    settings: {
      host: '0.0.0.0',
      port: ports[name],
      address: `spin-${name}.spinnaker`,
      scheme: 'http',
      baseUrl: `http://spin-${name}.spinnaker:${ports[name]}`,
      healthEndpoint: name === 'deck' ? null : '/health',
      enabled: true,
      env: {},
      targetSize: 1,
      skipLifeCycleManagement: false,
      safeToUpdate: true,
      kubernetes: {},
      others: {},
      ...settings,
    },
  }
}

export const configFile = (path: string, content: string | Buffer, more: Partial<RenderedFile> = {}): RenderedFile => ({
  path,
  content,
  secret: false,
  kind: 'config',
  ...more,
})

export const renderedWith = (...services: readonly RenderedService[]): Rendered => ({
  version: '0.1.0',
  services,
  findings: [],
})

export const everyService = (files: (name: ServiceName) => RenderedFile[] = () => [spinnaker]): Rendered =>
  renderedWith(
    ...(['front50', 'clouddriver', 'echo', 'orca', 'gate', 'deck'] as const).map((name) =>
      renderedService(name, { files: files(name) }),
    ),
  )

const spinnaker = configFile('spinnaker.yml', 'services: {}\n')

/** The files of a service that keeps its state in a PostgreSQL. */
export const onPostgres = (name: ServiceName): RenderedFile[] => {
  if (name === 'deck') return [spinnaker]
  const pool = '{jdbcUrl: "jdbc:postgresql://db/gennaker", user: gennaker, password: s3cret}'
  const sql = `sql: {enabled: true, connectionPools: {default: ${pool}}}\n`
  return [spinnaker, configFile(`${name}.yml`, sql, { secret: true })]
}
