import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import type { Finding } from '../findings.ts'
import { isTree } from '../halconfig/tree.ts'
import type { HalHome } from '../home.ts'
import { isElsewhere, localPaths } from '../local-paths.ts'
import type { RenderedFile } from './rendered.ts'
import { yamlOf } from './tree.ts'

/** Where local files are looked for, and where services find their copies. */
export interface FilePlaces {
  readonly home: HalHome
  readonly deployment: string
  readonly dependencies: string
  readonly env: NodeJS.ProcessEnv
  /** Whether a kubeconfig goes to machines with other tools in other places. */
  readonly foreign: boolean
}

export interface LocalFile {
  /** What the service reads: the path of the copy. */
  readonly reference: string
  readonly copy?: RenderedFile
  readonly finding?: Omit<Finding, 'location'>
}

/** The copy of a local file that the halconfig names. One that can't be read is not copied: the path stays, and it is said. */
export function localFile(path: string, secret: boolean, places: FilePlaces): LocalFile {
  if (isElsewhere(path)) return { reference: path }
  const candidates = localPaths(path, places.home, places.deployment, places.env)
  let reason = 'it is not there'
  for (const candidate of candidates) {
    try {
      const content = readFileSync(candidate)
      const name = nameOf(path)
      return {
        reference: join(places.dependencies, name),
        copy: { path: name, kind: 'dependency', secret, content: places.foreign ? portable(content) : content },
      }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT') reason = message
    }
  }
  return {
    reference: candidates[0]!,
    finding: {
      severity: 'WARNING',
      message: `The file ${candidates[0]} can't be read: ${reason}. Its path is written as it is.`,
      remediation: 'Put the file there, or run hal as the user who may read it.',
    },
  }
}

/** Two files of one name are told apart by where they are; the content does not show, so that a change leaves every reference as it is. */
function nameOf(path: string): string {
  const place = createHash('sha256').update(path).digest('hex').slice(0, 8)
  return `${place}-${basename(path).replaceAll(/[^\w.-]/g, '_')}`
}

/** A kubeconfig that logs in by gcloud at the place where it is on this machine finds it by name on others. */
function portable(content: Buffer): Buffer | string {
  if (!content.includes('auth-provider')) return content
  const config: unknown = parse(content.toString(), { logLevel: 'error' })
  if (!isTree(config) || !Array.isArray(config.users)) return content
  for (const each of config.users) {
    const provider = isTree(each) && isTree(each.user) ? each.user['auth-provider'] : undefined
    if (isTree(provider) && provider.name === 'gcp' && isTree(provider.config)) provider.config['cmd-path'] = 'gcloud'
  }
  return yamlOf(config)
}
