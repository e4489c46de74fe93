import { Button, Checkbox } from '@mantine/core'
import { memo, useCallback, useMemo, useRef, useState } from 'react'
import { keyOf, needsJudgment } from '../../../data/execution.ts'
import type { Stage } from '../../../data/shapes.ts'
import { boxProps, type Place } from '../../../ui/graph/drawing.tsx'
import { type GraphHandle, GraphView } from '../../../ui/graph/graph-view.tsx'
import { type State, Status, stateOf, statusWords } from '../../../ui/status.tsx'
import { Duration } from '../../../ui/time.tsx'
import { criticalPath } from './critical-path.ts'
import { type Node, nameOf, shapeOf, statusOf } from './shape.ts'

interface GraphProps {
  /** The drawn stages. */
  stages: readonly Stage[]
  selected: string | undefined
  choose: (stageId: string) => void
}

/** An execution's stages and what each waits for. */
export const Graph = ({ stages, selected, choose }: GraphProps) => {
  const [hideSkipped, setHideSkipped] = useState(false)
  const [showsPath, setShowsPath] = useState(false)
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const graph = useRef<GraphHandle>(null)
  const nodes = useMemo(() => shapeOf(stages, { hideSkipped, opened }), [stages, hideSkipped, opened])
  const path = useMemo(
    () => new Set(showsPath ? nodesOf(nodes, criticalPath(stages, Date.now())) : []),
    [showsPath, nodes, stages],
  )
  const chosen = nodes.find((node) => node.stages.some(({ id }) => id === selected))?.key
  const open = useCallback(
    (node: Node) => {
      if (!node.folded) return choose(node.stages[0].id)
      setOpened((before) => new Set([...before, node.group ?? '']))
      graph.current?.goTo(keyOf(node.stages[0]))
    },
    [choose],
  )
  const draw = useCallback(
    (node: Node, place: Place, found: boolean) => (
      <StageBox
        key={node.key}
        node={node}
        {...place}
        selected={node.key === chosen}
        found={found}
        critical={path.has(node.key)}
        open={open}
      />
    ),
    [chosen, path, open],
  )
  return (
    <GraphView
      ref={graph}
      label="Graph of the stages"
      nodes={nodes}
      chosen={chosen}
      draw={draw}
      stateOf={stateOfNode}
      wordsOf={wordsOf}
      path={path}
      tools={
        <>
          <Checkbox
            size="xs"
            label="Critical path"
            checked={showsPath}
            onChange={(event) => setShowsPath(event.currentTarget.checked)}
          />
          {stages.some(({ status }) => status === 'SKIPPED') && (
            <Checkbox
              size="xs"
              label="Hide skipped"
              checked={hideSkipped}
              onChange={(event) => setHideSkipped(event.currentTarget.checked)}
            />
          )}
          {opened.size > 0 && (
            <Button size="compact-xs" variant="default" onClick={() => setOpened(new Set())}>
              Fold groups
            </Button>
          )}
        </>
      }
    />
  )
}

const waitsForPerson = ({ stages }: Node): boolean => stages.some(needsJudgment)

const stateOfNode = (node: Node): State => (waitsForPerson(node) ? 'waiting' : stateOf(statusOf(node.stages)))

const wordsOf = (node: Node): string =>
  [nameOf(node), ...node.stages.flatMap(({ name, type }) => [name, type])].join('\n')

const nodesOf = (nodes: readonly Node[], keys: readonly string[]): string[] => {
  const wanted = new Set(keys)
  return nodes.filter((node) => node.stages.some((stage) => wanted.has(keyOf(stage)))).map(({ key }) => key)
}

interface BoxProps extends Place {
  node: Node
  selected: boolean
  found: boolean
  critical: boolean
  open: (node: Node) => void
}

const StageBox = memo(({ node, selected, found, critical, open, ...place }: BoxProps) => {
  const status = statusOf(node.stages)
  const [stage] = node.stages
  const waits = waitsForPerson(node)
  const words = waits ? 'Needs judgment' : statusWords(status)
  return (
    <button
      {...boxProps(node.key, place)}
      data-state={stateOfNode(node)}
      data-found={found || undefined}
      data-critical={critical || undefined}
      data-folded={node.folded || undefined}
      aria-pressed={selected}
      aria-label={`${nameOf(node)}: ${words}${critical ? ', on the critical path' : ''}${node.folded ? ', opens the group' : ''}`}
      onClick={() => open(node)}
    >
      <span className="clip" title={nameOf(node)}>
        {nameOf(node)}
      </span>
      <span className="graph-box-state clip">
        <Status status={waits ? 'SUSPENDED' : status} words={words} />
        {!node.folded && stage.startTime !== undefined && (
          <span className="quiet">
            {' · '}
            <Duration from={stage.startTime} to={stage.endTime} />
          </span>
        )}
      </span>
    </button>
  )
})
