import { boolean, free, integer, secret, section, text, type ValueOf } from './field.ts'

type Raw = Readonly<Record<string, unknown>>
type Labels = Readonly<Record<string, string>>

const list = { holds: 'list' } as const
const map = { holds: 'map' } as const

/** A file of `service-settings/`: what people say of how a service runs. What is not said is computed, so nothing has a default. */
export const serviceSettings = section(
  'How a service runs.',
  {
    host: text('The address that it listens on.'),
    port: integer('The port that it listens on.'),
    address: text('The host by which the others reach it.'),
    scheme: text('http or https.'),
    overrideBaseUrl: text('Where the others reach it, instead of what follows from scheme, address and port.'),
    healthEndpoint: text('The path that tells its health.'),
    enabled: boolean('Whether it runs.'),
    env: free<Raw>('Variables of its environment.', map),
    artifactId: text('What is installed: a package, a commit or an image, instead of what the version says.'),
    targetSize: integer('How many of it run at first.'),
    skipLifeCycleManagement: boolean('Whether somebody else installs and starts it.'),
    safeToUpdate: boolean('Whether it may be replaced while others use it.'),
    kubernetes: section('How it runs on Kubernetes.', {
      imagePullSecrets: free<readonly string[]>('Secrets by which its image is pulled.', list),
      nodeSelector: free<Labels>('Labels of the nodes that it runs on.', map),
      podAnnotations: free<Labels>('Annotations of its pods.', map),
      podLabels: free<Labels>('Labels of its pods.', map),
      serviceLabels: free<Labels>('Labels of its Service.', map),
      serviceAnnotations: free<Labels>('Annotations of its Service.', map),
      volumes: free<readonly Raw[]>('Further volumes: id, type and mountPath of each.', list),
      serviceAccountName: text('The service account of its pods.'),
      serviceType: text('The type of its Service; ClusterIP by default.'),
      nodePort: text('The port of its Service on every node.'),
      useExecHealthCheck: boolean('Whether its health is asked for by a command in the container.'),
      customHealthCheckExecCommands: free<readonly string[]>('That command.', list),
      useTcpProbe: boolean('Whether it is healthy when its port accepts.'),
      securityContext: free<Raw>('The security context of its pods.', map),
      deploymentStrategy: free<Raw>('How its pods are replaced.', map),
      livenessProbe: free<Raw>('Its liveness probe, as Kubernetes writes it.', map),
      readinessProbe: free<Raw>('Its readiness probe, as Kubernetes writes it.', map),
      startupProbe: free<Raw>('Its startup probe, as Kubernetes writes it.', map),
    }),
    monitored: boolean('Whether a monitoring daemon stands beside it.'),
    sidecar: boolean('Whether it is one.'),
    basicAuthEnabled: boolean('Whether it asks for a name and a password.'),
    username: text('That name.'),
    password: secret('That password.'),
    internalPort: integer('The port inside of its container.'),
    location: text('The namespace or zone that it runs in.'),
  },
  { legacy: ['logs', 'artifactSources'] },
)

export type WrittenSettings = ValueOf<typeof serviceSettings>
