import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { problem } from '../../../platform/errors/index.ts'
import { locked, writeAtomically } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import { type ManifestHome, writeHome } from './home.ts'

/** A home that says what a source says and remembers what `home` remembers: for looking at what would be. `scratch` is emptied. */
export function previewHome(source: ManifestHome, scratch: string, home: HalHome): HalHome {
  const preview = writeHome(source, scratch)
  return {
    ...home,
    directory: preview.directory,
    config: preview.config,
    of: (deployment) => {
      const { profiles, serviceSettings, kustomize, directory } = preview.of(deployment)
      return { ...home.of(deployment), profiles, serviceSettings, kustomize, directory }
    },
  }
}

/** The files that came from elsewhere, so that what is no longer there goes, and nothing of anybody else. */
const listOf = (home: HalHome) => join(home.directory, '.from-elsewhere')

/**
 * Makes a home say what a source says, so that every command speaks of what is deployed. What an earlier source said goes. Throws
 * `conflict` where people have a halconfig of their own: it would be lost.
 */
export function takeOver(source: ManifestHome, home: HalHome): Promise<void> {
  return locked(home.lock, () => {
    const before = earlierFiles(home)
    if (before === undefined && existsSync(home.config))
      throw problem(
        'conflict',
        `${home.config} was not written by hal deploy apply -f, which would replace it. Take it away (hal backup create keeps it), or deploy from another home: HAL_HOME=DIR hal deploy apply -f …`,
      )
    const wanted = [...source.files.keys()]
    // First, so that an interruption leaves no file that nobody knows of.
    writeList(home, [...new Set([...(before ?? []), ...wanted])])
    for (const [path, content] of source.files) writeAtomically(join(home.directory, path), content)
    for (const path of before ?? []) if (!source.files.has(path)) rmSync(join(home.directory, path), { force: true })
    writeList(home, wanted)
  })
}

function earlierFiles(home: HalHome): string[] | undefined {
  try {
    return readFileSync(listOf(home), 'utf8').split('\n').filter(Boolean)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const writeList = (home: HalHome, paths: readonly string[]) =>
  writeAtomically(listOf(home), `${[...paths].sort().join('\n')}\n`)
