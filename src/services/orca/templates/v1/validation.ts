import { fatal, protectedError, type TemplateError, warning } from '../errors.ts'
import { hasInjection, hasManyInjections } from '../graph.ts'
import type { V1Configuration, V1StageDefinition, V1Template } from './model.ts'

/** What is wrong with a configuration (orca: V1TemplateConfigurationSchemaValidator). */
export function configurationErrors(configuration: V1Configuration, template: V1Template): TemplateError[] {
  const place = (at: string) => `configuration:${at}`
  const { schema, pipeline, stages } = configuration
  const errors: TemplateError[] = []
  if (schema !== '1') errors.push(fatal(`config schema version is unsupported: expected '1', got '${schema ?? null}'`))
  if (pipeline === null) errors.push(fatal('Missing pipeline configuration', { location: place('pipeline') }))
  else if (!pipeline?.application) {
    const location = place('pipeline.application')
    errors.push(fatal("Missing 'application' pipeline configuration", { location }))
  }
  const known = (template.stages ?? []).map(({ id }) => id)
  const isLoose = ({ id, dependsOn, inject }: V1StageDefinition) =>
    pipeline?.template && !known.includes(id) && !dependsOn?.length && !(inject && hasInjection(inject))
  const loose = (stages ?? [])
    .filter(isLoose)
    .map(({ id }) =>
      warning(
        'A configuration-defined stage should have either dependsOn or an inject rule defined',
        place(`stages.${id}`),
      ),
    )
  return [...errors, ...stageErrors(stages ?? [], place), ...loose]
}

/** What is wrong with a template (orca: V1TemplateSchemaValidator). */
export function templateErrors({ schema, protect, stages }: V1Template, changesStages: boolean): TemplateError[] {
  const errors: TemplateError[] = []
  if (schema !== '1') {
    errors.push(fatal(`template schema version is unsupported: expected '1', got '${schema ?? null}'`))
  }
  if (protect && changesStages) errors.push(protectedError)
  return [...errors, ...stageErrors(stages ?? [], (at) => `template:${at}`)]
}

function stageErrors(stages: readonly V1StageDefinition[], place: (at: string) => string): TemplateError[] {
  return stages.flatMap(({ id, type, config, dependsOn, inject }) => {
    const location = place(`stages.${id ?? null}`)
    const errors: TemplateError[] = []
    if (!id) errors.push(fatal('Stage ID is unset', { location: place('stages') }))
    if (!type) errors.push(fatal('Stage is missing type', { location }))
    if (config === null || config === undefined) errors.push(fatal('Stage configuration is unset', { location }))
    if (dependsOn?.length && inject && hasInjection(inject)) {
      const words = 'A stage cannot have both dependsOn and an inject rule defined simultaneously'
      errors.push(fatal(words, { location }))
    }
    if (inject && hasManyInjections(inject)) {
      errors.push(fatal('A stage cannot have multiple inject rules defined', { location }))
    }
    return errors
  })
}
