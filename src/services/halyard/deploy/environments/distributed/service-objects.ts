import type { Finding } from '../../../findings.ts'
import type { Rendered, RenderedService } from '../../../render/rendered.ts'
import type { Deployment } from '../../../schema/index.ts'
import { filesOf } from './files.ts'
import { imageOf } from './image.ts'
import { filled, type Manifest, type Raw } from './manifest.ts'
import { hashAnnotation, labelsOf, namespaceOf, selectorOf, spin } from './names.ts'
import { podTemplate, secretEnvOf } from './pod.ts'
import { type KubernetesSettings, kubernetesSettings } from './settings.ts'
import { isSplit, replicasOf, variants } from './sizing.ts'
import { holdsState, stateOf } from './state.ts'

/** Everything that a service needs in the cluster; nothing for one that cannot run there, and a finding that says why. */
export function serviceObjects(
  service: RenderedService,
  deployment: Deployment,
  rendered: Rendered,
  findings: Finding[],
): Manifest[] {
  const { version } = rendered
  const { name } = service
  const image = imageOf(service)
  if (image === undefined) {
    findings.push({
      severity: 'WARNING',
      location: `${deployment.name}.${name}`,
      message: `${name} is not part of this release yet: its files are rendered, but it is not deployed.`,
      remediation: `Give the image of Spinnaker's own ${name} as artifactId in service-settings/${name}.yml to run that.`,
    })
    return []
  }
  const settings = kubernetesSettings(service, deployment.name, findings)
  const metadata = { namespace: namespaceOf(deployment), labels: labelsOf(name, version) }
  const files = filesOf(service, secretEnvOf(service), image, metadata)
  const state = stateOf(service, image, deployment, metadata)
  const alone = holdsState(service, image)
  const wanted = replicasOf(service, deployment)
  const replicas = alone ? Math.min(wanted, 1) : wanted
  if (alone && wanted > 1)
    findings.push({
      severity: 'WARNING',
      location: `${deployment.name}.deploymentEnvironment.customSizing.${spin(name)}`,
      message: `${name} keeps its state in a volume of its own and runs once, not ${wanted} times.`,
      remediation:
        'Give all services one PostgreSQL: hal config storage sql edit --url, and hal config storage edit --type sql.',
    })
  const serviceAccount = settings.serviceAccountName ?? spin(name)
  const template = podTemplate({
    service,
    settings,
    image,
    deployment,
    version,
    files,
    stateVolume: state.volume,
    gateUrl: rendered.services.find((each) => each.name === 'gate')?.settings.baseUrl,
    serviceAccount,
    replicas,
  })
  return [
    ...(settings.serviceAccountName === undefined
      ? [
          {
            apiVersion: 'v1',
            kind: 'ServiceAccount',
            metadata: { name: serviceAccount, ...metadata },
            automountServiceAccountToken: callsTheCluster(service, deployment),
          },
        ]
      : []),
    ...files.objects,
    ...state.objects,
    ...servicesOf(service, settings, deployment, metadata),
    ...(replicas > 1
      ? [
          {
            apiVersion: 'policy/v1',
            kind: 'PodDisruptionBudget',
            metadata: { name: spin(name), ...metadata },
            spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(name) } },
          },
        ]
      : []),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: spin(name), ...metadata, annotations: { [hashAnnotation]: service.hash } },
      spec: {
        replicas,
        // The revision before keeps its ConfigMap and Secret, so that `kubectl rollout undo` works.
        revisionHistoryLimit: 1,
        strategy: strategyOf(settings, alone),
        selector: { matchLabels: selectorOf(name) },
        template,
      },
    },
  ]
}

/** Clouddriver acts on the cluster that it runs in with its own account where an account of Kubernetes says so. */
const callsTheCluster = ({ name }: RenderedService, { providers }: Deployment) =>
  name === 'clouddriver' &&
  providers.kubernetes.enabled &&
  providers.kubernetes.accounts.some(({ serviceAccount }) => serviceAccount === true)

function strategyOf({ deploymentStrategy }: KubernetesSettings, alone: boolean): Raw {
  // Two pods can't have one volume's state: the old one goes first.
  if (alone || deploymentStrategy?.type === 'recreate') return { type: 'Recreate' }
  return {
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: 1, maxUnavailable: 0, ...filled(deploymentStrategy?.strategySettings ?? {}) },
  }
}

/** The Service, and those by which clients know the parts that Halyard would split it into. */
function servicesOf(
  { name, settings: { port } }: RenderedService,
  settings: KubernetesSettings,
  deployment: Deployment,
  { namespace, labels }: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
): Manifest[] {
  const { serviceType, nodePort } = settings
  const own = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: filled({
      name: spin(name),
      namespace,
      labels: { ...settings.serviceLabels, ...labels },
      annotations: settings.serviceAnnotations,
    }),
    spec: {
      type: serviceType,
      selector: selectorOf(name),
      ports: [{ name: 'http', port, targetPort: 'http', ...(nodePort === undefined ? {} : { nodePort }) }],
    },
  }
  const parts = isSplit(name, deployment) ? variants[name]! : []
  const aliases = parts.map((part) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: spin(part), namespace, labels },
    spec: { type: 'ClusterIP', selector: selectorOf(name), ports: [{ name: 'http', port, targetPort: 'http' }] },
  }))
  return [own, ...aliases]
}
