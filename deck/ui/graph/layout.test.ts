import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BOX, type Box, COLUMN, layoutOf } from './layout.ts'
import { neighbourOf } from './neighbour.ts'

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

/** Up to sixty stages that each wait for some of those before them. */
const graphs = fc
  .array(fc.tuple(fc.array(fc.nat(), { maxLength: 4 }), fc.option(fc.nat(5), { nil: undefined })), { maxLength: 60 })
  .map((all) =>
    all.map(([after, row], at): Box => {
      const known = after.flatMap((each) => (at === 0 ? [] : [`${each % at}`]))
      return { ...box(`${at}`, ...known), ...(row === undefined ? {} : { row }) }
    }),
  )

describe('the layout of any graph', () => {
  it('lets no two boxes overlap, and holds all of them', () => {
    fc.assert(
      fc.property(graphs, (boxes) => {
        const { at, width, height } = layoutOf(boxes)
        expect(at.size).toBe(boxes.length)
        for (const { x, y } of at.values()) {
          expect(x >= 0 && y >= 0 && x + BOX.width <= width && y + BOX.height <= height).toBe(true)
        }
        for (const column of Map.groupBy(at.values(), ({ x }) => x).values()) {
          const ys = column.map(({ y }) => y).toSorted((a, b) => a - b)
          for (const [i, y] of ys.entries()) if (i > 0) expect(y - ys[i - 1]!).toBeGreaterThanOrEqual(BOX.height)
        }
      }),
    )
  })

  it('draws every arrow once, and forward all its way', () => {
    fc.assert(
      fc.property(graphs, (boxes) => {
        const { at, edges } = layoutOf(boxes)
        const wanted = new Set(boxes.flatMap(({ key, after }) => after.map((from) => `${from}>${key}`)))
        expect(new Set(edges.map(({ from, to }) => `${from}>${to}`))).toEqual(wanted)
        expect(edges).toHaveLength(wanted.size)
        for (const { from, to, via } of edges) {
          const xs = [at.get(from)!.x + BOX.width, ...via.map(({ x }) => x), at.get(to)!.x]
          for (const [i, x] of xs.entries()) if (i > 0) expect(x).toBeGreaterThan(xs[i - 1]!)
        }
      }),
    )
  })

  it('can be gone through by arrow keys: each key leads there and one of the others back', () => {
    fc.assert(
      fc.property(graphs, (boxes) => {
        const placed = layoutOf(boxes)
        for (const { key } of boxes) {
          const right = neighbourOf('ArrowRight', key, boxes, placed)
          if (right !== undefined) expect(boxes.find((each) => each.key === right)?.after).toContain(key)
          const down = neighbourOf('ArrowDown', key, boxes, placed)
          if (down !== undefined) expect(neighbourOf('ArrowUp', down, boxes, placed)).toBe(key)
        }
      }),
    )
  })
})

describe('the layout of a graph', () => {
  it('puts a stage right of all that it waits for, by the longest path', () => {
    const { at } = layoutOf([box('1'), box('2', '1'), box('3', '2'), box('4', '1', '3')])
    expect(['1', '2', '3', '4'].map((key) => at.get(key)!.x / COLUMN)).toEqual([0, 1, 2, 3])
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

describe('arrow keys', () => {
  const boxes = [box('a'), box('b', 'a'), box('c', 'a'), box('d', 'b', 'c')]
  const from = (key: string, pressed: string) => neighbourOf(pressed, key, boxes, layoutOf(boxes))

  it('lead along the arrows, up and down a column, and to the ends', () => {
    expect(from('a', 'ArrowRight')).toBe('b')
    expect(from('b', 'ArrowDown')).toBe('c')
    expect(from('d', 'ArrowLeft')).toBe('b')
    expect(from('d', 'Home')).toBe('a')
    expect(from('a', 'End')).toBe('d')
  })

  it('lead nowhere where there is nothing', () => {
    expect(from('d', 'ArrowRight')).toBeUndefined()
    expect(from('a', 'ArrowLeft')).toBeUndefined()
    expect(from('gone', 'ArrowLeft')).toBeUndefined()
    expect(neighbourOf('ArrowLeft', 'c', [box('c', 'c')], layoutOf([box('c', 'c')]))).toBeUndefined()
  })
})
