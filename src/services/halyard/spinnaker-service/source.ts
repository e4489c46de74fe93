import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { problem } from '../../../platform/errors/index.ts'
import { readHalconfig } from '../halconfig/index.ts'
import { homeAt } from '../home.ts'
import { fromSpinnakerService, type ManifestHome } from './home.ts'
import type { ManifestText } from './manifests.ts'

/**
 * What `-f` names: a folder that is a home itself, a folder or file of manifests, or `-` for the manifests in `input`. Throws `invalid`.
 */
export function openSource(path: string, input: () => string): ManifestHome {
  if (path === '-') return fromSpinnakerService([{ where: 'standard input', text: input() }])
  return existsSync(join(path, 'config')) ? homeIn(path) : fromSpinnakerService(textsAt(path))
}

/** What `hal` writes itself, and what is hidden, is nothing that a deployment is made of. */
const notIts = new Set(['dependencies', 'history', 'staging', 'service-logs'])

function homeIn(directory: string): ManifestHome {
  const { halconfig } = readHalconfig(homeAt(directory))
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) => {
    const parts = path.split('/')
    return (
      !parts.some((part) => part.startsWith('.')) &&
      !notIts.has(parts[1] ?? '') &&
      statSync(join(directory, path)).isFile()
    )
  })
  return {
    deployment: halconfig.currentDeployment,
    files: new Map(paths.sort().map((path) => [path, readFileSync(join(directory, path))])),
    findings: [],
  }
}

/** Like kubectl: the files of a folder, not those of its folders. */
function textsAt(path: string): ManifestText[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined)
    throw problem('invalid', `There is nothing at ${path}: name a folder, a file, or - for standard input.`)
  if (!found.isDirectory()) return [textAt(path)]
  const names = readdirSync(path).sort()
  const kustomization = names.find((name) => /^[Kk]ustomization(\.ya?ml)?$/.test(name))
  if (kustomization !== undefined)
    throw problem(
      'invalid',
      `${path} is for kustomize (${kustomization}). Let it make the object: kubectl kustomize ${path} | hal deploy apply -f -`,
    )
  return names.filter((name) => /\.(ya?ml|json)$/.test(name)).map((name) => textAt(join(path, name)))
}

function textAt(path: string): ManifestText {
  try {
    return { where: path, text: readFileSync(path, 'utf8') }
  } catch (error) {
    throw problem('invalid', `${path} can't be read: ${(error as Error).message}`)
  }
}
