import { ActionIcon } from '@mantine/core'
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react'
import { memo, type ReactNode, useCallback, useMemo } from 'react'
import { boxProps, type Edge, type Place } from '../../ui/graph/drawing.tsx'
import { GraphView } from '../../ui/graph/graph-view.tsx'
import type { Box } from '../../ui/graph/layout.ts'
import type { State } from '../../ui/status.tsx'
import { nameOf, refOf, requisitesOf, stagesOf, typeOf } from './document/pipeline.ts'
import { useEditing } from './editor-context.ts'

interface GraphProps {
  /** Something is to be added between two stages. */
  addBetween: (from: string, to: string) => void
  remove: (refId: string) => void
  /** What else can be done, before the graph's own tools. */
  children: ReactNode
}

interface Node extends Box {
  readonly refId: string
  readonly name: string
  readonly type: string
  /** Names of those that it waits for. */
  readonly names: readonly string[]
  readonly state: State
  readonly problems: number
}

/** The stages and who waits for whom: an arrow key chooses the next one. */
export const StageGraph = ({ addBetween, remove, children }: GraphProps) => {
  const { document, selected, select, problems, types, readOnly } = useEditing()
  const nodes = useMemo(() => {
    const stages = stagesOf(document)
    const names = new Map(stages.map((stage) => [refOf(stage), nameOf(stage)]))
    const taken = new Set<string>()
    return stages.map((stage, position): Node => {
      const refId = refOf(stage)
      const wrong = problems.filter((problem) => problem.stage === refId)
      // Numbers may be there twice while a pipeline is wrong: arrows lead to the first.
      const key = taken.has(refId) ? `${refId} ${position}` : refId
      taken.add(refId)
      return {
        key,
        after: requisitesOf(stage),
        refId,
        name: nameOf(stage),
        type: types.find(typeOf(stage))?.label ?? (typeOf(stage) || 'Choose a type'),
        names: requisitesOf(stage).flatMap((each) => names.get(each) ?? []),
        state: wrong[0] === undefined ? 'idle' : wrong[0].level === 'error' ? 'failed' : 'waiting',
        problems: wrong.length,
      }
    })
  }, [document, problems, types])
  const byKey = useMemo(() => new Map(nodes.map((node) => [node.key, node])), [nodes])
  const draw = useCallback(
    (node: Node, place: Place, found: boolean) => (
      <StageBox
        key={node.key}
        node={node}
        {...place}
        chosen={node.refId === selected}
        found={found}
        open={() => select(node.refId)}
      />
    ),
    [selected, select],
  )
  const onEdge = ({ from, to }: Edge) => (
    <ActionIcon
      className="editor-between"
      size={24}
      radius="xl"
      variant="default"
      tabIndex={-1}
      aria-label={`Add a stage between ${byKey.get(from)?.name} and ${byKey.get(to)?.name}`}
      onClick={() => addBetween(from, byKey.get(to)?.refId ?? to)}
    >
      <IconPlus size={14} aria-hidden="true" />
    </ActionIcon>
  )
  return (
    <GraphView
      label="Stages and their order"
      nodes={nodes}
      chosen={selected}
      draw={draw}
      stateOf={({ state }) => state}
      wordsOf={({ name, type }) => `${name}\n${type}`}
      {...(!readOnly && { onEdge })}
      arrived={(key) => select(byKey.get(key)?.refId ?? key)}
      pressed={(pressed, key) => {
        if (pressed === 'Delete' && !readOnly) remove(byKey.get(key)?.refId ?? key)
      }}
      before={children}
    />
  )
}

interface BoxProps extends Place {
  node: Node
  chosen: boolean
  found: boolean
  open: () => void
}

const StageBox = memo(({ node, chosen, found, open, ...place }: BoxProps) => (
  <button
    {...boxProps(node.key, place)}
    data-stage={node.refId}
    data-state={node.state}
    data-found={found || undefined}
    aria-current={chosen ? 'true' : undefined}
    onClick={open}
  >
    <span className="clip" title={node.name}>
      {node.name}
    </span>
    <span className="clip quiet">{node.type}</span>
    {node.problems > 0 && <IconAlertTriangle className="editor-mark" size={14} aria-hidden="true" />}
    <span className="visually-hidden">
      {node.names.length > 0 ? `, after ${node.names.join(', ')}` : ', at the start'}
      {node.problems > 0 && `, ${node.problems} ${node.problems === 1 ? 'problem' : 'problems'}`}
    </span>
  </button>
))
