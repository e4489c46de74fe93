import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { editable, isTree, type Tree } from '../../src/services/halyard/halconfig/index.ts'
import { sharedFile } from '../support/root.ts'
import { absent, corpusFiles } from './corpus.ts'

const folder = sharedFile('corpus')

const files = [...new Set(corpusFiles('halconfigs').map(({ name }) => name.replace(/#\d+$/, '')))].flatMap((name) => {
  const text = readFileSync(join(folder!, 'halconfigs', name), 'utf8')
  try {
    return Object.keys(editable(text, name).tree).length > 0 ? [{ name, text }] : []
  } catch {
    // Manifests in several documents are no halconfigs.
    return []
  }
})

/** The lines that both have at their begin and end; the others changed. */
function changedLines(before: string, after: string): { gone: string[]; come: string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')]
  let start = 0
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++
  let end = 0
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++
  return { gone: old.slice(start, old.length - end), come: now.slice(start, now.length - end) }
}

describe.skipIf(absent !== undefined)('edits of real halconfigs', () => {
  it.each(files)('change one line for one value: $name', ({ name, text }) => {
    const document = editable(text, name)
    const wanted = structuredClone(document.tree)
    const list = wanted.deploymentConfigurations
    const deployment = Array.isArray(list) && isTree(list[0]) ? list[0] : wanted
    const hasOne = deployment.timezone !== undefined
    deployment.timezone = 'Europe/Lisbon'
    const { gone, come } = changedLines(text, document.with(wanted))
    expect(come.filter((line) => line !== '')).toHaveLength(1)
    expect(come.join('')).toContain('Europe/Lisbon')
    expect(gone.filter((line) => line !== '')).toHaveLength(hasOne ? 1 : 0)
  })

  it.each(files)('of any kind say what they shall, and leave the rest as it was: $name', ({ name, text }) => {
    const { tree } = editable(text, name)
    const places = [...placesIn(tree, [])]
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        'plain',
        'with: colon',
        '# no comment',
        'true',
        '123',
        '',
        'é',
        '{{name}}',
        "it's",
        'a "b"',
        ' padded ',
      ),
      fc.string(),
      fc.boolean(),
      fc.integer(),
      fc.constant([]),
      fc.constant({}),
      fc.array(fc.constantFrom('a', 'b', 'c')),
      fc.constant({ name: 'new', regions: ['x', 'y'], permissions: { READ: ['r'], WRITE: [] }, nothing: {} }),
      fc.constant([{ name: 'one', list: [{ name: 'in', deep: { deeper: 1 } }] }, { name: 'two' }]),
    )
    const edit = fc.record({
      at: fc.nat({ max: Math.max(0, places.length - 1) }),
      how: fc.constantFrom<'set' | 'remove' | 'add' | 'append'>('set', 'remove', 'add', 'append'),
      value,
    })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const wanted = structuredClone(tree)
        for (const { at, how, value } of edits) change(wanted, places[at] ?? [], how, structuredClone(value))
        const after = editable(text, name).with(wanted)
        const parsed = parseDocument(after)
        expect(parsed.errors).toEqual([])
        expect(parsed.toJS() ?? {}).toEqual(wanted)
        if (edits.length > 1) return
        // What stands above and below the place that changed is as it was.
        const { gone } = changedLines(text, after)
        const [from, to] = linesOf(text, (places[edits[0]!.at] ?? []).slice(0, -1))
        const first = text.split('\n').findIndex((line, index) => line !== after.split('\n')[index])
        if (gone.length === 0) return
        expect(first).toBeGreaterThanOrEqual(from)
        expect(first + gone.length - 1).toBeLessThanOrEqual(to)
      }),
      { numRuns: 8 },
    )
  })
})

type Path = readonly (string | number)[]

function* placesIn(value: unknown, path: Path): Iterable<Path> {
  if (path.length > 0) yield path
  if (Array.isArray(value)) for (const [index, each] of value.entries()) yield* placesIn(each, [...path, index])
  else if (isTree(value)) for (const [key, each] of Object.entries(value)) yield* placesIn(each, [...path, key])
}

/** The lines, counted from 0, of what stands at a path, with the line of its key. */
function linesOf(text: string, path: Path): [number, number] {
  const document = parseDocument(text)
  const node = (path.length === 0 ? document.contents : document.getIn(path, true)) as {
    range?: [number, number, number]
  } | null
  if (path.length === 0 || node?.range === undefined) return [0, text.split('\n').length]
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length - 1
  return [Math.max(0, lineAt(node.range[0]) - 1), lineAt(node.range[2])]
}

function change(tree: Tree, path: Path, how: 'set' | 'remove' | 'add' | 'append', value: unknown): void {
  const parent = path.slice(0, -1).reduce<unknown>((node, key) => (node as Tree)?.[key as string], tree)
  const last = path.at(-1)
  if (last === undefined || typeof parent !== 'object' || parent === null) return
  // An earlier edit may have put something else there.
  if (
    Array.isArray(parent) !== (typeof last === 'number') ||
    (typeof last === 'number' && last >= (parent as unknown[]).length)
  )
    return
  const here = (parent as Tree)[last as string]
  if (how === 'set') (parent as Tree)[last as string] = value
  else if (how === 'remove') {
    if (Array.isArray(parent)) parent.splice(Number(last), 1)
    else delete (parent as Tree)[last as string]
  } else if (how === 'add' && isTree(here)) here['brand-new'] = value
  else if (how === 'append' && Array.isArray(here)) here.push(value)
}
