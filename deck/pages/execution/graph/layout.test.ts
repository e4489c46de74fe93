import { describe, expect, it } from 'vitest'
import { BOX, type Box, layoutOf } from './layout.ts'

const box = (key: string, ...after: string[]): Box => ({ key, after })

const crossings = (boxes: readonly Box[]): number => {
  const { edges, at } = layoutOf(boxes)
  const arrows = edges.map(({ from, to }) => ({ from: at.get(from)!, to: at.get(to)! }))
  return arrows.reduce(
    (count, a, index) =>
      count +
      arrows
        .slice(index + 1)
        .filter((b) => a.from.x === b.from.x && a.to.x === b.to.x && (a.from.y - b.from.y) * (a.to.y - b.to.y) < 0)
        .length,
    0,
  )
}

/** 1,000 stages: fans of ten after one another. */
const fans = Array.from({ length: 91 }, (_, fan) => [
  box(`${fan}`, ...(fan === 0 ? [] : Array.from({ length: 10 }, (__, i) => `${fan - 1}.${i}`))),
  ...Array.from({ length: 10 }, (__, i) => box(`${fan}.${i}`, `${fan}`)),
]).flat()

describe('the layout of a graph', () => {
  it('puts a stage right of all that it waits for, by the longest path', () => {
    const { at } = layoutOf([box('1'), box('2', '1'), box('3', '2'), box('4', '1', '3')])
    expect(['1', '2', '3', '4'].map((key) => at.get(key)!.x / (BOX.width + 56))).toEqual([0, 1, 2, 3])
  })

  it('lets no two boxes overlap', () => {
    const { at } = layoutOf(fans)
    const columns = Map.groupBy(at.values(), ({ x }) => x)
    for (const column of columns.values()) {
      const ys = column.map(({ y }) => y).toSorted((a, b) => a - b)
      for (const [i, y] of ys.entries()) if (i > 0) expect(y - ys[i - 1]!).toBeGreaterThanOrEqual(BOX.height)
    }
  })

  it('uncrosses arrows that need not cross', () => {
    expect(crossings([box('1'), box('2'), box('3', '2'), box('4', '1')])).toBe(0)
    expect(crossings(fans.slice(0, 33))).toBe(0)
  })

  it('draws a chain as a straight line, and a fan around the stage that it comes from', () => {
    const chain = layoutOf([box('1'), box('2', '1'), box('3', '2')])
    expect(new Set([...chain.at.values()].map(({ y }) => y))).toEqual(new Set([0]))
    const fan = layoutOf([box('1'), box('2', '1'), box('3', '1'), box('4', '1')])
    expect(fan.at.get('1')!.y).toBe(fan.at.get('3')!.y)
  })

  it('leads a long arrow around the boxes that it passes', () => {
    const { at, edges } = layoutOf([box('1'), box('2', '1'), box('3', '2'), box('4', '1', '3')])
    const long = edges.find(({ from, to }) => from === '1' && to === '4')!
    expect(long.via).toHaveLength(4)
    for (const { x, y } of long.via)
      for (const corner of at.values())
        if (corner.x <= x && x <= corner.x + BOX.width) expect(y > corner.y && y < corner.y + BOX.height).toBe(false)
  })

  it('stands rows in the order that their author wants', () => {
    const { at } = layoutOf([box('1'), { ...box('2', '1'), row: 1 }, { ...box('3', '1'), row: 0 }])
    expect(at.get('3')!.y).toBeLessThan(at.get('2')!.y)
  })

  it('draws stages that wait for each other, or for what is not there', () => {
    const { at, edges } = layoutOf([box('1', '2'), box('2', '1'), box('3', 'gone'), box('4', '4')])
    expect(at.size).toBe(4)
    expect(edges).toHaveLength(2)
    expect(layoutOf([])).toMatchObject({ width: 0, height: 0 })
  })

  it('is the same whatever order the stages come in', () => {
    const one = layoutOf(fans)
    const other = layoutOf(fans.toReversed())
    for (const [key, point] of one.at) expect(other.at.get(key)).toEqual(point)
  })
})
