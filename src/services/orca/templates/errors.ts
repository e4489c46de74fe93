/** One thing that is wrong with a template or its configuration, in the shape in which clients read it (orca: Errors.Error). */
export interface TemplateError {
  /** A warning is an error of plans only. */
  readonly severity: 'FATAL' | 'WARN'
  readonly message?: string
  /** E.g. `template:stages.bake`. */
  readonly location?: string
  readonly cause?: string
  readonly suggestion?: string
  readonly details?: Readonly<Record<string, string>>
  readonly nestedErrors?: readonly TemplateError[]
}

/** Carries what is wrong out of the expansion. */
export class TemplateProblem extends Error {
  readonly errors: readonly TemplateError[]

  constructor(...errors: TemplateError[]) {
    super(errors[0]?.message ?? 'The pipeline template is invalid')
    this.name = 'TemplateProblem'
    this.errors = errors
  }
}

export const fatal = (message: string, more: Omit<TemplateError, 'severity' | 'message'> = {}): TemplateError => ({
  severity: 'FATAL',
  message,
  ...more,
})

export const warning = (message: string, location: string): TemplateError => ({ severity: 'WARN', message, location })

/** The configuration does not fit the template (orca: IllegalTemplateConfigurationException). */
export const malformed = (cause: string) => new TemplateProblem(fatal('malformed template configuration', { cause }))

/** The template could not be had (orca: TemplateLoaderException). */
export function notLoaded(cause: string, thrown?: unknown): TemplateProblem {
  const notHad = new TemplateProblem(fatal('failed loading template', { cause }))
  if (thrown !== undefined) notHad.cause = thrown
  return notHad
}

/** A configuration has stages, and its template wants none. */
export const protectedError = fatal('Modification of the stage graph (adding, removing, editing) is disallowed', {
  cause: 'The template being used has marked itself as protected',
})

/** What was thrown, as errors for the client (orca: PipelineTemplateErrorHandler). */
export function errorsOf(thrown: unknown): readonly TemplateError[] {
  if (thrown instanceof TemplateProblem) return thrown.errors
  return [fatal('unexpected error', { cause: thrown instanceof Error ? thrown.message : String(thrown) })]
}
