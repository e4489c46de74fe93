import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type GraphStage, graphOf } from './stage-graph.ts'

const refId = fc.constantFrom('1', '2', '3', '4')
const stage = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  refId: fc.option(refId),
  parentStageId: fc.option(fc.constantFrom('a', 'b', 'c')),
  requisiteStageRefIds: fc.option(fc.array(refId, { maxLength: 4 })),
})

it('finds what a look through all stages finds, also after stages were added', () => {
  fc.assert(
    fc.property(fc.array(stage), fc.array(stage), fc.array(refId), (first, more, wanted) => {
      const stages: GraphStage[] = [...first]
      for (const added of [[], more]) {
        stages.splice(Math.floor(stages.length / 2), 0, ...added)
        const graph = graphOf(stages)
        expect(graph.byId('a')).toBe(stages.find(({ id }) => id === 'a'))
        expect(graph.childrenOf('b')).toEqual(stages.filter(({ parentStageId }) => parentStageId === 'b'))
        const below = stages.filter(({ parentStageId }) => parentStageId === 'b' || parentStageId === 'c')
        expect(graph.childrenOf('c', 'b')).toEqual(below)
        expect(graph.withRefIds(wanted)).toEqual(
          stages.filter((each) => (wanted as string[]).includes(each.refId as string)),
        )
        expect(graph.waitingFor('1')).toEqual(stages.filter((each) => each.requisiteStageRefIds?.includes('1')))
        expect(graph.waitingFor(...wanted)).toEqual(
          stages.filter((each) => wanted.some((one) => each.requisiteStageRefIds?.includes(one as string))),
        )
      }
    }),
  )
})
