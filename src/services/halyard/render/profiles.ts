import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Document, parseAllDocuments } from 'yaml'
import type { Finding, Severity } from '../findings.ts'
import { isTree, nearest, type Tree, withoutSource } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import { type ServiceName, serviceNames } from '../names.ts'
import type { RenderedFile } from './rendered.ts'

/** The files in `profiles/` that people write themselves. */
export interface Profiles {
  /** What stands beside the generated files of a service, or instead of them where it has their name. */
  of(service: ServiceName): readonly RenderedFile[]
  /** The files whose YAML a service reads. */
  readonly names: readonly string[]
  /** What the YAML of one of these says; nothing of a file that is not there or none of YAML. */
  tree(file: string): Tree
}

const servers = serviceNames.filter((name) => name !== 'deck')
/** The names of what is generated. */
const replaced = new Set([...servers.map((name) => `${name}.yml`), 'spinnaker.yml', 'settings.js'])

/** Reads the folder. What no service reads is said, rather than left to be wondered about. */
export function readProfiles(home: HalHome, deployment: string, findings: Finding[]): Profiles {
  const directory = home.of(deployment).profiles
  const byService = new Map<ServiceName, RenderedFile[]>(serviceNames.map((name) => [name, []]))
  const trees = new Map<string, Tree>()
  const tell = (severity: Severity, name: string, message: string, remediation?: string) =>
    findings.push({
      severity,
      location: `${deployment}.profiles.${name}`,
      message,
      ...(remediation === undefined ? {} : { remediation }),
    })
  function treeOf(name: string): Tree {
    const [first, ...others] = parsed(readFileSync(join(directory, name), 'utf8'))
    const error = [first, ...others].flatMap((each) => each?.errors ?? [])[0]
    if (error !== undefined) tell('ERROR', name, `profiles/${name} is not valid YAML: ${withoutSource(error)}`)
    const value: unknown = error === undefined ? first?.toJS({ maxAliasCount: 100 }) : undefined
    return isTree(value) ? value : {}
  }

  function readEntry(name: string, folder: boolean): void {
    const place = placeOf(name, folder)
    if (name === 'images-local.yml') trees.set(name, treeOf(name))
    else if (place === undefined) tell('WARNING', name, `profiles/${name} is not read by any service.`, remedyFor(name))
    else {
      if (replaced.has(name))
        tell(
          'INFO',
          name,
          `profiles/${name} stands instead of what is generated: nothing of the halconfig reaches ${name}.`,
          `To change only some of it, name it ${name.replace(/\.(yml|js)$/, '-local.$1')}.`,
        )
      if (name.endsWith('.yml')) trees.set(name, treeOf(name))
      const files = folder
        ? filesBelow(join(directory, name)).map((path) => ownFile(join(directory, name), path, place.kind))
        : [ownFile(directory, name, place.kind)]
      for (const service of place.services) byService.get(service)!.push(...files)
    }
  }

  for (const { name, folder } of entriesOf(directory)) {
    try {
      readEntry(name, folder)
    } catch (error) {
      tell('ERROR', name, `profiles/${name} can't be read: ${(error as Error).message}`)
    }
  }
  return {
    of: (service) => byService.get(service)!,
    names: [...trees.keys()],
    tree: (file) => trees.get(file) ?? {},
  }
}

interface Place {
  readonly services: readonly ServiceName[]
  readonly kind: RenderedFile['kind']
}

/** Who reads an entry of the folder. */
function placeOf(name: string, folder: boolean): Place | undefined {
  if (folder) return name === 'clouddriver' || name === 'rosco' ? { services: [name], kind: name } : undefined
  if (name === 'settings.js' || name === 'settings-local.js') return { services: ['deck'], kind: 'deck' }
  if (/^spinnaker.*\.yml$/.test(name)) return { services: servers, kind: 'config' }
  const service = servers.find(
    (each) => name === `${each}.yml` || (name.startsWith(`${each}-`) && name.endsWith('.yml')),
  )
  return service === undefined ? undefined : { services: [service], kind: 'config' }
}

function remedyFor(name: string): string {
  const right = nearest(name, [
    ...servers.flatMap((each) => [`${each}-local.yml`, `${each}.yml`]),
    'spinnaker-local.yml',
    'settings-local.js',
  ])
  if (right !== undefined) return `Did you mean '${right}'?`
  return 'Files are <service>-local.yml above what is generated, <service>.yml instead of it, and settings-local.js.'
}

function parsed(text: string): Document.Parsed[] {
  const documents = parseAllDocuments(text, { logLevel: 'error', merge: true })
  return 'empty' in documents ? [] : documents
}

/** Who writes a profile himself may write anything into it; Deck's settings are read by every browser. */
function ownFile(directory: string, path: string, kind: RenderedFile['kind']): RenderedFile {
  const content = readFileSync(join(directory, path))
  const executable = (statSync(join(directory, path)).mode & 0o100) !== 0
  return { path, kind, secret: kind !== 'deck', content, ...(executable ? { executable } : {}) }
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
const own = (entry: Dirent) => !entry.name.startsWith('.') && !entry.name.endsWith('~')

function entriesOf(directory: string): { name: string; folder: boolean }[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter(own)
      .map((entry) => ({ name: entry.name, folder: isFolder(join(directory, entry.name)) }))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function filesBelow(directory: string, prefix = ''): string[] {
  return readdirSync(join(directory, prefix), { withFileTypes: true })
    .filter(own)
    .flatMap((entry) => {
      const path = join(prefix, entry.name)
      return isFolder(join(directory, path)) ? filesBelow(directory, path) : [path]
    })
    .sort()
}
