import { mkdirSync, readFileSync } from 'node:fs'
import { problem } from '../../../platform/errors/index.ts'
import type { HalHome } from '../home.ts'
import type { Deployment } from '../schema/index.ts'
import { type Completed, complete } from './complete.ts'
import { editable, newDocument } from './document.ts'
import { locked } from './lock.ts'
import { isTree, type Tree } from './tree.ts'
import { writeAtomically } from './write.ts'

export interface Stored extends Completed {
  /** The halconfig as the file has it. */
  readonly raw: Tree
  /** The deployment of this name; the current one without. Throws `notFound`. */
  deployment(name?: string): Deployment
}

/** The halconfig of a home. One that is not there is an empty one. */
export function readHalconfig(home: HalHome): Stored {
  const text = textOf(home)
  return stored(text === undefined ? {} : editable(text, home.config).tree)
}

export interface Change {
  /** The halconfig before and after. */
  readonly before: Stored
  readonly after: Stored
  readonly changed: boolean
}

/**
 * Changes the halconfig: `change` gets a copy of what stands in the file and alters it; `check` looks at the outcome and throws to
 * keep the file as it was. Two edits at the same time follow each other.
 */
export function editHalconfig(
  home: HalHome,
  change: (raw: Tree) => void,
  check: (change: Change) => Promise<void> | void = () => {},
): Promise<Change> {
  return locked(home.lock, async () => {
    const text = textOf(home)
    const document = editable(text ?? '', home.config)
    const wanted = structuredClone(document.tree)
    change(wanted)
    const before = stored(document.tree)
    const after = stored(wanted)
    const next = text === undefined ? newDocument(wanted) : document.with(wanted)
    const outcome = { before, after, changed: next !== text }
    await check(outcome)
    if (outcome.changed) writeAtomically(home.config, next)
    makeFolders(home, after)
    return outcome
  })
}

/** The folders that people put their own files in are there as soon as there is a deployment. */
function makeFolders(home: HalHome, { halconfig }: Stored): void {
  for (const { name } of halconfig.deploymentConfigurations) {
    // Such a name is no folder's; it is said when the deployment is validated.
    if (/[/\\]|^\.+$/.test(name)) continue
    const { profiles, serviceSettings } = home.of(name)
    for (const folder of [profiles, serviceSettings]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  }
}

/** The element of `deploymentConfigurations` in a copy that is being edited; made when it is not there. */
export function deploymentIn(raw: Tree, name?: string): Tree {
  const list = Array.isArray(raw.deploymentConfigurations) ? (raw.deploymentConfigurations as unknown[]) : undefined
  // A file that is a deployment itself has no list.
  if (list === undefined && 'providers' in raw) return raw
  const wanted = name ?? (typeof raw.currentDeployment === 'string' ? raw.currentDeployment : 'default')
  const elements = (list ?? []).filter(isTree)
  const found = elements.find((each) => (each.name ?? 'default') === wanted)
  if (found !== undefined) return found
  const made: Tree = { name: wanted }
  raw.currentDeployment ??= wanted
  raw.deploymentConfigurations = [...(list ?? []), made]
  return made
}

function stored(raw: Tree): Stored {
  const completed = complete(raw)
  return {
    raw,
    ...completed,
    deployment(name = completed.halconfig.currentDeployment) {
      const found = completed.halconfig.deploymentConfigurations.find((each) => each.name === name)
      if (found) return found
      const names = completed.halconfig.deploymentConfigurations.map((each) => each.name).join(', ')
      throw problem('notFound', `There is no deployment '${name}' in the halconfig; it has ${names}.`)
    },
  }
}

function textOf(home: HalHome): string | undefined {
  try {
    return readFileSync(home.config, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw problem('invalid', `${home.config} can't be read: ${message}. Run hal as the user who owns it.`)
  }
}
