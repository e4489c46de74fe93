import type { RenderedService } from '../../../render/rendered.ts'
import type { Deployment, Sidecar } from '../../../schema/index.ts'
import { drainOf } from './drain.ts'
import type { Files } from './files.ts'
import type { Image } from './image.ts'
import { filled, isRaw, type Raw } from './manifest.ts'
import { hashAnnotation, labelsOf, spin } from './names.ts'
import { probesOf } from './probes.ts'
import type { KubernetesSettings } from './settings.ts'
import { resourcesOf } from './sizing.ts'
import { stateFolder } from './state.ts'

/** The user of Spinnaker's images, and of ours. */
export const spinnaker = 10_111

export interface PodParts {
  readonly service: RenderedService
  readonly settings: KubernetesSettings
  readonly image: Image
  readonly deployment: Deployment
  readonly version: string
  readonly files: Files
  readonly stateVolume: Raw
  readonly serviceAccount: string
  readonly replicas: number
  /** Where browsers find Gate. */
  readonly gateUrl: string | undefined
}

/** The template of the pods of a service. */
export function podTemplate(parts: PodParts): Raw {
  const { service, settings, image, deployment, files } = parts
  const { hostAliases, affinity, tolerations, initContainers, sidecars, nodeSelectors } =
    deployment.deploymentEnvironment
  const { name } = service
  const containers = [
    serviceContainer(parts),
    ...(forService(sidecars, name) ?? []).map((each) => sidecar(each, files)),
  ]
  return {
    metadata: filled({
      labels: { ...settings.podLabels, ...labelsOf(name, parts.version) },
      annotations: { ...settings.podAnnotations, [hashAnnotation]: service.hash },
    }),
    spec: filled({
      serviceAccountName: parts.serviceAccount,
      securityContext: podSecurity(parts),
      imagePullSecrets: settings.imagePullSecrets.map((secret) => ({ name: secret })),
      nodeSelector: { ...nodeSelectors, ...settings.nodeSelector },
      hostAliases: forService(hostAliases, name),
      affinity: forService(affinity, name),
      tolerations: forService(tolerations, name),
      topologySpreadConstraints: parts.replicas > 1 ? [apart(service)] : [],
      initContainers: forService(initContainers, name),
      containers,
      terminationGracePeriodSeconds: drainOf(service, image).seconds,
      volumes: [
        ...files.volumes,
        ...(image.ours ? [parts.stateVolume, { name: 'tmp', emptyDir: {} }] : []),
        ...settings.volumes.map(volume),
        ...(forService(sidecars, name) ?? []).flatMap(sidecarVolumes),
      ],
    }),
  }
}

/** What users wrote for a service: under `spin-<service>`, else under its name. */
function forService<T>(map: Readonly<Record<string, T>>, name: string): T | undefined {
  return map[spin(name)] ?? map[name]
}

function serviceContainer(parts: PodParts): Raw {
  const { service, settings, image, deployment, files } = parts
  const { lifecycle } = drainOf(service, image)
  const hidden = new Set(files.env.map((each) => each.name))
  const open = Object.entries({ ...builtInEnv(parts), ...service.settings.env }).filter(([key]) => !hidden.has(key))
  return filled({
    name: service.name,
    image: image.reference,
    ports: [{ name: 'http', containerPort: service.settings.port }],
    env: [...open.map(([name, value]) => ({ name, value })), ...files.env],
    resources: resourcesOf(service.name, image, deployment),
    ...probesOf(service, settings, image, deployment),
    lifecycle,
    securityContext: {
      allowPrivilegeEscalation: false,
      ...(image.ours ? { readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } } : {}),
    },
    volumeMounts: [
      ...files.mounts,
      ...(image.ours
        ? [
            { name: 'state', mountPath: stateFolder },
            { name: 'tmp', mountPath: '/tmp' },
          ]
        : []),
      ...settings.volumes.map(({ id, mountPath, readOnly }) => filled({ name: volumeName(id), mountPath, readOnly })),
    ],
  })
}

/** The image holds every service: these say which one it is here. Images of Spinnaker's heed the profile only. */
const builtInEnv = ({ service, image, gateUrl }: PodParts): Readonly<Record<string, string>> => ({
  SPRING_PROFILES_ACTIVE: 'local',
  ...(image.ours
    ? {
        GENNAKER_SERVICES: service.name,
        GENNAKER_HOME: stateFolder,
        GENNAKER_CONFIG: '/opt/spinnaker/config',
        GENNAKER_HOST: '0.0.0.0',
        GENNAKER_SANDBOX: 'false',
        HOME: '/home/spinnaker',
        // The others read it in spinnaker.yml; Deck's files are for browsers.
        ...(service.name === 'deck' ? { GENNAKER_DECK_PORT: String(service.settings.port) } : {}),
        ...(service.name === 'deck' && gateUrl !== undefined ? { GENNAKER_GATE_URL: gateUrl } : {}),
      }
    : {}),
})

/** What of a service's environment nobody else may read, as its names say. */
export function secretEnvOf({ settings }: RenderedService): Record<string, string> {
  const secret = /password|passwd|secret|token|credential|private_?key|api_?key/i
  const named = Object.entries(settings.env).filter(([key, value]) => secret.test(key) || /password=/i.test(value))
  return Object.fromEntries(named)
}

function podSecurity({ settings, image }: PodParts): Raw {
  const own = settings.securityContext ?? {}
  if (!image.ours) return own
  const runAsUser = own.runAsUser ?? spinnaker
  return {
    seccompProfile: { type: 'RuntimeDefault' },
    fsGroup: spinnaker,
    runAsGroup: runAsUser,
    ...own,
    runAsUser,
    runAsNonRoot: runAsUser !== 0,
  }
}

/** Rather on different nodes than together. */
const apart = ({ name }: RenderedService) => ({
  maxSkew: 1,
  topologyKey: 'kubernetes.io/hostname',
  whenUnsatisfiable: 'ScheduleAnyway',
  labelSelector: { matchLabels: { cluster: spin(name) } },
})

const volumeName = (id: string) =>
  id
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .slice(0, 63)

function volume({ id, type }: KubernetesSettings['volumes'][number]): Raw {
  const sources: Readonly<Record<typeof type, Raw>> = {
    secret: { secret: { secretName: id } },
    configMap: { configMap: { name: id } },
    emptyDir: { emptyDir: {} },
    persistentVolumeClaim: { persistentVolumeClaim: { claimName: id } },
  }
  return { name: volumeName(id), ...sources[type] }
}

function sidecar(own: Sidecar, files: Files): Raw {
  const configMaps = (own.configMapVolumeMounts ?? []).map((each) => [each.configMapName, each.mountPath] as const)
  const secrets = (own.secretVolumeMounts ?? []).map((each) => [each.secretName, each.mountPath] as const)
  return filled({
    name: own.name,
    image: own.dockerImage,
    ports: own.port === undefined ? [] : [{ containerPort: own.port }],
    env: Object.entries(own.env ?? {}).map(([name, value]) => ({ name, value: String(value) })),
    command: own.command,
    args: own.args,
    securityContext: isRaw(own.securityContext) ? { privileged: own.securityContext.privileged === true } : undefined,
    volumeMounts: [
      // The files of the service that it stands beside.
      ...(own.mountPath && files.configVolume
        ? [{ name: files.configVolume, mountPath: own.mountPath, readOnly: true }]
        : []),
      ...[...configMaps, ...secrets].map(([id, mountPath]) => ({ name: volumeName(id), mountPath })),
    ],
  })
}

const sidecarVolumes = (own: Sidecar): Raw[] => [
  ...(own.configMapVolumeMounts ?? []).map(({ configMapName: id }) => ({
    name: volumeName(id),
    configMap: { name: id },
  })),
  ...(own.secretVolumeMounts ?? []).map(({ secretName: id }) => ({ name: volumeName(id), secret: { secretName: id } })),
]
