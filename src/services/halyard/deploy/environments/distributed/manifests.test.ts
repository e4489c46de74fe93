import { describe, expect, it } from 'vitest'
import { at, type Tree } from '../../../halconfig/index.ts'
import type { Rendered } from '../../../render/rendered.ts'
import type { Deployment } from '../../../schema/index.ts'
import type { Manifest } from './manifest.ts'
import { manifests } from './manifests.ts'
import { configFile, deploymentWith, everyService, onPostgres, renderedService, renderedWith } from './testing.ts'

function find(objects: readonly Manifest[], kind: string, name: string | RegExp): Manifest {
  const found = objects.find(
    (each) =>
      each.kind === kind && (typeof name === 'string' ? each.metadata.name === name : name.test(each.metadata.name)),
  )
  if (found === undefined)
    throw new Error(`There is no ${kind} ${name} among ${objects.map((each) => each.metadata.name)}.`)
  return found
}

const podOf = (objects: readonly Manifest[], service: string) =>
  at(find(objects, 'Deployment', `spin-${service}`), 'spec.template.spec') as Tree
const containerOf = (objects: readonly Manifest[], service: string) =>
  (podOf(objects, service).containers as Tree[])[0] as Tree & {
    readonly env: readonly Tree[]
    readonly volumeMounts: readonly Tree[]
  }
const envOf = (objects: readonly Manifest[], service: string) =>
  Object.fromEntries(containerOf(objects, service).env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]))
const made = (deployment: Deployment, rendered: Rendered) => manifests(deployment, rendered).objects

describe('the manifests of a deployment', () => {
  it('are a namespace and, for each service, what it needs to run, under the names and labels of the original', () => {
    const { objects, findings } = manifests(deploymentWith(), everyService(onPostgres))
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`.replace(/-[0-9a-f]{10}$/, '-#'))).toEqual([
      'Namespace spinnaker',
      ...['front50', 'clouddriver', 'echo', 'orca', 'gate', 'deck'].map((name) => `ServiceAccount spin-${name}`),
      ...['front50', 'clouddriver', 'echo', 'orca', 'gate', 'deck'].map((name) => `ConfigMap spin-${name}-config-#`),
      ...['front50', 'clouddriver', 'echo', 'orca', 'gate'].map((name) => `Secret spin-${name}-files-#`),
      ...['front50', 'clouddriver', 'echo', 'orca', 'gate', 'deck'].map((name) => `Service spin-${name}`),
      ...['front50', 'clouddriver', 'echo', 'orca', 'gate', 'deck'].map((name) => `Deployment spin-${name}`),
    ])
    expect(find(objects, 'Deployment', 'spin-orca').metadata.labels).toEqual({
      app: 'spin',
      cluster: 'spin-orca',
      'app.kubernetes.io/managed-by': 'halyard',
      'app.kubernetes.io/name': 'orca',
      'app.kubernetes.io/part-of': 'spinnaker',
      'app.kubernetes.io/version': '0.1.0',
    })
    expect(find(objects, 'Service', 'spin-orca').spec).toEqual({
      type: 'ClusterIP',
      selector: { app: 'spin', cluster: 'spin-orca' },
      ports: [{ name: 'http', port: 8083, targetPort: 'http' }],
    })
    expect(findings).toEqual([])
  })

  it('are the same for the same input, whatever order its files have', () => {
    const files = [configFile('a.yml', 'a: 1'), configFile('b.yml', 'b: 2')]
    const one = made(deploymentWith(), renderedWith(renderedService('gate', { files })))
    expect(made(deploymentWith(), renderedWith(renderedService('gate', { files: files.toReversed() })))).toEqual(one)
  })

  it('stand in the namespace that the halconfig says', () => {
    const objects = made(deploymentWith({ deploymentEnvironment: { location: 'delivery' } }), everyService())
    expect(
      new Set(objects.map(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace))),
    ).toEqual(new Set(['delivery']))
  })

  it('leave out what is off, and what somebody else looks after', () => {
    const objects = made(
      deploymentWith(),
      renderedWith(
        renderedService('gate', { settings: { enabled: false } }),
        renderedService('echo', { settings: { skipLifeCycleManagement: true } }),
      ),
    )
    expect(objects.map(({ kind }) => kind)).toEqual(['Namespace'])
  })

  it('run a service that this release does not have only from an image that somebody names', () => {
    const without = manifests(deploymentWith(), renderedWith(renderedService('igor')))
    expect(without.objects).toHaveLength(1)
    expect(without.findings).toMatchObject([
      { severity: 'WARNING', message: expect.stringContaining('igor is not part of this release yet') },
    ])
    const image = 'registry.example.com/spinnaker/igor:4.7.2'
    const objects = made(deploymentWith(), renderedWith(renderedService('igor', { settings: { artifactId: image } })))
    expect(containerOf(objects, 'igor').image).toBe(image)
    // Nothing of ours is forced upon it.
    expect(envOf(objects, 'igor')).toEqual({ SPRING_PROFILES_ACTIVE: 'local' })
    expect(podOf(objects, 'igor').securityContext).toBeUndefined()
    expect(at(containerOf(objects, 'igor'), 'readinessProbe.exec')).toEqual({
      command: ['wget', '--no-check-certificate', '--spider', '-q', 'http://localhost:8088/health'],
    })
  })
})

describe('the files of a service', () => {
  const files = [
    configFile('gate.yml', 'a: 1\n'),
    configFile('gate-local.yml', 'password: s3cret\n', { secret: true }),
    configFile('1234-ca.pem', Buffer.from([0xff, 0x00]), { kind: 'dependency' }),
    configFile('packer/scripts/x.sh', 'true', { kind: 'rosco', executable: true }),
    configFile('gate', '[default]\n', { kind: 'aws-credentials', secret: true }),
  ]
  const objects = made(deploymentWith(), renderedWith(renderedService('gate', { files })))

  it('that are no secret stand in a ConfigMap, the others in a Secret alone', () => {
    const configMap = find(objects, 'ConfigMap', /^spin-gate-config-/)
    const secret = find(objects, 'Secret', /^spin-gate-files-/)
    expect(configMap.data).toEqual({ 'gate.yml': 'a: 1\n', 'rosco.packer__scripts__x.sh': 'true' })
    expect(configMap.binaryData).toEqual({ 'dependencies__1234-ca.pem': '/wA=' })
    expect(Object.keys(secret.data as Tree)).toEqual(['aws-credentials.credentials', 'gate-local.yml'])
    expect(JSON.stringify(objects)).not.toContain('s3cret')
    expect(Buffer.from((secret.data as Record<string, string>)['gate-local.yml']!, 'base64').toString()).toContain(
      's3cret',
    )
  })

  it('are read where every Spinnaker reads them', () => {
    expect(containerOf(objects, 'gate').volumeMounts.slice(0, -2)).toEqual([
      { name: 'home-spinnaker-aws', mountPath: '/home/spinnaker/.aws', readOnly: true },
      { name: 'opt-spinnaker-config', mountPath: '/opt/spinnaker/config', readOnly: true },
      {
        name: 'opt-rosco-config',
        mountPath: '/opt/rosco/config/packer/scripts/x.sh',
        subPath: 'packer/scripts/x.sh',
        readOnly: true,
      },
    ])
    const volume = (podOf(objects, 'gate').volumes as Tree[]).find(({ name }) => name === 'opt-spinnaker-config')
    expect(at(volume, 'projected.sources')).toEqual([
      {
        configMap: {
          name: find(objects, 'ConfigMap', /gate/).metadata.name,
          items: [
            { key: 'dependencies__1234-ca.pem', path: 'dependencies/1234-ca.pem', mode: 0o440 },
            { key: 'gate.yml', path: 'gate.yml', mode: 0o440 },
          ],
        },
      },
      {
        secret: {
          name: find(objects, 'Secret', /gate/).metadata.name,
          items: [{ key: 'gate-local.yml', path: 'gate-local.yml', mode: 0o440 }],
        },
      },
    ])
    expect(envOf(objects, 'gate').AWS_SHARED_CREDENTIALS_FILE).toBe('/home/spinnaker/.aws/credentials')
  })

  it('change their names, and so replace the pods, when their content changes, and only then', () => {
    const before = objects
      .filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret')
      .map(({ metadata }) => metadata.name)
    const changed = files.map((file) => (file.path === 'gate.yml' ? { ...file, content: 'a: 2\n' } : file))
    const after = made(deploymentWith(), renderedWith(renderedService('gate', { files: changed })))
    expect(find(after, 'ConfigMap', /gate/).metadata.name).not.toBe(before[0])
    expect(find(after, 'Secret', /gate/).metadata.name).toBe(before[1])
  })

  it('that are more than Kubernetes keeps say where they may go', () => {
    const large = [configFile('gate.yml', 'x'.repeat(1_100_000))]
    expect(() => made(deploymentWith(), renderedWith(renderedService('gate', { files: large })))).toThrow(
      /The files of gate are 1075 KiB together.*kubernetes.volumes/,
    )
  })
})

describe('the state', () => {
  it('is in the PostgreSQL that its files name, which nobody else may read', () => {
    const { objects, findings } = manifests(deploymentWith(), everyService(onPostgres))
    const secret = find(objects, 'Secret', /^spin-orca-files-/)
    expect(Object.keys(secret.data as Tree)).toEqual(['orca.yml'])
    expect(JSON.stringify(objects)).not.toContain('s3cret')
    expect(objects.some(({ kind }) => kind === 'PersistentVolumeClaim')).toBe(false)
    expect(at(find(objects, 'Deployment', 'spin-orca'), 'spec.strategy')).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    })
    expect(findings).toEqual([])
  })

  it('is in a volume of its own per service without one: it runs once, and the old pod goes before the new one', () => {
    const sizing = { customSizing: { 'spin-orca': { replicas: 3 }, 'spin-gate': { replicas: 2 } } }
    const { objects, findings } = manifests(deploymentWith({ deploymentEnvironment: sizing }), everyService())
    const orca = find(objects, 'Deployment', 'spin-orca')
    expect(orca.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } })
    expect(podOf(objects, 'orca').volumes).toContainEqual({
      name: 'state',
      persistentVolumeClaim: { claimName: 'spin-orca' },
    })
    expect(objects.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ metadata }) => metadata.name)).toEqual(
      ['spin-front50', 'spin-clouddriver', 'spin-echo', 'spin-orca'],
    )
    // Gate remembers nothing.
    expect(find(objects, 'Deployment', 'spin-gate').spec).toMatchObject({
      replicas: 2,
      strategy: { type: 'RollingUpdate' },
    })
    expect(findings.map(({ message }) => message)).toEqual([
      'orca keeps its state in a volume of its own and runs once, not 3 times.',
      expect.stringContaining('Without a PostgreSQL each service keeps its state in a volume of its own'),
    ])
  })

  it('is in a PostgreSQL too where only a profile names it, as people had to before', () => {
    const files = [
      configFile(
        'front50-local.yml',
        'sql:\n  enabled: true\n  connectionPools: {default: {jdbcUrl: "jdbc:postgresql://db/x"}}\n',
      ),
    ]
    const objects = made(deploymentWith(), renderedWith(renderedService('front50', { files })))
    expect(objects.some(({ kind }) => kind === 'PersistentVolumeClaim')).toBe(false)
  })
})

describe('a pod', () => {
  it('of ours is told which service it is, and may write nowhere but into its state and /tmp', () => {
    const objects = made(deploymentWith(), everyService(onPostgres))
    expect(envOf(objects, 'orca')).toMatchObject({
      GENNAKER_SERVICES: 'orca',
      GENNAKER_CONFIG: '/opt/spinnaker/config',
      GENNAKER_HOST: '0.0.0.0',
      GENNAKER_SANDBOX: 'false',
    })
    expect(envOf(objects, 'deck')).toMatchObject({
      GENNAKER_DECK_PORT: '9000',
      GENNAKER_GATE_URL: 'http://spin-gate.spinnaker:8084',
    })
    expect(podOf(objects, 'orca').securityContext).toEqual({
      seccompProfile: { type: 'RuntimeDefault' },
      fsGroup: 10_111,
      runAsGroup: 10_111,
      runAsUser: 10_111,
      runAsNonRoot: true,
    })
    expect(containerOf(objects, 'orca').securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  })

  it('is asked for its health over HTTP, is restarted when its port is dead, and has two minutes to come up', () => {
    const objects = made(deploymentWith(), everyService())
    const { readinessProbe, livenessProbe, startupProbe } = containerOf(objects, 'orca')
    expect(readinessProbe).toMatchObject({ httpGet: { path: '/health', port: 'http', scheme: 'HTTP' } })
    expect(livenessProbe).toMatchObject({ tcpSocket: { port: 'http' } })
    expect(startupProbe).toMatchObject({ httpGet: { path: '/health' }, periodSeconds: 1, failureThreshold: 120 })
    expect(containerOf(objects, 'deck').readinessProbe).toMatchObject({ tcpSocket: { port: 'http' } })
  })

  it('is restarted by its health where the halconfig wants that, and probed as the service settings say', () => {
    const deployment = deploymentWith({
      deploymentEnvironment: { livenessProbeConfig: { enabled: true, initialDelaySeconds: 30 } },
    })
    const kubernetes = { useExecHealthCheck: true, customHealthCheckExecCommands: ['check', 'it'] }
    const objects = made(
      deployment,
      renderedWith(
        renderedService('orca'),
        renderedService('gate', { settings: { kubernetes } }),
        renderedService('echo', { settings: { kubernetes: { useTcpProbe: true } } }),
        renderedService('front50', {
          settings: { kubernetes: { readinessProbe: { httpGet: { path: '/x', port: 1 } } } },
        }),
      ),
    )
    expect(containerOf(objects, 'orca').livenessProbe).toMatchObject({
      httpGet: { path: '/health' },
      initialDelaySeconds: 30,
    })
    expect(containerOf(objects, 'gate').readinessProbe).toMatchObject({ exec: { command: ['check', 'it'] } })
    expect(containerOf(objects, 'echo').readinessProbe).toMatchObject({ tcpSocket: { port: 'http' } })
    expect(containerOf(objects, 'front50').readinessProbe).toEqual({ httpGet: { path: '/x', port: 1 } })
  })

  it('of Orca finishes what it has begun before it goes, twelve minutes at most', () => {
    const objects = made(deploymentWith(), everyService())
    expect(podOf(objects, 'orca').terminationGracePeriodSeconds).toBe(720)
    expect(JSON.stringify(at(containerOf(objects, 'orca'), 'lifecycle.preStop'))).toContain('/admin/instance/enabled')
    expect(podOf(objects, 'gate').terminationGracePeriodSeconds).toBe(60)
  })

  it('hides what its environment says that is secret', () => {
    const env = { GITHUB_TOKEN: 'ghp_s3cret', JAVA_OPTS: '-Djavax.net.ssl.keyStorePassword=s3cret', REGION: 'eu' }
    const objects = made(
      deploymentWith(),
      renderedWith(renderedService('igor', { settings: { artifactId: 'x/igor:1', env } })),
    )
    expect(JSON.stringify(objects)).not.toContain('s3cret')
    const { name } = find(objects, 'Secret', /igor/).metadata
    expect(envOf(objects, 'igor')).toEqual({
      SPRING_PROFILES_ACTIVE: 'local',
      REGION: 'eu',
      GITHUB_TOKEN: { secretKeyRef: { name, key: 'env.GITHUB_TOKEN' } },
      JAVA_OPTS: { secretKeyRef: { name, key: 'env.JAVA_OPTS' } },
    })
  })

  it('has all that service settings may say of it', () => {
    const kubernetes = {
      imagePullSecrets: ['pull'],
      nodeSelector: { pool: 'blue' },
      podAnnotations: { 'example.com/a': 'b' },
      podLabels: { team: 'delivery' },
      serviceLabels: { a: 'b' },
      serviceAnnotations: { c: 'd' },
      volumes: [
        { id: 'certs', mountPath: '/certs', readOnly: true },
        { id: 'Cache_Dir', type: 'emptyDir', mountPath: '/cache' },
        { id: 'extra', type: 'configMap', mountPath: '/extra' },
        { id: 'disk', type: 'persistentVolumeClaim', mountPath: '/disk' },
      ],
      serviceAccountName: 'spinnaker',
      serviceType: 'NodePort',
      nodePort: '30080',
      securityContext: { runAsUser: 1000, fsGroup: 65_533 },
      deploymentStrategy: { type: 'rollingUpdate', strategySettings: { maxSurge: 2, maxUnavailable: '50%' } },
    }
    const objects = made(deploymentWith(), renderedWith(renderedService('gate', { settings: { kubernetes } })))
    expect(podOf(objects, 'gate')).toMatchObject({
      imagePullSecrets: [{ name: 'pull' }],
      nodeSelector: { pool: 'blue' },
      serviceAccountName: 'spinnaker',
      securityContext: { runAsUser: 1000, fsGroup: 65_533, runAsNonRoot: true },
      volumes: expect.arrayContaining([
        { name: 'certs', secret: { secretName: 'certs' } },
        { name: 'cache-dir', emptyDir: {} },
        { name: 'extra', configMap: { name: 'extra' } },
        { name: 'disk', persistentVolumeClaim: { claimName: 'disk' } },
      ]),
    })
    expect(containerOf(objects, 'gate').volumeMounts).toContainEqual({
      name: 'certs',
      mountPath: '/certs',
      readOnly: true,
    })
    const deployment = find(objects, 'Deployment', 'spin-gate')
    expect(at(deployment, 'spec.template.metadata')).toEqual({
      labels: { team: 'delivery', ...find(objects, 'Deployment', 'spin-gate').metadata.labels },
      annotations: { 'example.com/a': 'b', 'halyard.spinnaker.io/hash': 'hash-of-gate' },
    })
    expect(at(deployment, 'spec.strategy.rollingUpdate')).toEqual({ maxSurge: 2, maxUnavailable: '50%' })
    const service = find(objects, 'Service', 'spin-gate')
    expect(service.metadata).toMatchObject({ labels: { a: 'b', app: 'spin' }, annotations: { c: 'd' } })
    expect(service.spec).toMatchObject({ type: 'NodePort', ports: [{ port: 8084, nodePort: 30_080 }] })
    // The account exists already: it is not ours.
    expect(objects.some(({ kind }) => kind === 'ServiceAccount')).toBe(false)
  })

  it('is told of settings that are not understood', () => {
    const kubernetes = { serviceType: 'Balancer', volumes: [{ id: 'x' }] }
    const { findings } = manifests(
      deploymentWith(),
      renderedWith(renderedService('gate', { settings: { kubernetes } })),
    )
    expect(findings.map(({ severity, location }) => `${severity} ${location}`)).toEqual([
      'ERROR default.service-settings.gate.kubernetes.serviceType',
      'ERROR default.service-settings.gate.kubernetes.volumes.0.mountPath',
    ])
  })

  it('has what the halconfig says by service: sidecars, containers before it, hosts, affinity, tolerations, nodes', () => {
    const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } }
    const deployment = deploymentWith({
      deploymentEnvironment: {
        sidecars: {
          gate: [
            {
              name: 'proxy',
              dockerImage: 'proxy:1',
              port: 9999,
              env: { A: 1 },
              args: ['-x'],
              command: ['/proxy'],
              mountPath: '/etc/gate',
              configMapVolumeMounts: [{ configMapName: 'proxy-config', mountPath: '/etc/proxy' }],
              secretVolumeMounts: [{ secretName: 'proxy-certs', mountPath: '/etc/certs' }],
              securityContext: { privileged: true },
            },
          ],
        },
        initContainers: { 'spin-gate': [{ name: 'wait', image: 'busybox' }], gate: [{ name: 'never' }] },
        hostAliases: { gate: [{ ip: '10.0.0.1', hostnames: ['git.local'] }] },
        affinity: { 'spin-gate': affinity },
        tolerations: { gate: [{ key: 'dedicated', operator: 'Equal', value: 'cd', effect: 'NoSchedule' }] },
        nodeSelectors: { disk: 'ssd' },
      },
    })
    const objects = made(deployment, renderedWith(renderedService('gate')))
    expect(podOf(objects, 'gate')).toMatchObject({
      initContainers: [{ name: 'wait', image: 'busybox' }],
      hostAliases: [{ ip: '10.0.0.1', hostnames: ['git.local'] }],
      affinity,
      tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'cd', effect: 'NoSchedule' }],
      nodeSelector: { disk: 'ssd' },
    })
    expect((podOf(objects, 'gate').containers as Tree[])[1]).toEqual({
      name: 'proxy',
      image: 'proxy:1',
      ports: [{ containerPort: 9999 }],
      env: [{ name: 'A', value: '1' }],
      command: ['/proxy'],
      args: ['-x'],
      securityContext: { privileged: true },
      volumeMounts: [
        { name: 'opt-spinnaker-config', mountPath: '/etc/gate', readOnly: true },
        { name: 'proxy-config', mountPath: '/etc/proxy' },
        { name: 'proxy-certs', mountPath: '/etc/certs' },
      ],
    })
    expect(podOf(objects, 'gate').volumes).toContainEqual({
      name: 'proxy-certs',
      secret: { secretName: 'proxy-certs' },
    })
  })

  it('of Clouddriver gets a token of the cluster only where an account uses it', () => {
    const tokenOf = (raw: Tree) =>
      find(made(deploymentWith(raw), everyService()), 'ServiceAccount', 'spin-clouddriver').automountServiceAccountToken
    expect(tokenOf({})).toBe(false)
    expect(
      tokenOf({ providers: { kubernetes: { enabled: true, accounts: [{ name: 'here', serviceAccount: true }] } } }),
    ).toBe(true)
  })
})

describe('the size', () => {
  const resources = (raw: Tree, service = 'orca') =>
    containerOf(made(deploymentWith({ deploymentEnvironment: raw }), everyService()), service).resources

  it('of the deployment says what containers ask for and may have', () => {
    expect(resources({})).toEqual({ requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '768Mi' } })
    expect(resources({ size: 'LARGE' })).toEqual({
      requests: { cpu: '400m', memory: '1024Mi' },
      limits: { memory: '3072Mi' },
    })
  })

  it('is what customSizing says, by container or by service', () => {
    const limits = { cpu: '1', memory: '1Gi' }
    expect(resources({ customSizing: { 'spin-orca': { limits, replicas: 2 } } })).toEqual({ limits })
    expect(resources({ customSizing: { orca: { requests: limits }, 'spin-orca': { limits } } })).toEqual({
      requests: limits,
    })
  })

  it('of a service that runs more than once comes with a budget for disruptions, and rather different nodes', () => {
    const objects = made(
      deploymentWith({ deploymentEnvironment: { customSizing: { 'spin-gate': { replicas: 2 } } } }),
      everyService(),
    )
    expect(
      objects.filter(({ kind }) => kind === 'PodDisruptionBudget').map(({ metadata, spec }) => [metadata.name, spec]),
    ).toEqual([['spin-gate', { maxUnavailable: 1, selector: { matchLabels: { app: 'spin', cluster: 'spin-gate' } } }]])
    expect(podOf(objects, 'gate').topologySpreadConstraints).toHaveLength(1)
  })

  it('of a service that Halyard would split is that of its parts together, and their names lead to it', () => {
    const haServices = { clouddriver: { enabled: true }, echo: { enabled: true } }
    const customSizing = { 'spin-clouddriver-rw': { replicas: 2, limits: { memory: '2Gi' } } }
    const objects = made(
      deploymentWith({ deploymentEnvironment: { haServices, customSizing } }),
      everyService(onPostgres),
    )
    expect(find(objects, 'Deployment', 'spin-clouddriver').spec).toMatchObject({ replicas: 5 })
    expect(containerOf(objects, 'clouddriver').resources).toEqual({ limits: { memory: '2Gi' } })
    for (const part of [
      'clouddriver-rw',
      'clouddriver-ro',
      'clouddriver-ro-deck',
      'clouddriver-caching',
      'echo-scheduler',
      'echo-worker',
    ])
      expect(find(objects, 'Service', `spin-${part}`).spec).toMatchObject({
        selector: { cluster: part.startsWith('echo') ? 'spin-echo' : 'spin-clouddriver' },
      })
  })
})
