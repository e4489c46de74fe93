import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, isAbsolute, join } from 'node:path'
import { problem } from '../../../platform/errors/index.ts'
import { localFiles } from '../backup/local-files.ts'
import type { Finding } from '../findings.ts'
import { forbids } from '../findings.ts'
import { editable, locked, writeAtomically } from '../halconfig/index.ts'
import { type HalHome, homeAt } from '../home.ts'
import { localPaths } from '../local-paths.ts'
import type { ManifestHome } from '../spinnaker-service/home.ts'
import { openSource, previewHome } from '../spinnaker-service/index.ts'

const open = (from: string): ManifestHome => openSource(from, () => readFileSync(0, 'utf8'))

/** Does `work` on what `from` says, as if it were the own home. A home is looked at where it is, so that its files are found. */
export async function lookAt<T>(
  from: string,
  home: HalHome,
  work: (preview: HalHome, deployment: string, findings: readonly Finding[]) => Promise<T>,
): Promise<T> {
  const source = open(from)
  if (existsSync(join(from, 'config'))) return work(homeAt(from), source.deployment, source.findings)
  const scratch = mkdtempSync(join(tmpdir(), 'hal-'))
  try {
    return await work(previewHome(source, scratch, home), source.deployment, source.findings)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * Copies halconfig, profiles, service settings and the local files that the halconfig names into the own home, the halconfig last: an
 * interrupted copy is done again. Returns what was written. Throws `conflict` when there is another halconfig, unless it `overwrites`.
 */
export function takeHome(from: string, home: HalHome, overwrites: boolean): Promise<readonly string[]> {
  const source = open(from)
  if (forbids(source.findings)) throw problem('invalid', `${from} has errors: nothing was changed.`)
  const files = withLocalFiles(from, home, source)
  return locked(home.lock, () => {
    const differs = [...files].filter(([path, content]) => !isSame(join(home.directory, path), content))
    const inTheWay = differs.filter(([path]) => existsSync(join(home.directory, path)))
    if (inTheWay.length > 0 && !overwrites)
      throw problem(
        'conflict',
        `${home.directory} has another ${inTheWay.map(([path]) => path).join(', ')}; nothing was copied. Keep it by hal backup create and repeat with --overwrite, or take another home: HAL_HOME=DIR hal migrate …`,
      )
    const ordered = differs.sort(([one], [other]) => Number(one === 'config') - Number(other === 'config'))
    for (const [path, content] of ordered) writeAtomically(join(home.directory, path), content)
    return ordered.map(([path]) => path).sort()
  })
}

const isSame = (path: string, content: Buffer) => existsSync(path) && readFileSync(path).equals(content)

/** Files outside of the other home that its halconfig names come along, and the copy names them where they are then. */
function withLocalFiles(from: string, home: HalHome, { deployment, files: given }: ManifestHome): Map<string, Buffer> {
  const files = new Map([...given].map(([path, content]) => [path, Buffer.from(content)]))
  const config = files.get('config')
  if (config === undefined) return files
  const document = editable(config.toString(), `The halconfig in ${from}`)
  const wanted = structuredClone(document.tree)
  for (const { value, set } of localFiles(wanted)) {
    const found = localPaths(value, homeAt(from), deployment, process.env).find((each) => existsSync(each))
    if (found === undefined) continue
    const content = readFileSync(found)
    const inside = found.startsWith(`${from}/`) ? found.slice(from.length + 1) : undefined
    const path = inside ?? join('.migrated', basename(found))
    if (inside === undefined && files.get(path)?.equals(content) === false)
      throw problem(
        'conflict',
        `Two files that the halconfig of ${from} names are called ${basename(found)}. Rename one, and say so in the halconfig.`,
      )
    files.set(path, content)
    if (inside === undefined || isAbsolute(value)) set(join(home.directory, path))
  }
  files.set('config', Buffer.from(document.with(wanted)))
  return files
}
