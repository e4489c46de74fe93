import { useEffect, useMemo, useState } from 'react'
import { type Box, layoutOf, type Placed } from './layout.ts'

/** So few boxes and arrows are laid out at once, within a frame or two: a worker that has yet to start takes far longer. */
const FEW = 1_500

const sizeOf = (boxes: readonly Box[]): number => boxes.reduce((sum, { after }) => sum + 1 + after.length, 0)

let worker: Worker | undefined
let count = 0
const waiting = new Map<number, (placed: Placed) => void>()

const layoutElsewhere = (boxes: readonly Box[]): Promise<Placed> => {
  if (!worker) {
    worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<{ id: number; placed: Placed }>) => {
      waiting.get(data.id)?.(data.placed)
      waiting.delete(data.id)
    })
  }
  count += 1
  const id = count
  return new Promise((resolve) => {
    waiting.set(id, resolve)
    worker!.postMessage({ id, boxes })
  })
}

/** Where boxes stand; what stood there before until then. Depends on the arrows alone. */
export const useLayout = (all: readonly Box[]): Placed | undefined => {
  const key = JSON.stringify(
    all.map(({ key: own, after, row }) => ({ key: own, after, ...(row === undefined ? {} : { row }) })),
  )
  const boxes = useMemo<readonly Box[]>(() => JSON.parse(key), [key])
  const [later, setLater] = useState<{ key: string; placed: Placed }>()
  const now = useMemo(() => (sizeOf(boxes) <= FEW ? layoutOf(boxes) : undefined), [boxes])
  useEffect(() => {
    if (sizeOf(boxes) <= FEW) return
    let wanted = true
    void layoutElsewhere(boxes).then((placed) => wanted && setLater({ key, placed }))
    return () => {
      wanted = false
    }
  }, [boxes, key])
  return now ?? later?.placed
}
