import '@xyflow/react/dist/style.css'
import { graphlib, layout } from '@dagrejs/dagre'
import { useMantineColorScheme } from '@mantine/core'
import { Background, Controls, type Edge, Handle, type Node, type NodeProps, Position, ReactFlow } from '@xyflow/react'
import { useMemo } from 'react'
import type { Stage } from '../../data/shapes.ts'
import { stateOf, statusWords } from '../../ui/status.tsx'

const WIDTH = 170
const HEIGHT = 44

type StageNode = Node<{ stage: Stage }, 'stage'>

/** Where each stage stands depends on the arrows alone, so a change of status moves nothing. */
const places = (shape: readonly (readonly [id: string, before: readonly string[]])[]) => {
  const graph = new graphlib.Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 16, ranksep: 48 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const [id] of shape) graph.setNode(id, { width: WIDTH, height: HEIGHT })
  for (const [id, before] of shape) for (const from of before) graph.setEdge(from, id)
  layout(graph)
  return new Map(shape.map(([id]) => [id, graph.node(id) as { x: number; y: number }]))
}

interface GraphProps {
  stages: Stage[]
  selected: string | undefined
  choose: (stageId: string) => void
}

/** An execution's stages and what each waits for. */
export const Graph = ({ stages, selected, choose }: GraphProps) => {
  const { colorScheme } = useMantineColorScheme()
  const idByRef = new Map(stages.map(({ refId, id }) => [refId, id]))
  const shape = stages.map(
    ({ id, requisiteStageRefIds }) =>
      [id, (requisiteStageRefIds ?? []).flatMap((ref) => idByRef.get(ref) ?? [])] as const,
  )
  const key = JSON.stringify(shape)
  const placed = useMemo(() => places(JSON.parse(key)), [key])
  const nodes: StageNode[] = stages.map((stage) => {
    const { x, y } = placed.get(stage.id) ?? { x: 0, y: 0 }
    return {
      id: stage.id,
      type: 'stage',
      position: { x: x - WIDTH / 2, y: y - HEIGHT / 2 },
      data: { stage },
      selected: stage.id === selected,
      width: WIDTH,
      height: HEIGHT,
      ariaLabel: `${stage.name}: ${statusWords(stage.status)}`,
    }
  })
  const edges: Edge[] = shape.flatMap(([id, before]) =>
    before.map((from) => ({ id: `${from}>${id}`, source: from, target: id, focusable: false })),
  )
  return (
    <div className="graph">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        colorMode={colorScheme === 'auto' ? 'system' : colorScheme}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.1 }}
        minZoom={0.1}
        nodesDraggable={false}
        nodesConnectable={false}
        preventScrolling={false}
        zoomOnScroll={false}
        onNodeClick={(_, node) => choose(node.id)}
        onNodesChange={(changes) => {
          for (const change of changes) if (change.type === 'select' && change.selected) choose(change.id)
        }}
      >
        <Background gap={24} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  )
}

const StageBox = ({ data: { stage } }: NodeProps<StageNode>) => (
  <div className="node" data-state={stateOf(stage.status)}>
    <Handle type="target" position={Position.Left} />
    <span className="clip">{stage.name}</span>
    <span className="status clip" data-state={stateOf(stage.status)}>
      {statusWords(stage.status)}
    </span>
    <Handle type="source" position={Position.Right} />
  </div>
)

const nodeTypes = { stage: StageBox }
