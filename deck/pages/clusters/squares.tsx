import { useComputedColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type MouseEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { colour } from '../../app/theme.ts'
import { useOpenDetail } from '../../clouds/detail.tsx'
import { providerOf } from '../../clouds/group.ts'
import { instancesQuery, type ServerGroupRow } from '../../data/infrastructure.ts'
import { CELL, lettersOf, STATE_WORDS } from './layout.ts'

interface SquaresProps {
  app: string
  group: ServerGroupRow
  perLine: number
  lines: number
  sort: string | undefined
}

const SIZE = CELL - 2
const COLOURS = { U: 'succeeded', D: 'failed', S: 'running', O: 'waiting', N: 'idle', R: 'waiting' } as const

/**
 * The instances of a server group, a square each. For the eye and the mouse only: what it says is said in the row's words,
 * and the list of instances is there for the keyboard. Each state has a shape of its own, not only a colour.
 */
export const Squares = ({ app, group, perLine, lines, sort }: SquaresProps) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const scheme = useComputedColorScheme('light')
  const letters = useMemo(() => lettersOf(group.states), [group.states])
  const open = useOpenDetail()
  const queries = useQueryClient()
  const [over, setOver] = useState<{ index: number; id?: string }>()
  const width = perLine * CELL
  const height = lines * CELL

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || !canvas.current) return
    const scale = window.devicePixelRatio || 1
    canvas.current.width = width * scale
    canvas.current.height = height * scale
    context.scale(scale, scale)
    const palette = colour[scheme]
    for (let index = 0; index < letters.length; index += 1) {
      const x = (index % perLine) * CELL
      const y = Math.floor(index / perLine) * CELL
      const letter = letters[index] as keyof typeof COLOURS
      drawSquare(context, letter, x, y, palette[COLOURS[letter] ?? 'idle'], palette.surface)
    }
  }, [letters, perLine, width, height, scheme])

  const indexAt = (event: MouseEvent<HTMLCanvasElement>): number | undefined => {
    const box = event.currentTarget.getBoundingClientRect()
    const column = Math.floor((event.clientX - box.left) / CELL)
    const index = Math.floor((event.clientY - box.top) / CELL) * perLine + column
    return column >= 0 && column < perLine && index >= 0 && index < letters.length ? index : undefined
  }
  const instanceAt = async (index: number) => {
    const { account, region, name } = group
    const offset = Math.floor(index / 100) * 100
    const query = instancesQuery(app, { account, region, name, sort, offset, limit: 100 })
    const { instances } = await queries.fetchQuery({ ...query, staleTime: 5_000 })
    return instances[index - offset]
  }
  const hover = async (event: MouseEvent<HTMLCanvasElement>) => {
    const index = indexAt(event)
    if (index === over?.index) return
    setOver(index === undefined ? undefined : { index })
    if (index === undefined) return
    const found = await instanceAt(index).catch(() => undefined)
    if (found) setOver((now) => (now?.index === index ? { index, id: found.name } : now))
  }
  const pick = async (event: MouseEvent<HTMLCanvasElement>) => {
    const index = indexAt(event)
    const found = index === undefined ? undefined : await instanceAt(index).catch(() => undefined)
    if (found) open({ kind: 'instance', provider: providerOf(group), instanceId: found.id })
  }
  const state = over && (STATE_WORDS[letters[over.index] ?? ''] ?? 'Unknown')
  return (
    <span className="clusters-squares" aria-hidden="true">
      <canvas
        ref={canvas}
        style={{ width, height }}
        onMouseMove={(event) => void hover(event)}
        onMouseLeave={() => setOver(undefined)}
        onClick={(event) => void pick(event)}
      />
      {over && (
        <span
          className="clusters-tip"
          style={{
            left: Math.min((over.index % perLine) * CELL, Math.max(0, width - 180)),
            top: (Math.floor(over.index / perLine) + 1) * CELL + 2,
          }}
        >
          {over.id ?? `${over.index + 1} of ${letters.length}`}: {state}
        </span>
      )}
    </span>
  )
}

const drawSquare = (
  context: CanvasRenderingContext2D,
  letter: keyof typeof COLOURS,
  x: number,
  y: number,
  fill: string,
  ground: string,
): void => {
  context.fillStyle = fill
  context.strokeStyle = fill
  context.lineWidth = 1.5
  if (letter === 'U' || letter === 'D') {
    context.fillRect(x, y, SIZE, SIZE)
    if (letter === 'U') return
    context.strokeStyle = ground
    context.beginPath()
    context.moveTo(x + 2.5, y + 2.5)
    context.lineTo(x + SIZE - 2.5, y + SIZE - 2.5)
    context.moveTo(x + SIZE - 2.5, y + 2.5)
    context.lineTo(x + 2.5, y + SIZE - 2.5)
    context.stroke()
    return
  }
  context.strokeRect(x + 0.75, y + 0.75, SIZE - 1.5, SIZE - 1.5)
  if (letter === 'S') context.fillRect(x, y + SIZE / 2, SIZE, SIZE / 2)
  if (letter === 'R') context.fillRect(x, y, SIZE / 2, SIZE)
  if (letter === 'N') context.fillRect(x + SIZE / 2 - 1, y + SIZE / 2 - 1, 2, 2)
}
