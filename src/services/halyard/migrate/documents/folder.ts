import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { problem } from '../../../../platform/errors/index.ts'
import { collect, type Documents } from './document.ts'
import { placeOfKey } from './layout.ts'

/** The documents in a folder that is a copy of a bucket. Throws `invalid` when there is no such folder. */
export function readFolder(directory: string): Documents {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw problem(
      'invalid',
      `There is no folder ${directory}. Name a copy of Front50's bucket (aws s3 sync, gsutil rsync), or s3://BUCKET/FOLDER.`,
    )
  const found = collect()
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    const place = placeOfKey(path)
    const file = join(directory, path)
    if (place !== undefined && statSync(file).isFile()) found.add(file, place, readFileSync(file, 'utf8'))
  }
  return found
}
