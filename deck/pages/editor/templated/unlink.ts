import { isObject, type Json, objectsIn, type Pipeline, refOf, stagesOf } from '../document/pipeline.ts'

/** What says that a pipeline is made of a template, and how. */
const LINK = ['type', 'schema', 'template', 'variables', 'exclude', 'parameters']

/** Of what a plan has, what a pipeline of its own has too. */
const OWN = ['limitConcurrent', 'maxConcurrentExecutions', 'keepWaitingPipelines', 'expectedArtifacts', 'spelEvaluator']
const LISTS = ['parameterConfig', 'triggers', 'notifications']

const VARIABLE = /\btemplateVariables\b/

/**
 * A plan with the expressions of whom it was made of: a plan has evaluated all that it could, of which only what the variables
 * say is meant to stay. What the template says without them stays as it is written there.
 */
const filled = (written: unknown, planned: unknown): unknown => {
  if (typeof written === 'string') return VARIABLE.test(written) ? planned : written
  if (Array.isArray(written) && Array.isArray(planned) && written.length === planned.length)
    return planned.map((each, position) => filled(written[position], each))
  if (isObject(written) && isObject(planned))
    return Object.fromEntries(Object.entries(planned).map(([key, value]) => [key, filled(written[key], value)]))
  return planned
}

const withoutOrigin = ({ inherited: _, ...item }: Json): Json => item

/**
 * A pipeline made of a template as a pipeline of its own, which the template does not change any more.
 * `template`: the template's pipeline; `plan`: what comes of both.
 */
export const unlinked = (document: Pipeline, template: Json, plan: Pipeline): Pipeline => {
  const rest = Object.entries(document).filter(([key]) => !LINK.includes(key))
  const written = new Map([...stagesOf(template), ...stagesOf(document)].map((stage) => [refOf(stage), stage]))
  const own = OWN.filter((key) => plan[key] !== undefined && plan[key] !== null).map((key) => [key, plan[key]])
  const lists = LISTS.map((key) => {
    const given = objectsIn(plan[key]).map(withoutOrigin)
    const as = [...objectsIn(template[key]), ...objectsIn(document[key])]
    return [key, given.length === as.length ? given.map((item, position) => filled(as[position], item)) : given]
  })
  return {
    ...Object.fromEntries(rest),
    ...Object.fromEntries([...own, ...lists]),
    stages: stagesOf(plan).map((stage) => filled(written.get(refOf(stage)), stage)),
  }
}
