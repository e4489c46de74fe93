import { useComputedColorScheme } from '@mantine/core'
import { type RefObject, useEffect, useRef } from 'react'
import type { State } from '../status.tsx'
import { BOX, type Placed } from './layout.ts'

const WIDTH = 160
const HEIGHT = 90

export const minimapScale = ({ width, height }: Placed): number =>
  Math.min(WIDTH / Math.max(1, width), HEIGHT / Math.max(1, height))

interface MinimapProps {
  placed: Placed
  states: ReadonlyMap<string, State>
  /** The frame that shows what part is in view; moved by whoever moves the view. */
  frame: RefObject<HTMLDivElement | null>
  go: (point: { x: number; y: number }) => void
}

/** The whole drawing, small; a click goes there. Everything in it is elsewhere too. */
export const Minimap = ({ placed, states, frame, go }: MinimapProps) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const scheme = useComputedColorScheme()
  const scale = minimapScale(placed)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides about the colours
  useEffect(() => {
    const drawing = canvas.current?.getContext('2d')
    if (!drawing) return
    const style = getComputedStyle(document.documentElement)
    const colour = (state: State): string => style.getPropertyValue(`--deck-${state}`)
    drawing.clearRect(0, 0, 2 * WIDTH, 2 * HEIGHT)
    for (const [key, { x, y }] of placed.at) {
      drawing.fillStyle = colour(states.get(key) ?? 'idle')
      const [w, h] = [Math.max(2, 2 * BOX.width * scale), Math.max(2, 2 * BOX.height * scale)]
      drawing.fillRect(2 * x * scale, 2 * y * scale, w, h)
    }
  }, [placed, states, scale, scheme])
  return (
    <div
      className="graph-minimap"
      aria-hidden="true"
      style={{ width: placed.width * scale, height: placed.height * scale }}
      onPointerDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        const { left, top } = event.currentTarget.getBoundingClientRect()
        go({ x: (event.clientX - left) / scale, y: (event.clientY - top) / scale })
      }}
    >
      <canvas ref={canvas} width={2 * WIDTH} height={2 * HEIGHT} style={{ width: WIDTH, height: HEIGHT }} />
      <div ref={frame} className="graph-minimap-frame" />
    </div>
  )
}
