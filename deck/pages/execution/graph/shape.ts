import { keyOf } from '../../../data/execution.ts'
import { phasesOf } from '../../../data/phases.ts'
import type { ExecutionStatus, Stage } from '../../../data/shapes.ts'
import type { Box } from '../../../ui/graph/layout.ts'

/** What a box of the graph stands for: a stage, or several of a group (`context.group`) folded into one. */
export interface Node extends Box {
  readonly stages: readonly [Stage, ...Stage[]]
  /** The group that it is folded from, or that its stage belongs to. */
  readonly group?: string
  readonly folded: boolean
}

const WORST: readonly ExecutionStatus[] = [
  'TERMINAL',
  'RUNNING',
  'PAUSED',
  'SUSPENDED',
  'STOPPED',
  'CANCELED',
  'FAILED_CONTINUE',
  'NOT_STARTED',
  'BUFFERED',
  'REDIRECT',
  'SUCCEEDED',
  'SKIPPED',
]

/** The status that says most about several: the worst of them, as the stock deck ranks them. */
export const statusOf = (stages: readonly Stage[]): ExecutionStatus =>
  WORST.find((status) => stages.some((stage) => stage.status === status)) ?? 'NOT_STARTED'

export const nameOf = ({ folded, group, stages }: Node): string =>
  folded ? `${group} (${stages.length})` : stages[0].name

interface ShapeOptions {
  readonly hideSkipped: boolean
  /** Groups that stand as their stages. */
  readonly opened: ReadonlySet<string>
}

/**
 * The boxes of an execution's drawn stages. Skipped ones may be left out: their arrows lead on to what comes after. A group
 * is folded into one box unless it is opened, or unless something outside runs between its parts: that would be a circle.
 */
export const shapeOf = (drawn: readonly Stage[], { hideSkipped, opened }: ShapeOptions): Node[] => {
  const nodes = (hideSkipped ? withoutSkipped(drawn) : drawn.map(plain)).map((node) => {
    const { group } = node.stages[0].context ?? {}
    return typeof group === 'string' && group !== '' ? { ...node, group } : node
  })
  const groups = [...new Set(nodes.flatMap(({ group }) => group ?? []))].filter((group) => !opened.has(group))
  return groups.reduce<Node[]>((all, group) => {
    const folded = fold(all, group)
    return phasesOf(folded).circular.size > 0 ? all : folded
  }, nodes)
}

const plain = (stage: Stage): Node => {
  const row = Number(stage.context?.graphRowOverride)
  return {
    key: keyOf(stage),
    after: stage.requisiteStageRefIds ?? [],
    stages: [stage],
    folded: false,
    ...(stage.context?.graphRowOverride !== undefined && Number.isFinite(row) ? { row } : {}),
  }
}

const withoutSkipped = (drawn: readonly Stage[]): Node[] => {
  const skipped = new Map(drawn.filter(({ status }) => status === 'SKIPPED').map((stage) => [keyOf(stage), stage]))
  const through = (ref: string, seen: ReadonlySet<string>): string[] => {
    const stage = skipped.get(ref)
    if (!stage) return [ref]
    if (seen.has(ref)) return []
    return (stage.requisiteStageRefIds ?? []).flatMap((each) => through(each, new Set([...seen, ref])))
  }
  return drawn
    .filter((stage) => !skipped.has(keyOf(stage)))
    .map((stage) => {
      const node = plain(stage)
      return { ...node, after: [...new Set(node.after.flatMap((ref) => through(ref, new Set())))] }
    })
}

const fold = (nodes: readonly Node[], group: string): Node[] => {
  const members = nodes.filter((node) => node.group === group && !node.folded)
  const [first, ...others] = members
  if (!first || others.length === 0) return [...nodes]
  const keys = new Set(members.map(({ key }) => key))
  const key = `group:${group}`
  const box: Node = {
    key,
    after: [...new Set(members.flatMap(({ after }) => after))].filter((ref) => !keys.has(ref)),
    stages: [first.stages[0], ...others.flatMap(({ stages }) => stages)],
    group,
    folded: true,
  }
  const rest = nodes.filter((node) => !keys.has(node.key))
  return [
    ...rest.map((node) => ({ ...node, after: [...new Set(node.after.map((ref) => (keys.has(ref) ? key : ref)))] })),
    box,
  ]
}
