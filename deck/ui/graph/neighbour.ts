import type { Box, Placed } from './layout.ts'

/** Where a key leads: along the arrows sideways, to the next box of the column up and down, to the first and the last. */
export const neighbourOf = (key: string, from: string, boxes: readonly Box[], { at }: Placed): string | undefined => {
  const here = at.get(from)
  if (!here) return undefined
  const nearest = (keys: readonly string[]): string | undefined =>
    keys
      .filter((each) => each !== from && at.has(each))
      .toSorted((a, b) => Math.abs(at.get(a)!.y - here.y) - Math.abs(at.get(b)!.y - here.y))[0]
  const beyond = (isBeyond: (y: number) => boolean): string | undefined =>
    nearest([...at].filter(([, { x, y }]) => x === here.x && isBeyond(y)).map(([each]) => each))
  switch (key) {
    case 'ArrowLeft':
      return nearest(boxes.find((box) => box.key === from)?.after ?? [])
    case 'ArrowRight':
      return nearest(boxes.filter(({ after }) => after.includes(from)).map((box) => box.key))
    case 'ArrowUp':
      return beyond((y) => y < here.y)
    case 'ArrowDown':
      return beyond((y) => y > here.y)
    case 'Home':
      return boxes[0]?.key
    case 'End':
      return boxes.at(-1)?.key
    default:
      return undefined
  }
}
