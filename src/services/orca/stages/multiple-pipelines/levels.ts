import { z } from 'zod'
import { exception } from '../results.ts'

/** A child pipeline to run, under the name that the document gives it. */
export interface App {
  readonly arguments: Record<string, unknown>
  readonly child_pipeline: string
  readonly depends_on?: readonly string[] | undefined
  readonly yamlIdentifier: string
}

const appSchema = z.object({
  arguments: z.record(z.string(), z.unknown()).nullish(),
  child_pipeline: z.string('name the pipeline to run'),
  depends_on: z.array(z.string()).nullish(),
})

/** The stage's `yamlConfig`: a list with one document. */
const documentSchema = z.tuple([z.looseObject({ bundle_web: z.record(z.string(), z.unknown()) })], z.unknown())
/** What the document says beside its apps. */
const settings = ['rollback_onfailure']

/** The apps of the document, in its order. @throws IllegalArgumentException for what is no such document */
export function appsOf(yamlConfig: unknown): readonly App[] {
  const document = documentSchema.safeParse(yamlConfig)
  if (!document.success) throw illegal('yamlConfig must be a list with a document that has `bundle_web`')
  const apps = Object.entries(document.data[0].bundle_web).filter(([name]) => !settings.includes(name))
  return apps.map(([name, given]) => {
    const parsed = appSchema.safeParse(given)
    if (!parsed.success) {
      const reasons = parsed.error.issues.map(({ path, message }) => `${[name, ...path].join('.')}: ${message}`)
      throw illegal(`yamlConfig is not valid: ${reasons.join('; ')}`)
    }
    const { child_pipeline, depends_on } = parsed.data
    const depends = depends_on && depends_on.length > 0 ? { depends_on } : {}
    return { arguments: parsed.data.arguments ?? {}, child_pipeline, ...depends, yamlIdentifier: name }
  })
}

/** The apps level by level: each after all that it depends on. @throws IllegalArgumentException for an order that can't be */
export function levelsOf(apps: readonly App[]): readonly (readonly App[])[] {
  const names = new Set(apps.map(({ yamlIdentifier }) => yamlIdentifier))
  for (const { yamlIdentifier, depends_on = [] } of apps) {
    const unknown = depends_on.find((name) => !names.has(name))
    if (unknown !== undefined) throw illegal(`${yamlIdentifier} depends on ${unknown}, which yamlConfig does not have`)
  }
  const levels: App[][] = []
  const done = new Set<string>()
  for (let left = [...apps]; left.length > 0; ) {
    const level = left.filter(({ depends_on = [] }) => depends_on.every((name) => done.has(name)))
    if (level.length === 0)
      throw illegal(
        `These depend on each other in a circle: ${left.map(({ yamlIdentifier }) => yamlIdentifier).join(', ')}`,
      )
    levels.push(level)
    for (const { yamlIdentifier } of level) done.add(yamlIdentifier)
    left = left.filter((app) => !level.includes(app))
  }
  return levels
}

/** Whether two of them would be one and the same execution. */
export function hasDuplicates(apps: readonly App[]): boolean {
  const keys = apps.map((app) => JSON.stringify([app.child_pipeline, Object.entries(app.arguments).sort()]))
  return new Set(keys).size < keys.length
}

const illegal = (message: string) => exception('IllegalArgumentException', message)
