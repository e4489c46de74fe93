import type { ZodType } from 'zod'
import { inProcess, overHttp, type Transport } from '../platform/clients/index.ts'
import { type Tree, validated } from '../platform/config/index.ts'
import type { Service, ServiceDeps, ServiceName } from '../platform/service/index.ts'
import { spotStages } from '../providers/spot/stages/index.ts'
import { clouddriverConfigSchema, createClouddriver } from '../services/clouddriver/index.ts'
import { createEcho, echoConfigSchema } from '../services/echo/index.ts'
import { createFront50, front50ConfigSchema } from '../services/front50/index.ts'
import { createGate, gateConfigSchema } from '../services/gate/index.ts'
import { builtInStages, createOrca, orcaConfigSchema } from '../services/orca/index.ts'
import { addressOf } from './addresses.ts'
import { type Configuration, providers } from './configuration.ts'
import type { Options, RunnableService } from './options.ts'
import type { Sandbox } from './sandbox.ts'

/** What pipelines may consist of: what every installation has, and what the clouds bring. */
const stages = [...builtInStages, ...spotStages]

export interface Composition {
  readonly services: readonly Service[]
  /** To a service of this process. */
  transport(service: RunnableService): Transport
  close(): Promise<void>
}

/** Builds the chosen services; each reaches the others in this process or, when they run elsewhere, over HTTP. */
export async function compose(
  options: Options,
  configuration: Configuration,
  platform: Omit<ServiceDeps, 'transport'>,
  extra: {
    readonly version: string
    readonly isLocal: boolean
    readonly deckUrl: string
    readonly sandbox?: Sandbox | undefined
  },
): Promise<Composition> {
  const built = new Map<ServiceName, Service>()
  const remote = new Map<string, ReturnType<typeof overHttp>>()

  const local = (service: ServiceName) =>
    options.services.includes(service as RunnableService)
      ? inProcess(service, () => built.get(service)!.server)
      : undefined

  /** Each service says itself where it finds the others. */
  const transportOf = (caller: RunnableService) => (service: ServiceName) => {
    const here = local(service)
    if (here) return here
    const url = addressOf(service, configuration.shared(caller))
    const made = remote.get(`${service} ${url}`) ?? overHttp(service, url)
    remote.set(`${service} ${url}`, made)
    return made
  }

  const deps = (service: RunnableService): ServiceDeps => ({ ...platform, transport: transportOf(service) })
  /** The service's configuration as its schema has it; `change` is what this process adds to what is written. */
  function configOf<T>(service: RunnableService, schema: ZodType<T>, change: (tree: Tree) => Tree = (tree) => tree): T {
    const { tree, placeOf } = configuration.of(service)
    return validated(schema, change(tree), service, placeOf)
  }
  const builders: Record<RunnableService, () => Promise<Service>> = {
    front50: () => createFront50({ ...deps('front50'), config: configOf('front50', front50ConfigSchema) }),
    clouddriver: () =>
      createClouddriver({
        ...deps('clouddriver'),
        providers,
        config: configOf('clouddriver', clouddriverConfigSchema, (tree) => extra.sandbox?.addTo(tree) ?? tree),
      }),
    orca: () =>
      createOrca({
        ...deps('orca'),
        stages,
        config: configOf('orca', orcaConfigSchema, (tree) => extra.sandbox?.hurry(tree) ?? tree),
      }),
    echo: () => createEcho({ ...deps('echo'), config: configOf('echo', echoConfigSchema) }),
    gate: () =>
      createGate({
        ...deps('gate'),
        version: extra.version,
        isLocal: extra.isLocal,
        // Our own Echo has no scheduler yet; Spinnaker's has.
        schedulesStart: !options.services.includes('echo'),
        config: configOf('gate', gateConfigSchema, (tree) => {
          const services = tree.services as Tree | undefined
          const deck = { baseUrl: extra.deckUrl, ...(services?.deck as Tree | undefined) }
          return { ...tree, services: { ...services, deck } }
        }),
      }),
  }
  await Promise.all(
    options.services.map(async (name) => {
      built.set(name, await builders[name]())
    }),
  )
  return {
    services: options.services.map((name) => built.get(name)!),
    transport: (service) => local(service)!,
    async close() {
      for (const each of remote.values()) await each.close()
    },
  }
}

const ownSchemas: Readonly<Record<RunnableService, ZodType>> = {
  front50: front50ConfigSchema,
  clouddriver: clouddriverConfigSchema,
  orca: orcaConfigSchema,
  echo: echoConfigSchema,
  gate: gateConfigSchema,
}

/** Throws what is wrong with the configuration of the chosen services; nothing is built or touched. */
export function checkConfiguration(options: Options, configuration: Configuration): void {
  for (const name of options.services) {
    const { tree, placeOf } = configuration.of(name)
    validated(ownSchemas[name], tree, name, placeOf)
  }
}
