import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Finding } from '../findings.ts'
import type { Tree } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import { type ServiceName, serviceNames } from '../names.ts'
import type { Deployment } from '../schema/index.ts'
import { resolveVersion } from '../versions/index.ts'
import type { FilePlaces } from './dependencies.ts'
import { readProfiles } from './profiles.ts'
import { notYet, otherDatabases } from './release.ts'
import type { Rendered, RenderedFile, RenderedService, RenderOptions, ServiceSettings } from './rendered.ts'
import * as services from './services/index.ts'
import { exposure, logins, readWritten, redisOf, settingsOf } from './settings/index.ts'
import { merged, yamlOf } from './tree.ts'
import { startWriting } from './writing.ts'

/**
 * The files that the services of a deployment read, made of the halconfig, the profiles, the service settings and the local files that
 * they name. The same inputs give the same files. What is odd is told in the findings; nothing is fetched and nothing decrypted.
 */
export async function render(home: HalHome, deployment: Deployment, options: RenderOptions = {}): Promise<Rendered> {
  const { env = process.env } = options
  const findings: Finding[] = []
  const version = options.version ?? versionOf(home, deployment, findings)
  const written = readWritten(home, deployment.name, findings)
  const settings = settingsOf(deployment, written, findings)
  const profiles = readProfiles(home, deployment.name, findings)
  const places: FilePlaces = {
    home,
    deployment: deployment.name,
    dependencies: options.dependencies ?? dependenciesOf(home, deployment, env),
    env,
    foreign: deployment.deploymentEnvironment.type === 'Distributed',
  }
  const shared = services.spinnaker(deployment, settings, redisOf(written))
  const rendered = serviceNames
    .filter((name) => settings[name].enabled)
    .map((name): RenderedService => {
      const writing = startWriting(places, findings)
      const report = (finding: Finding) => findings.push(finding)
      const rendering = { deployment, version, settings, profiles, writing, env, report }
      const own = name === 'deck' ? deckFiles(rendering) : serverFiles(name, rendering, shared)
      const files = withOwn(own, profiles.of(name)).sort(byPlace)
      return { name, settings: settings[name], files, hash: hashOf(name, version, settings[name], files, shared) }
    })
  const gateProfiles = ['gate.yml', 'gate-local.yml', 'spinnaker-local.yml'].map(profiles.tree)
  findings.push(
    ...exposure(deployment, settings),
    ...logins(deployment, gateProfiles),
    ...notYet(deployment, settings),
    ...otherDatabases(deployment.name, profiles),
  )
  return { version, services: rendered, findings: distinct(findings) }
}

/** What runs: this release, unless the halconfig names a branch or a bill of materials of one's own. */
function versionOf(home: HalHome, deployment: Deployment, findings: Finding[]): string {
  try {
    const { bom, findings: notices } = resolveVersion(home, deployment.version)
    findings.push(...notices.map((each) => ({ ...each, location: deployment.name })))
    return bom.version
  } catch (error) {
    findings.push({ severity: 'ERROR', location: deployment.name, message: (error as Error).message })
    return deployment.version
  }
}

/** Where services of a deployment type find the local files that the halconfig names. */
function dependenciesOf(home: HalHome, deployment: Deployment, env: NodeJS.ProcessEnv): string {
  switch (deployment.deploymentEnvironment.type) {
    case 'Local':
      return home.of(deployment.name).dependencies
    case 'LocalGit':
      return join(env.HOME ?? homedir(), '.spinnaker', 'dependencies')
    default:
      return '/opt/spinnaker/config/dependencies'
  }
}

const trees: Record<Exclude<ServiceName, 'deck'>, (rendering: services.Rendering) => Tree> = {
  front50: services.front50,
  fiat: services.fiat,
  clouddriver: services.clouddriver,
  igor: services.igor,
  echo: services.echo,
  rosco: services.rosco,
  kayenta: services.kayenta,
  orca: services.orca,
  gate: services.gate,
}

const credentials: Partial<Record<ServiceName, (rendering: services.Rendering) => RenderedFile[]>> = {
  front50: services.front50Credentials,
  clouddriver: services.clouddriverCredentials,
  kayenta: services.kayentaCredentials,
}

function serverFiles(name: Exclude<ServiceName, 'deck'>, rendering: services.Rendering, shared: Tree): RenderedFile[] {
  const { deployment, writing } = rendering
  const parts = [
    {
      spectator: { applicationName: name, webEndpoint: { enabled: deployment.metricStores.enabled } },
    },
    services.extensibility(rendering, name),
    services.sql(rendering, name),
    trees[name](rendering),
  ]
  return [
    configFile('spinnaker', shared, false),
    configFile(name, parts.reduce(merged, {}), writing.holdsSecret),
    ...writing.copies,
    ...(credentials[name]?.(rendering) ?? []),
  ]
}

function configFile(name: string, tree: Tree, holdsSecret: boolean): RenderedFile {
  const content = header(name) + yamlOf(tree)
  // An address may hold who logs in there.
  return {
    path: `${name}.yml`,
    kind: 'config',
    secret: holdsSecret || /:\/\/[^\s/@]*:[^\s/@]+@/.test(content),
    content,
  }
}

const deckFiles = (rendering: services.Rendering): RenderedFile[] => [
  {
    path: 'settings.js',
    kind: 'deck',
    secret: false,
    content: `// ${origin}\n// What is written into it is lost: write it into profiles/settings-local.js.\n${services.deck(rendering)}`,
  },
]

const origin = 'Written by hal from the halconfig, and written anew by each apply.'
const header = (name: string) =>
  `# ${origin}\n# What is written into it is lost: write it into profiles/${name}-local.yml.\n`

/** People's own files beside the generated ones; one of the same name stands instead. */
function withOwn(generated: readonly RenderedFile[], own: readonly RenderedFile[]): RenderedFile[] {
  const names = new Set(own.map(({ kind, path }) => `${kind}/${path}`))
  return [...generated.filter(({ kind, path }) => !names.has(`${kind}/${path}`)), ...own]
}

const placeOf = ({ kind, path }: RenderedFile) => `${kind}/${path}`
const byPlace = (one: RenderedFile, other: RenderedFile) => (placeOf(one) < placeOf(other) ? -1 : 1)

/** Of everything that a service is started with. Of what all services share, only what concerns it. */
function hashOf(
  name: ServiceName,
  version: string,
  settings: ServiceSettings,
  files: readonly RenderedFile[],
  shared: ReturnType<typeof services.spinnaker>,
): string {
  const hash = createHash('sha256').update(JSON.stringify(ordered({ name, version, settings })))
  for (const file of files) {
    const { executable = false } = file
    const content = isShared(file) ? JSON.stringify(ordered(concerning(name, shared, files))) : file.content
    hash.update(JSON.stringify([placeOf(file), executable, Buffer.byteLength(content)])).update(content)
  }
  return hash.digest('hex').slice(0, 32)
}

const isShared = ({ kind, path, secret }: RenderedFile) => kind === 'config' && path === 'spinnaker.yml' && !secret

/**
 * What a service reads of `spinnaker.yml`: how it listens itself, and where those are whom it calls. Nobody calls Gate and Deck, so that
 * they can be moved without restarting the others; a file that names their places means to follow them.
 */
function concerning(
  name: ServiceName,
  { global, services: all }: ReturnType<typeof services.spinnaker>,
  files: readonly RenderedFile[],
) {
  const doors = ['gate', 'deck']
  const named = (door: string) => files.some((file) => !isShared(file) && file.content.includes(`services.${door}`))
  const seen = Object.entries(all).flatMap(([service, entry]) => {
    if (service === name || (doors.includes(service) && (doors.includes(name) || named(service))))
      return [[service, entry]]
    if (doors.includes(service)) return []
    const { baseUrl, enabled } = entry as { baseUrl?: unknown; enabled?: unknown }
    return [[service, { baseUrl, enabled }]]
  })
  return { global, services: Object.fromEntries(seen) }
}

/** The same value, whatever order its keys were written in. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, each]) => [key, ordered(each)]),
  )
}

/** Several services read the same part of the halconfig, and what is odd about it is said once. */
const distinct = (findings: readonly Finding[]) => [
  ...new Map(findings.map((finding) => [`${finding.location} ${finding.message}`, finding])).values(),
]
