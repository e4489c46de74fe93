import type { JsonSchema } from '../../../ui/form/schema.ts'
import type { Json } from '../document/pipeline.ts'
import { buildStages } from './forms-builds.ts'
import { flowStages } from './forms-flow.ts'
import { serverGroupStages } from './forms-server-groups.ts'

/** What people should know of a stage type, and how its fields are asked for; of the others the server's schema tells. */
export interface StageForm {
  readonly label?: string
  readonly category: Category
  readonly description: string
  readonly schema?: JsonSchema
  /** What a new stage begins with. */
  readonly begin?: Json
}

export const CATEGORIES = [
  'Flow',
  'Deploy',
  'Server groups',
  'Images',
  'Builds and jobs',
  'Kubernetes',
  'Other',
  'Ad hoc',
] as const
export type Category = (typeof CATEGORIES)[number]

const forms: Readonly<Record<string, StageForm>> = { ...flowStages, ...serverGroupStages, ...buildStages }

export const formOf = (type: string): StageForm | undefined => (Object.hasOwn(forms, type) ? forms[type] : undefined)
export const knownForms = (): readonly string[] => Object.keys(forms)

/** Fields that stages of a type must have, with their words. */
export const requiredOf = (type: string): Readonly<Record<string, string>> => {
  const { required = [], properties = {} } = formOf(type)?.schema ?? {}
  return Object.fromEntries(required.map((name) => [name, properties[name]?.title ?? name]))
}

/** Types that tasks are made of, and that Orca makes by itself: no pipeline is expected to have them. */
const AD_HOC =
  /^(create|update|upsert|delete|bulk|save|reorder|setPreferred|loadPlugin|notifyDeploy|evaluateDeployment|determine|capture|applySource|restrictExecution|pinServer|monitorPipeline|copy|terminate|detach|reboot|register|deregister|restoreSnapshot|map|unmap|associate|disassociate|shareService|unshareService|getProperties|serverGroupForce|rollbackServerGroup|resumeScaling|suspendScaling|enableInstances|disableInstances|pageApplication)/
const KUBERNETES = /manifest|kubernetes|rollout/i

/** Where a type that has no form stands in the list. */
export const categoryOf = (type: string): Category =>
  formOf(type)?.category ?? (KUBERNETES.test(type) ? 'Kubernetes' : AD_HOC.test(type) ? 'Ad hoc' : 'Other')
