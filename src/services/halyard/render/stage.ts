import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../halconfig/index.ts'
import type { FileKind, Rendered, RenderedFile } from './rendered.ts'

const folders: Readonly<Record<FileKind, string>> = {
  config: 'config',
  deck: 'deck',
  rosco: 'rosco',
  clouddriver: 'clouddriver',
  dependency: 'dependencies',
  'aws-credentials': 'aws-credentials',
}

/** Where a file stands below the folder that everything is written to: a folder a kind. */
export const stagedPath = ({ kind, path }: Pick<RenderedFile, 'kind' | 'path'>): string => join(folders[kind], path)

/** Writes everything that is rendered below a folder of its own, which is emptied first. Only its owner reads it. */
export function stage(rendered: Rendered, directory: string): void {
  rmSync(directory, { recursive: true, force: true })
  const files = new Map(rendered.services.flatMap(({ files }) => files.map((file) => [stagedPath(file), file])))
  for (const [path, { content, executable }] of files)
    writeAtomically(join(directory, path), content, executable ? 0o700 : 0o600)
}
