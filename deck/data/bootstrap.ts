import { get, isMissing } from './gate.ts'
import type { Judge } from './judgment.ts'
import type { Account } from './shapes.ts'

/** `GET /v1/bootstrap`: what every page reads, in one answer. A part that is missing could not be read. */
interface Bootstrap {
  readonly user?: Judge
  readonly accounts?: Account[]
  readonly version?: string
  readonly banners?: unknown
}

let started: Promise<Bootstrap> | undefined
const taken = new Set<keyof Bootstrap>()

/** Asks for it before anything is drawn. */
export const startBootstrap = (): void => {
  started ??= get<Bootstrap>('/v1/bootstrap').catch((error: unknown) => {
    // A Gate without this route answers each part by itself.
    if (isMissing(error)) return {}
    started = undefined
    throw error
  })
  started.catch(() => {})
}

/** A part's first reading is the bootstrap's; every later one is `read`. */
export const firstOf = async <Part extends keyof Bootstrap>(
  part: Part,
  read: () => Promise<NonNullable<Bootstrap[Part]>>,
): Promise<NonNullable<Bootstrap[Part]>> => {
  if (taken.has(part) || !started) return read()
  taken.add(part)
  return (await started.catch((): Bootstrap => ({})))[part] ?? read()
}
