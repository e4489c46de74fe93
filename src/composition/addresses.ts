import type { Tree } from '../platform/config/index.ts'
import { isLoopback } from '../platform/http/index.ts'
import type { ServiceName } from '../platform/service/index.ts'
import type { SharedConfig } from './shared-config.ts'

/** Spinnaker's ports: where a service is when nobody says otherwise. */
export const ports = {
  front50: 8080,
  clouddriver: 7002,
  orca: 8083,
  echo: 8089,
  gate: 8084,
  igor: 8088,
  fiat: 7003,
  rosco: 8087,
  kayenta: 8090,
  keel: 7010,
  deck: 9000,
} as const

type Named = keyof typeof ports & keyof SharedConfig['services']

/** Where a caller may have an address of its own for a service. */
const sections = {
  clouddriver: ['clouddriver', 'oort', 'kato', 'mort'],
  front50: ['front50'],
  orca: ['orca'],
} as const

/**
 * Where a service finds another that runs elsewhere: at the address of a section of its own (`front50.baseUrl`, `oort.baseUrl`),
 * of `services.<name>`, or on Spinnaker's port of this machine.
 */
export function addressOf(name: ServiceName, shared: SharedConfig): string {
  const own = name in sections ? sections[name as keyof typeof sections] : []
  const first = own.map((section) => shared[section].baseUrl).find((url) => url)
  if (first) return first
  const { baseUrl, host, port } = shared.services[name as Named] ?? {}
  if (baseUrl) return baseUrl
  return `http://${urlHost(host)}:${port ?? ports[name as Named]}`
}

/** Where a service listens: `server` counts before `services.<name>`. Deck is no server of Spring's: it has the latter only. */
export function listeningOf(
  name: Named,
  { server, services }: SharedConfig,
): { host: string | undefined; port: number } {
  const { host, port } = services[name]
  if (name === 'deck') return { host, port: port ?? ports.deck }
  return { host: server.address ?? host, port: server.port ?? port ?? ports[name] }
}

/** What Java binds for `localhost`; the name alone may mean another address to Node.js. */
export const boundHost = (host: string | undefined): string =>
  host === undefined || host === '' || host === 'localhost' ? '127.0.0.1' : host

/** Nobody is at "every address": who listens there is on this machine. */
function urlHost(host: string | undefined): string {
  const bound = boundHost(host)
  if (bound === '0.0.0.0' || bound === '::' || isLoopback(bound)) return '127.0.0.1'
  return bound.includes(':') ? `[${bound}]` : bound
}

/** What placeholders may ask for of services that nobody configured. */
export function knownServices(): Tree {
  const entries = Object.entries(ports).map(([name, port]) => {
    const at = `\${services.${name}.host:localhost}:\${services.${name}.port:${port}}`
    return [name, { host: 'localhost', port, baseUrl: `http://${at}`, enabled: !absent.includes(name) }]
  })
  const redis = { host: 'localhost', port: 6379, baseUrl: 'redis://localhost:6379', enabled: true }
  return { services: { ...Object.fromEntries(entries), redis } }
}

/** Services that Spinnaker does without unless it is told of them. */
const absent = ['igor', 'fiat', 'kayenta', 'keel', 'rosco']
