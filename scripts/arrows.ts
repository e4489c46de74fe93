/**
 * Holds the arrows between the rooms: runs the rules of .dependency-cruiser.mjs over every source file, prints what
 * breaks them and exits 1. A cruise that read fewer files than the tree has fails too: without a parser for this
 * TypeScript, dependency-cruiser reads nothing and finds nothing wrong.
 */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { cruise, format, type ICruiseResult } from 'dependency-cruiser'
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'

process.chdir(join(import.meta.dirname, '..'))
const rooms = ['src', 'deck', 'simulators', 'test', 'bench', 'scripts']

const isSource = (path: string) => !path.startsWith('deck/dist/')
const files = globSync(
  rooms.map((room) => `${room}/**/*.{ts,tsx}`),
  { exclude: ['**/node_modules/**'] },
).filter(isSource)

const result = (await cruise(rooms, await extractOptions('./.dependency-cruiser.mjs'))).output as ICruiseResult
const read = new Set(result.modules.map(({ source }) => source))
const unread = files.filter((file) => !read.has(file))
const { output, exitCode } = await format(result, { outputType: 'err' })

// The notice about the missing tsc is answered by the count.
process.stdout.write(String(output).replace(/\n*‼ missing-tsc-transpiler[\s\S]*$/, '\n'))
if (exitCode !== 0)
  process.stdout.write('\nThe comment of each rule in .dependency-cruiser.mjs says why it is there.\n')
if (unread.length > 0) {
  process.stdout.write(
    `\ndependency-cruiser read ${files.length - unread.length} of ${files.length} files. Is @swc/core installed? Not read:\n  ${unread.slice(0, 20).join('\n  ')}\n`,
  )
}
process.exitCode = exitCode !== 0 || unread.length > 0 ? 1 : 0
