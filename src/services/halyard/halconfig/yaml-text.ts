import { Document } from 'yaml'
import { isTree } from './tree.ts'

/** A value on one line: `{a: 1, b: [x]}`, a scalar as it is. */
export function flowText(value: unknown, within = false): string {
  if (Array.isArray(value)) return `[${value.map((each) => flowText(each, true)).join(', ')}]`
  if (isTree(value))
    return `{${Object.entries(value)
      .map(([key, each]) => `${flowText(key, true)}: ${flowText(each, true)}`)
      .join(', ')}}`
  // A text of several lines would become a block.
  if (typeof value === 'string' && /[\n\r]/.test(value)) return JSON.stringify(value)
  if (!within) return new Document(value).toString({ lineWidth: 0 }).trimEnd()
  const list = new Document([value])
  if (list.contents !== null) (list.contents as { flow?: boolean }).flow = true
  return list.toString({ lineWidth: 0, flowCollectionPadding: false }).trim().slice(1, -1).trim()
}

/** A value over lines, without the indentation of its first; `step` is how much further right what is inside stands. */
export function valueText(value: unknown, indent: number, indentsLists: boolean, step: number): string {
  const text = new Document(value, { aliasDuplicateObjects: false })
    .toString({ lineWidth: 0, indent: Math.max(1, step), indentSeq: indentsLists, flowCollectionPadding: false })
    .trimEnd()
  return text.split('\n').join(`\n${' '.repeat(indent)}`)
}
