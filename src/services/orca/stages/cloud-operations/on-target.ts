import type { Json } from '../../model.ts'
import type { StageDefinition } from '../../stage.ts'
import { text } from '../../values.ts'
import { settingsOf } from '../server-groups/deployment.ts'
import { locationField, locationsOf } from '../server-groups/location.ts'
import { findTargets, targetWord } from '../server-groups/target.ts'
import { withStrategyParameters } from '../server-groups/target-stage.ts'

/**
 * What a stage needs that acts itself upon one server group, which its cluster and target may name. It acts in its first
 * place; each other place has a stage of the same type after it (orca: TargetReferenceLinearStageSupport).
 */
export function onTarget(type: string): Pick<StageDefinition, 'prepare' | 'after' | 'restart'> {
  return {
    async prepare({ context, execution, parent }, { clouddriver }) {
      // What is planned again has chosen its group already.
      if (context.targetLocation !== undefined) return context
      const own = parent === undefined ? withStrategyParameters(context, execution.trigger) : context
      const [first] = locationsOf(own)
      const here = first === undefined ? own : { ...own, ...locationField(first) }
      if (targetWord(own) === undefined) return here
      if (first === undefined) throw new Error('The stage names no place: set `regions` (or `region`).')
      const [group] = await findTargets(clouddriver, { ...here, regions: undefined })
      return { ...here, targetLocation: first, asgName: group?.name, serverGroupName: group?.name }
    },
    after({ context, parent }, graph) {
      // The id of a group means that one, wherever it is.
      if (parent !== undefined || text(context.elastigroupId) !== undefined) return
      const written = withoutChoice(settingsOf(context))
      for (const location of locationsOf({ ...context, region: undefined }).slice(1)) {
        const where = { ...locationField(location), regions: [location.value] }
        graph.append({ type, name: type, context: { ...written, ...where } })
      }
    },
    restart: withoutChoice,
  }
}

/** Without the group that a target meant the last time. */
function withoutChoice(context: Json): Json {
  if (context.targetLocation === undefined) return context
  const { targetLocation: _, asgName: __, serverGroupName: ___, ...written } = context
  return written
}
