import { hashOrder } from '../../../lib/spel/index.ts'
import { malformed } from './errors.ts'
import type { NameSet } from './names.ts'

/** A stage as a graph sees it. Injections change what it requires. */
export interface GraphNode {
  readonly id: string
  requisites: NameSet
  readonly inject?: Injection | undefined
}

/** Where a stage puts itself into a graph that it does not know whole. */
export interface Injection {
  readonly first?: boolean | null | undefined
  readonly last?: boolean | null | undefined
  readonly before?: readonly string[] | null | undefined
  readonly after?: readonly string[] | null | undefined
}

const mostStages = 2_000

/** Stages after those that they require; among equals the order of a Java HashMap (orca: ConfigStageInjectionTransform.createGraph). */
export function sortedByGraph<N extends GraphNode>(nodes: readonly N[]): N[] {
  if (nodes.length > mostStages) throw malformed(`The pipeline has ${nodes.length} stages; ${mostStages} are the most`)
  const byId = new Map<string, N>()
  for (const node of nodes) {
    if (byId.has(node.id)) throw malformed(`Two stages have the id '${node.id}'; each needs its own`)
    byId.set(node.id, node)
  }
  const state = new Map<string, 'visiting' | 'visited'>()
  const sorted = new Set<N>()
  const visit = (id: string) => {
    state.set(id, 'visiting')
    const node = byId.get(id)
    for (const requisite of node?.requisites ?? []) {
      const seen = state.get(requisite)
      if (seen === 'visiting') throw malformed(`Cycle detected in graph (discovered on stage: ${id})`)
      if (seen === undefined) visit(requisite)
    }
    if (node !== undefined) sorted.add(node)
    state.set(id, 'visited')
  }
  for (const id of hashOrder([...byId.keys()])) visit(id)
  return [...sorted]
}

/** Ids of the stages that no other one requires, in the order of the graph. */
export function leavesOf(nodes: readonly GraphNode[]): string[] {
  const required = new Set(nodes.flatMap(({ requisites }) => [...requisites]))
  return sortedByGraph(nodes).flatMap(({ id }) => (required.has(id) ? [] : [id]))
}

/** Lets `stages` inject themselves into `graph`, which changes: its list and what its stages require. */
export function injectStages<N extends GraphNode>(stages: readonly N[], graph: N[]): void {
  for (const stage of [...stages]) {
    const { inject } = stage
    if (inject === undefined || !hasInjection(inject)) continue
    const known = graph.findIndex(({ id }) => id === stage.id)
    if (known >= 0) graph.splice(known, 1)
    if (inject.first) injectFirst(stage, graph)
    else if (inject.last) injectLast(stage, graph)
    else if (inject.before) injectBefore(stage, inject.before, graph)
    else injectAfter(stage, inject.after ?? [], graph)
  }
}

export const hasInjection = ({ first, last, before, after }: Injection) => Boolean(first || last || before || after)

export const hasManyInjections = ({ first, last, before, after }: Injection) =>
  [first, last, before, after].filter(Boolean).length > 1

function injectFirst<N extends GraphNode>(stage: N, graph: N[]): void {
  for (const { requisites } of graph) if (requisites.size === 0) requisites.add(stage.id)
  graph.unshift(stage)
}

function injectLast<N extends GraphNode>(stage: N, graph: N[]): void {
  stage.requisites.add(...leavesOf(graph))
  graph.push(stage)
  sortedByGraph(graph)
}

function injectBefore<N extends GraphNode>(stage: N, targets: readonly string[], graph: N[]): void {
  let position = 0
  const edges: string[] = []
  for (const id of targets) {
    const target = targetOf(stage, id, graph)
    edges.push(...target.requisites)
    target.requisites.clear()
    target.requisites.add(stage.id)
    position = Math.max(position, graph.indexOf(target))
  }
  stage.requisites.add(...edges.filter((edge) => edge !== stage.id))
  graph.splice(position, 0, stage)
  sortedByGraph(graph)
}

function injectAfter<N extends GraphNode>(stage: N, targets: readonly string[], graph: N[]): void {
  let position = 0
  for (const id of targets) {
    const target = targetOf(stage, id, graph)
    position = Math.max(position, graph.indexOf(target) + 1)
    stage.requisites.add(id)
    for (const { requisites } of graph) if (requisites.remove(id)) requisites.add(stage.id)
  }
  graph.splice(position, 0, stage)
  sortedByGraph(graph)
}

function targetOf<N extends GraphNode>(stage: N, id: string, graph: readonly N[]): N {
  const target = graph.find((each) => each.id === id)
  if (target === undefined) throw malformed(`could not inject '${stage.id}' stage: unknown target stage id '${id}'`)
  return target
}
