import { z } from 'zod'
import { type Finding, type Severity, severities } from '../../findings.ts'
import { conflict } from '../tasks/index.ts'

/** What every call may ask for: whether to validate, and how bad what is found may be. */
export const asking = z.object({
  validate: z.stringbool().default(false),
  severity: z
    .string()
    .transform((text) => text.toUpperCase())
    .pipe(z.enum(['NONE', ...severities]))
    .default('WARNING'),
})
export type Asking = z.infer<typeof asking>

/** Whether something among them is worse than what was asked to be borne. */
export const isTooSevere = (findings: readonly Finding[], { severity }: Pick<Asking, 'severity'>): boolean => {
  const borne = severities.indexOf(severity as Severity)
  return findings.some((each) => severities.indexOf(each.severity) > borne)
}

/** A list in a query, repeated or separated by commas. */
export const words = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => [value].flat().flatMap((each) => each.split(',')))
  .pipe(z.array(z.string()))
  .transform((all) => all.map((each) => each.trim()).filter(Boolean))

/** The parts of an address below its first `skipped` ones; one may hold an encoded slash. */
export function partsOf(url: string, skipped: number): string[] {
  const parts = url.split('?')[0]!.split('/').filter(Boolean).slice(skipped)
  try {
    return parts.map(decodeURIComponent)
  } catch {
    throw conflict([{ severity: 'FATAL', location: 'Global', message: `The address ${url} can't be decoded.` }])
  }
}
