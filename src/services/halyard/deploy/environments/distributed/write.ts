import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { problem } from '../../../../../platform/errors/index.ts'
import { writeAtomically } from '../../../halconfig/index.ts'
import type { Manifest } from './manifest.ts'

/** The first line of every file that is ours to replace and to take away. */
const mark = '# Written by hal deploy manifests, and written anew by the next call.\n'

/**
 * Writes the objects as plain YAML, a file a service, with a kustomization that names them. Secrets stand apart, in files that only
 * their owner reads. What an earlier call wrote and this one does not is taken away; somebody else's file is never touched. Returns
 * the names of the files.
 */
export function writeManifests(directory: string, objects: readonly Manifest[]): string[] {
  const files = new Map<string, Manifest[]>()
  for (const object of objects) {
    const name = fileOf(object)
    files.set(name, [...(files.get(name) ?? []), object])
  }
  const texts = new Map([...files].map(([name, documents]) => [name, documents.map(yamlOf).join('---\n')]))
  const resources = [...texts.keys()]
  texts.set(
    'kustomization.yml',
    yamlOf({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }),
  )
  const there = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.yml')) : []
  const earlier = new Set(there.filter((name) => readFileSync(join(directory, name), 'utf8').startsWith(mark)))
  const foreign = there.find((name) => texts.has(name) && !earlier.has(name))
  if (foreign !== undefined)
    throw problem(
      'conflict',
      `${join(directory, foreign)} was written by somebody else and would be lost. Choose another folder with -o.`,
    )
  for (const [name, text] of texts)
    writeAtomically(join(directory, name), mark + text, name.endsWith(secrets) ? 0o600 : 0o644)
  for (const name of earlier) if (!texts.has(name)) rmSync(join(directory, name))
  return [...texts.keys()]
}

const secrets = '-secrets.yml'

function fileOf({ kind, metadata: { labels, name } }: Manifest): string {
  if (kind === 'Namespace') return 'namespace.yml'
  const base = labels?.['app.kubernetes.io/name'] ?? `other-${name}`
  return kind === 'Secret' ? `${base}${secrets}` : `${base}.yml`
}

const yamlOf = (value: unknown): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
