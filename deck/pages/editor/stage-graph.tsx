import { ActionIcon } from '@mantine/core'
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react'
import { useEffect, useMemo, useRef } from 'react'
import { layoutOf, neighbourOf } from '../../ui/graph/layout.ts'
import { nameOf, refOf, requisitesOf, stagesOf, typeOf } from './document/pipeline.ts'
import { useEditing } from './editor-context.ts'

const WIDTH = 168
const HEIGHT = 46
const GAP_X = 56
const GAP_Y = 14
const EDGE = 12

const left = (column: number) => EDGE + column * (WIDTH + GAP_X)
const top = (row: number) => EDGE + row * (HEIGHT + GAP_Y)

interface GraphProps {
  /** Something is to be added between two stages. */
  addBetween: (from: string, to: string) => void
  remove: (refId: string) => void
}

/** The stages and who waits for whom: buttons, between which arrow keys lead. */
export const StageGraph = ({ addBetween, remove }: GraphProps) => {
  const { document, selected, select, problems, types, readOnly } = useEditing()
  const stages = stagesOf(document)
  const shape = JSON.stringify(stages.map((stage) => [refOf(stage), requisitesOf(stage)]))
  const layout = useMemo(
    () => layoutOf((JSON.parse(shape) as [string, string[]][]).map(([id, before]) => ({ id, before }))),
    [shape],
  )
  const box = useRef<HTMLElement>(null)
  const entry = stages.some((stage) => refOf(stage) === selected) ? selected : stages[0] && refOf(stages[0])
  useEffect(() => {
    box.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [])
  const place = (id: string) => layout.places.get(id) ?? { column: 0, row: 0 }
  const edges = stages.flatMap((stage) =>
    requisitesOf(stage)
      .filter((from) => layout.places.has(from))
      .map((from) => ({ from, to: refOf(stage) })),
  )
  return (
    <section
      className="editor-graph"
      aria-label="Stages and their order"
      ref={box}
      onKeyDown={(event) => {
        const from = (event.target as HTMLElement).dataset.stage
        if (from === undefined) return
        if (event.key === 'Delete' && !readOnly) remove(from)
        if (!event.key.startsWith('Arrow')) return
        const to = neighbourOf(layout, from, event.key as 'ArrowLeft')
        event.preventDefault()
        if (to === undefined) return
        select(to)
        box.current?.querySelector<HTMLElement>(`[data-stage="${CSS.escape(to)}"]`)?.focus()
      }}
    >
      <div className="editor-canvas" style={{ width: left(layout.columns), height: top(layout.rows) }}>
        <svg width={left(layout.columns)} height={top(layout.rows)} aria-hidden="true">
          {edges.map(({ from, to }) => {
            const [a, b] = [place(from), place(to)]
            const [x1, y1, x2, y2] = [
              left(a.column) + WIDTH,
              top(a.row) + HEIGHT / 2,
              left(b.column),
              top(b.row) + HEIGHT / 2,
            ]
            const bend = x1 + GAP_X / 2
            return (
              <path
                key={`${from}>${to}`}
                d={`M${x1} ${y1} C${bend} ${y1} ${bend} ${y2} ${bend + GAP_X / 2} ${y2} L${x2} ${y2}`}
              />
            )
          })}
        </svg>
        {stages.map((stage, position) => {
          const ref = refOf(stage)
          const { column, row } = place(ref)
          const wrong = problems.filter((problem) => problem.stage === ref)
          const after = requisitesOf(stage).flatMap((each) =>
            stages.filter((other) => refOf(other) === each).map(nameOf),
          )
          return (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: numbers may be there twice while a pipeline is wrong
              key={`${ref} ${position}`}
              type="button"
              className="editor-stage"
              style={{ left: left(column), top: top(row), width: WIDTH, height: HEIGHT }}
              data-stage={ref}
              data-level={wrong[0]?.level}
              aria-current={ref === selected ? 'true' : undefined}
              tabIndex={ref === entry ? 0 : -1}
              onClick={() => select(ref)}
            >
              <span className="clip">{nameOf(stage)}</span>
              <span className="clip quiet">
                {types.find(typeOf(stage))?.label ?? (typeOf(stage) || 'Choose a type')}
              </span>
              {wrong.length > 0 && <IconAlertTriangle size={14} aria-hidden="true" />}
              <span className="visually-hidden">
                {after.length > 0 ? `, after ${after.join(', ')}` : ', at the start'}
                {wrong.length > 0 && `, ${wrong.length} ${wrong.length === 1 ? 'problem' : 'problems'}`}
              </span>
            </button>
          )
        })}
        {!readOnly &&
          edges.map(({ from, to }) => {
            const [a, b] = [place(from), place(to)]
            return (
              <ActionIcon
                key={`${from}>${to}`}
                className="editor-between"
                size={24}
                radius="xl"
                variant="default"
                tabIndex={-1}
                style={{
                  left: left(b.column) - GAP_X / 2 - 12,
                  top: (a.column + 1 === b.column ? (top(a.row) + top(b.row)) / 2 : top(b.row)) + HEIGHT / 2 - 12,
                }}
                aria-label={`Add a stage between ${nameOf(stages.find((stage) => refOf(stage) === from) ?? {})} and ${nameOf(stages.find((stage) => refOf(stage) === to) ?? {})}`}
                onClick={() => addBetween(from, to)}
              >
                <IconPlus size={14} aria-hidden="true" />
              </ActionIcon>
            )
          })}
      </div>
    </section>
  )
}
