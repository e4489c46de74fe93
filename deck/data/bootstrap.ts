import type { ApplicationCounts } from '../../src/services/gate/v1/overview.ts'
import { GateError, get } from './gate.ts'
import type { Judge } from './judgment.ts'
import type { Account, Application } from './shapes.ts'

/** `GET /v1/bootstrap`: what every page reads, in one answer. A part that is missing could not be read. */
interface Bootstrap {
  readonly user?: Judge
  readonly accounts?: Account[]
  readonly version?: string
  readonly banners?: unknown
  /** The application in which one begins, and how much goes on in it. */
  readonly application?: Application
  readonly counts?: ApplicationCounts
}

let started: Promise<Bootstrap> | undefined
let beginsIn: string | undefined
const taken = new Set<keyof Bootstrap>()

/** Asks for it before anything is drawn. `address`: where one begins, from the `#` on. */
export const startBootstrap = (address: string): void => {
  beginsIn = applicationOf(address)
  started ??= get<Bootstrap>('/v1/bootstrap', { application: beginsIn }).catch((error: unknown) => {
    // A Gate without this route answers each part by itself.
    if (error instanceof GateError && error.status === 404) return {}
    started = undefined
    throw error
  })
  started.catch(() => {})
}

const applicationOf = (address: string): string | undefined => {
  const [, name] = /^#\/applications\/([^/?]+)/.exec(address) ?? []
  try {
    return name && decodeURIComponent(name)
  } catch {
    return undefined
  }
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

/** The same of what is told of the application in which one begins; of every other, `read`. */
export const firstOfApplication = <Part extends 'application' | 'counts'>(
  app: string,
  part: Part,
  read: () => Promise<NonNullable<Bootstrap[Part]>>,
): Promise<NonNullable<Bootstrap[Part]>> => (app === beginsIn ? firstOf(part, read) : read())
