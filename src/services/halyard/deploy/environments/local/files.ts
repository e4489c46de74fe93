import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../../../halconfig/index.ts'
import { type Rendered, stage, stagedPath } from '../../../render/index.ts'

/** What the services of one apply read, in a folder that no later apply changes. */
export interface Deployed {
  readonly directory: string
  /** For `--config`. */
  readonly config: string
  readonly awsCredentials: string | undefined
  /** Takes it away, and puts back what was there before. */
  undo(): void
  /** Takes away what earlier applies left. */
  tidy(): void
}

/**
 * Writes what was rendered below `home` under a name of its own, so that what runs keeps its files for as long as it runs, whatever
 * becomes of the halconfig. Local files that the halconfig names go to `dependencies`, where the rendered files say that they are.
 */
export function deployFiles(rendered: Rendered, home: string, name: string, dependencies: string): Deployed {
  const all = join(home, 'deployed')
  const directory = join(all, name)
  stage(rendered, directory)
  const before = new Map<string, Buffer | undefined>()
  for (const { files } of rendered.services)
    for (const { kind, path, content } of files) {
      if (kind !== 'dependency') continue
      const target = join(dependencies, path)
      const old = existsSync(target) ? readFileSync(target) : undefined
      if (!before.has(target)) before.set(target, old)
      if (old?.equals(Buffer.from(content)) !== true) writeAtomically(target, content)
    }
  // One process has one file of credentials; Front50 keeps what it has in the database, and needs none.
  const credentials = join(directory, stagedPath({ kind: 'aws-credentials', path: 'clouddriver' }))
  return {
    directory,
    config: join(directory, 'config'),
    awsCredentials: existsSync(credentials) ? credentials : undefined,
    undo() {
      for (const [path, content] of before)
        if (content === undefined) rmSync(path, { force: true })
        else writeAtomically(path, content)
      rmSync(directory, { recursive: true, force: true })
    },
    tidy() {
      for (const other of readdirSync(all))
        if (other !== name) rmSync(join(all, other), { recursive: true, force: true })
    },
  }
}
