import { describe, expect, it } from 'vitest'
import { layoutOf, neighbourOf, type Ordered } from './layout.ts'

const node = (id: string, ...before: string[]): Ordered => ({ id, before })
const diamond = [node('a'), node('b', 'a'), node('c', 'a'), node('d', 'b', 'c')]

describe('a layout', () => {
  it('puts each behind all that it comes after, and no two at one place', () => {
    const { places, columns, rows } = layoutOf(diamond)
    expect([...places].map(([id, { column, row }]) => `${id}${column}${row}`)).toEqual(['a00', 'b10', 'c11', 'd20'])
    expect([columns, rows]).toEqual([3, 2])
  })

  it('has a place for stages in a circle, after themselves, and after what is not there', () => {
    const { places } = layoutOf([node('a', 'b'), node('b', 'a'), node('c', 'c', 'gone')])
    expect(new Set([...places.values()].map(({ column, row }) => `${column}/${row}`)).size).toBe(3)
  })

  it('of nothing is empty', () => expect(layoutOf([])).toMatchObject({ columns: 0, rows: 0 }))

  it('leads from one to the next by arrow keys', () => {
    const layout = layoutOf(diamond)
    expect(neighbourOf(layout, 'a', 'ArrowRight')).toBe('b')
    expect(neighbourOf(layout, 'b', 'ArrowDown')).toBe('c')
    expect(neighbourOf(layout, 'd', 'ArrowLeft')).toBe('b')
    expect(neighbourOf(layout, 'd', 'ArrowRight')).toBeUndefined()
  })
})
