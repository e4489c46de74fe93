import { type GennakerError, problem } from '../../../../platform/errors/index.ts'
import type { Finding } from '../../findings.ts'
import { answerOf } from './envelope.ts'

/** Ends a task with findings that say why. */
export class Refused extends Error {
  readonly findings: readonly Finding[]

  constructor(findings: readonly Finding[]) {
    super(findings.map(({ message }) => message).join(' '))
    this.findings = findings
  }
}

/** A request that is wrong before there is a task: 409, with the problems where a task has them. */
export const conflict = (findings: readonly Finding[]): GennakerError =>
  problem('conflict', findings.map(({ message }) => message).join(' '), {
    attributes: { ...answerOf(null, findings) },
  })

/** As one finding about all of it. */
export const finding = (message: string, location = 'Global'): Finding => ({ severity: 'FATAL', location, message })
