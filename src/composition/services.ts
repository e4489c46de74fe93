import { inProcess, overHttp, type Transport } from '../platform/clients/index.ts'
import { loadConfig, type Tree, validated } from '../platform/config/index.ts'
import { isLoopback } from '../platform/http/index.ts'
import type { Service, ServiceDeps, ServiceName } from '../platform/service/index.ts'
import { spotProvider } from '../providers/spot/index.ts'
import { spotStages } from '../providers/spot/stages/index.ts'
import { clouddriverConfigSchema, createClouddriver } from '../services/clouddriver/index.ts'
import { createEcho, echoConfigSchema } from '../services/echo/index.ts'
import { createFront50, front50ConfigSchema } from '../services/front50/index.ts'
import { createGate, gateConfigSchema } from '../services/gate/index.ts'
import { builtInStages, createOrca, orcaConfigSchema } from '../services/orca/index.ts'
import type { Options, RunnableService } from './options.ts'
import type { Sandbox } from './sandbox.ts'

/** The clouds. */
const providers = [spotProvider]

/** What pipelines may consist of: what every installation has, and what the clouds bring. */
const stages = [...builtInStages, ...spotStages]

/** Spinnaker's ports: where a service is when it runs in another process and no `services.<name>.baseUrl` says otherwise. */
const ports: Partial<Record<ServiceName, number>> = {
  front50: 8080,
  clouddriver: 7002,
  orca: 8083,
  echo: 8089,
  gate: 8084,
}

export interface Composition {
  readonly services: readonly Service[]
  transport(service: ServiceName): Transport
  close(): Promise<void>
}

/** Builds the chosen services; each reaches the others in this process or, when they run elsewhere, over HTTP. */
export async function compose(
  options: Options,
  platform: Omit<ServiceDeps, 'transport'>,
  extra: { readonly version: string; readonly sandbox?: Sandbox | undefined },
): Promise<Composition> {
  const built = new Map<ServiceName, Service>()
  const remote = new Map<ServiceName, ReturnType<typeof overHttp>>()
  const treeOf = (service: RunnableService) =>
    loadConfig(service, { directory: options.configDirectory, env: process.env })

  function transport(service: ServiceName): Transport {
    if (options.services.includes(service as RunnableService))
      return inProcess(service, () => built.get(service)!.server)
    const known = remote.get(service)
    if (known) return known
    const services = (treeOf('gate').services ?? {}) as Record<string, { baseUrl?: string } | undefined>
    const made = overHttp(service, services[service]?.baseUrl ?? `http://127.0.0.1:${ports[service]}`)
    remote.set(service, made)
    return made
  }

  const deps: ServiceDeps = { ...platform, transport }
  const deckUrl = `http://localhost:${options.deckPort}`
  const builders: Record<RunnableService, () => Promise<Service>> = {
    front50: () => createFront50({ ...deps, config: validated(front50ConfigSchema, treeOf('front50'), 'front50') }),
    clouddriver: () => {
      const own = treeOf('clouddriver')
      const tree = extra.sandbox?.addTo(own) ?? own
      return createClouddriver({ ...deps, providers, config: validated(clouddriverConfigSchema, tree, 'clouddriver') })
    },
    orca: () => {
      const own = treeOf('orca')
      const tree = extra.sandbox?.hurry(own) ?? own
      return createOrca({ ...deps, stages, config: validated(orcaConfigSchema, tree, 'orca') })
    },
    echo: () => createEcho({ ...deps, config: validated(echoConfigSchema, treeOf('echo'), 'echo') }),
    gate: () => {
      const own = treeOf('gate')
      const services = own.services as Tree | undefined
      const deck = { baseUrl: deckUrl, ...(services?.deck as Tree | undefined) }
      const tree = { ...own, services: { ...services, deck } }
      const config = validated(gateConfigSchema, tree, 'gate')
      return createGate({
        ...deps,
        version: extra.version,
        isLocal: isLoopback(options.host),
        // Our own Echo has no scheduler yet; Spinnaker's has.
        schedulesStart: !options.services.includes('echo'),
        config,
      })
    },
  }
  await Promise.all(
    options.services.map(async (name) => {
      built.set(name, await builders[name]())
    }),
  )
  return {
    services: options.services.map((name) => built.get(name)!),
    transport,
    async close() {
      for (const each of remote.values()) await each.close()
    },
  }
}

/** Where a service listens when it does not share the process with Gate. */
export function portOf(service: ServiceName): number {
  return ports[service] ?? 0
}
