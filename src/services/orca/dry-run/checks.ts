import type { ClouddriverClient } from '../../clouddriver/client.ts'
import type { Front50Client } from '../../front50/client.ts'
import type { Execution, Json, Stage } from '../model.ts'
import { isJson, isTrue, list, objects, text } from '../values.ts'
import type { Problem } from './schema.ts'

interface Reads {
  readonly clouddriver: Pick<ClouddriverClient, 'credentials'>
  readonly front50: Pick<Front50Client, 'findApplication' | 'findConfig'>
}

/** What can be said of a pipeline without playing it through: names that lead nowhere, parameters that are not as declared. */
export async function checkReferences(execution: Execution, config: Json, reads: Reads): Promise<Problem[]> {
  const found = await Promise.all([
    applicationProblems(execution, reads),
    accountProblems(execution.stages, reads),
    Promise.all(execution.stages.map((stage) => pipelineProblems(stage, reads))).then((each) => each.flat()),
  ])
  return [...parameterProblems(config, execution.trigger), ...duplicates(execution.stages), ...found.flat()]
}

async function applicationProblems({ application }: Execution, { front50 }: Reads): Promise<Problem[]> {
  const known = await front50.findApplication(application)
  if (known !== undefined) return []
  return [
    { severity: 'warning', message: `There is no application '${application}': create it, or check its spelling` },
  ]
}

const accountKeys = ['account', 'credentials']

async function accountProblems(stages: readonly Stage[], { clouddriver }: Reads): Promise<Problem[]> {
  const used = stages.flatMap((stage) => accountsIn(stage.context).map((account) => ({ stage, account })))
  if (used.length === 0) return []
  let known: Set<string>
  try {
    known = new Set((await clouddriver.credentials()).flatMap(({ name }) => text(name) ?? []))
  } catch (error) {
    return [{ severity: 'warning', message: `Accounts could not be checked: ${(error as Error).message}` }]
  }
  return used
    .filter(({ account }) => !known.has(account))
    .map(({ stage, account }) => ({
      severity: 'error' as const,
      ...(stage.refId && { stage: stage.refId }),
      message: `${stage.name}: there is no account '${account}'; known are ${[...known].join(', ') || 'none'}`,
    }))
}

/** Accounts that a stage names itself; those of artifacts are others. */
function accountsIn(context: Json): string[] {
  const clusters = objects(context.clusters)
  const named = [context, ...clusters].flatMap((each) =>
    isCloudStage(context, clusters) ? accountKeys.flatMap((key) => text(each[key]) ?? []) : [],
  )
  return [...new Set(named.filter((name) => !name.includes('${')))]
}

const isCloudStage = (context: Json, clusters: readonly Json[]) =>
  [context, ...clusters].some(
    ({ cloudProvider, cloudProviderType, provider }) => cloudProvider ?? cloudProviderType ?? provider,
  )

async function pipelineProblems({ type, name, refId, context }: Stage, { front50 }: Reads): Promise<Problem[]> {
  const id = text(context.pipeline)
  if (type !== 'pipeline' || id === undefined || id.includes('${')) return []
  const found = await front50.findConfig('pipelines', id)
  const about = refId === undefined ? {} : { stage: refId }
  if (found === undefined)
    return [{ severity: 'error', ...about, message: `${name}: there is no pipeline '${id}' (any more)` }]
  if (found.disabled !== true) return []
  return [{ severity: 'error', ...about, message: `${name}: the pipeline '${found.name}' is disabled` }]
}

/** Parameters that must have a value, or one of a list. */
function parameterProblems(config: Json, trigger: Json): Problem[] {
  const given = isJson(trigger.parameters) ? trigger.parameters : {}
  return objects(config.parameterConfig).flatMap((parameter): Problem[] => {
    const { name, required, hasOptions, options, conditional } = parameter
    const key = String(name)
    if (isJson(conditional) && !applies(conditional, given)) return []
    const value = given[key]
    const isEmpty = value === undefined || value === null || value === ''
    if (isEmpty) return isTrue(required) ? [{ severity: 'error', message: `Required parameter ${key} is missing` }] : []
    const allowed = list(options).map((option) => String(isJson(option) ? option.value : option))
    if (!isTrue(hasOptions) || allowed.length === 0 || allowed.includes(String(value))) return []
    const message = `Parameter ${key} is '${String(value)}', which is none of its options: ${allowed.join(', ')}`
    return [{ severity: 'error', message }]
  })
}

/** Whether a parameter that depends on another is asked for at all. */
function applies({ parameter, comparator, comparatorValue }: Json, given: Json): boolean {
  const value = String(given[String(parameter)] ?? '')
  const other = String(comparatorValue ?? '')
  switch (comparator) {
    case '!=':
      return value !== other
    case '<':
      return Number(value) < Number(other)
    case '<=':
      return Number(value) <= Number(other)
    case '>':
      return Number(value) > Number(other)
    case '>=':
      return Number(value) >= Number(other)
    default:
      return value === other
  }
}

function duplicates(stages: readonly Stage[]): Problem[] {
  const refIds = stages.flatMap(({ refId }) => refId ?? [])
  return [...new Set(refIds.filter((refId, index) => refIds.indexOf(refId) !== index))].map((refId) => ({
    severity: 'warning' as const,
    stage: refId,
    message: `Two stages have the refId '${refId}': stages that wait for it wait for both`,
  }))
}
