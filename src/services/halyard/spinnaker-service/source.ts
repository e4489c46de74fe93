import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { problem } from '../../../platform/errors/index.ts'
import type { Finding } from '../findings.ts'
import { type HalHome, homeAt } from '../home.ts'
import { fromSpinnakerService, writeHome } from './home.ts'
import type { ManifestText } from './manifests.ts'

/** A home that is deployed instead of people's own. */
export interface Source {
  readonly home: HalHome
  /** Of the deployment that is meant; without it the home's current one. */
  readonly deployment?: string
  /** `spec.kustomize` of a SpinnakerService. */
  readonly kustomize?: unknown
  readonly findings: readonly Finding[]
}

/**
 * What `-f` names: a folder that is a home itself, a folder or file of manifests, or `-` for manifests in `input`. What manifests say is
 * written into the folder `scratch`. Throws `invalid`.
 */
export function openSource(path: string, scratch: string, input: string): Source {
  if (path !== '-' && existsSync(join(path, 'config'))) return { home: homeAt(path), findings: [] }
  const manifest = fromSpinnakerService(path === '-' ? [{ where: 'standard input', text: input }] : textsAt(path))
  const { deployment, kustomize, findings } = manifest
  return { home: writeHome(manifest, scratch), deployment, kustomize, findings }
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
