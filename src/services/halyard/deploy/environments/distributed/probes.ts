import type { RenderedService } from '../../../render/rendered.ts'
import type { Deployment } from '../../../schema/index.ts'
import type { Image } from './image.ts'
import type { Raw } from './manifest.ts'
import type { KubernetesSettings } from './settings.ts'

/**
 * When a pod gets requests, when it is started anew, and how long it may take to come up. Out of the box a pod is started anew only
 * when its port is dead: a database that is away makes `/health` say DOWN, and starting anew mends no database.
 */
export function probesOf(
  { settings: service }: RenderedService,
  settings: KubernetesSettings,
  image: Image,
  deployment: Deployment,
): Raw {
  const { livenessProbeConfig } = deployment.deploymentEnvironment
  const port = { port: 'http' }
  const ready = check()
  const live = livenessProbeConfig.enabled ? ready : { tcpSocket: port }
  const { initialDelaySeconds } = livenessProbeConfig

  function check(): Raw {
    const { customHealthCheckExecCommands: command, useExecHealthCheck, useTcpProbe } = settings
    const path = service.healthEndpoint
    if (useTcpProbe || path === null) return { tcpSocket: port }
    const absolute = path.startsWith('/') ? path : `/${path}`
    if (useExecHealthCheck !== false && command.length > 0) return { exec: { command } }
    // Spinnaker's images have wget, and some of their services answer on their own address only.
    if (useExecHealthCheck !== false && !image.ours)
      return {
        exec: {
          command: [
            'wget',
            '--no-check-certificate',
            '--spider',
            '-q',
            `${service.scheme}://localhost:${service.port}${absolute}`,
          ],
        },
      }
    return { httpGet: { path: absolute, ...port, scheme: service.scheme.toUpperCase() } }
  }

  return {
    startupProbe: settings.startupProbe ?? {
      ...ready,
      periodSeconds: image.ours ? 1 : 5,
      failureThreshold: 120,
      timeoutSeconds: 3,
    },
    readinessProbe: settings.readinessProbe ?? { ...ready, periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 3 },
    livenessProbe: settings.livenessProbe ?? {
      ...live,
      ...(initialDelaySeconds === undefined ? {} : { initialDelaySeconds }),
      periodSeconds: 10,
      failureThreshold: 6,
      timeoutSeconds: 3,
    },
  }
}
