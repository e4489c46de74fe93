import type { Json } from '../store/index.ts'
import { applicationName } from './application.ts'

/** An installation's own rule for names (`validation.application-name-validator`). */
export interface ApplicationNameRule {
  /** Must match the whole upper-cased name. */
  readonly validationRegex?: string
  readonly validationMessage?: string
}

/** What is wrong with an application; empty when it may be saved (front50: ApplicationValidator). */
export function applicationErrors(application: Json, rule: ApplicationNameRule = {}): string[] {
  const name = applicationName(application)
  const errors: string[] = []
  if (name === '') errors.push('Application must have a non-empty name')
  if (typeof application.email !== 'string' || application.email.trim() === '') {
    errors.push('Application must have a non-empty email')
  }
  if (name !== '' && rule.validationRegex && !new RegExp(`^(?:${rule.validationRegex})$`).test(name)) {
    errors.push(rule.validationMessage || `Application name must match the regular expression ${rule.validationRegex}`)
  }
  return errors
}
