import type { ServiceName } from '../../../names.ts'
import type { RenderedService } from '../../../render/rendered.ts'
import type { Deployment, Sizing } from '../../../schema/index.ts'
import type { Image } from './image.ts'
import type { Raw } from './manifest.ts'
import { spin } from './names.ts'

/** What a service of ours takes in a SMALL deployment: thousandths of a core and MiB that it asks for, MiB that it may have. */
const small: Readonly<Record<ServiceName, readonly [cpu: number, asked: number, most: number]>> = {
  front50: [50, 160, 384],
  clouddriver: [100, 256, 768],
  orca: [100, 256, 768],
  echo: [50, 128, 384],
  gate: [50, 160, 512],
  deck: [20, 96, 256],
  fiat: [50, 128, 384],
  igor: [50, 128, 384],
  rosco: [50, 128, 384],
  kayenta: [50, 128, 384],
}
/** What a Java virtual machine takes. */
const java = [250, 1024, 2048] as const
const factors: Readonly<Record<string, number>> = { SMALL: 1, MEDIUM: 2, LARGE: 4 }

/** The parts into which Halyard could split a service; here it is one, however many of it run. */
export const variants: Partial<Record<ServiceName, readonly string[]>> = {
  clouddriver: ['clouddriver-rw', 'clouddriver-caching', 'clouddriver-ro', 'clouddriver-ro-deck'],
  echo: ['echo-worker', 'echo-scheduler'],
}

export const isSplit = (service: ServiceName, { deploymentEnvironment: { haServices } }: Deployment) =>
  (service === 'clouddriver' || service === 'echo') && haServices[service].enabled

/** What its container asks for and may have: as users say, by container or by service; else by the deployment's size. */
export function resourcesOf(service: ServiceName, image: Image, deployment: Deployment): Raw {
  const { customSizing, size } = deployment.deploymentEnvironment
  const names = [service, ...(isSplit(service, deployment) ? variants[service]! : [])]
  const own = names
    .flatMap((name) => [customSizing[name], customSizing[spin(name)]])
    .find((each) => each?.requests !== undefined || each?.limits !== undefined)
  if (own !== undefined) return withoutReplicas(own)
  const [cpu, asked, most] = image.ours ? small[service] : java
  const factor = factors[size] ?? 1
  return {
    requests: { cpu: `${cpu * factor}m`, memory: `${asked * factor}Mi` },
    limits: { memory: `${most * factor}Mi` },
  }
}

const withoutReplicas = ({ requests, limits }: Sizing): Raw => ({
  ...(requests === undefined ? {} : { requests }),
  ...(limits === undefined ? {} : { limits }),
})

/** How many of it are wanted. Of a service that Halyard would split: as many as its parts together. */
export function replicasOf({ name, settings }: RenderedService, deployment: Deployment): number {
  const { customSizing } = deployment.deploymentEnvironment
  const own = customSizing[spin(name)]?.replicas
  if (own !== undefined) return own
  if (!isSplit(name, deployment)) return settings.targetSize
  const parts = variants[name]!.map((part) => customSizing[spin(part)]?.replicas ?? 1)
  // The scheduler's job is leased: it needs no part of its own.
  return parts.reduce((sum, each) => sum + each, 0)
}
