import { problem } from '../../../platform/errors/index.ts'
import { type Document, isObject } from '../driver/index.ts'
import type { SpotContext } from './operation.ts'

/** The group of a payload, which is a text or an object, with or without the API's envelope. */
export function groupIn(payload: string | Document): Document {
  const parsed = typeof payload === 'string' ? parse(payload) : payload
  const group = isObject(parsed) && Object.hasOwn(parsed, 'group') ? parsed.group : parsed
  if (isObject(group)) return group
  throw problem('invalid', 'The payload holds no group: it must be JSON like {"group": {…}}')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw problem('invalid', `The payload is not valid JSON: ${(error as Error).message}`)
  }
}

const readOnly = ['id', 'createdAt', 'updatedAt']

/** A document of a client in the wire's terms: names of Spot's SDKs put back, what only Spot writes left out. */
export function wireOf(document: Document, { account: { driver } }: Pick<SpotContext, 'account'>): Document {
  if (driver.toWire) return driver.toWire(document)
  return Object.fromEntries(Object.entries(document).filter(([key]) => !readOnly.includes(key)))
}

/**
 * The document, after a line for each thing that surprises in it; throws `invalid` for what Spot is known to refuse. What
 * `origin` has as well is Spot's own and is left to it: nothing is refused here that Spot would take.
 */
export function checked(document: Document, origin: Document | undefined, context: SpotContext): Document {
  const { driver } = context.account
  const found = driver.check?.(document) ?? { errors: [], warnings: [] }
  const known = (origin && driver.check?.(origin)) ?? { errors: [], warnings: [] }
  for (const warning of found.warnings) if (!known.warnings.includes(warning)) context.status(`Note: ${warning}`)
  const errors = found.errors.filter((error) => !known.errors.includes(error))
  if (errors.length > 0)
    throw problem('invalid', `Spot would refuse the group: ${errors.join('; ')}`, { attributes: { errors } })
  return document
}
