import { type GennakerError, isRetryable } from '../../../platform/errors/index.ts'
import type { Document, Group } from '../driver/index.ts'
import { pause, type SpotContext } from './operation.ts'
import { patiently } from './patience.ts'

/** An answer that was lost is looked for this long after, time and again. */
const lookUpAfterMs = [500, 1_500, 3_000]
const mostCreations = 3

/**
 * Creates a group that carries the request's mark. Creation is not repeatable: when its answer is lost, the group is
 * looked up before anything is tried again.
 */
export function createOnce(name: string, document: Document, context: SpotContext): Promise<Group> {
  const { driver } = context.account
  const marked = driver.withRequest({ ...document, name }, context.requestId)
  return patiently(context, { what: name, image: driver.imageOf(document) }, async () => {
    for (let lost = 1; ; lost += 1) {
      try {
        return await driver.create(marked)
      } catch (error) {
        if (!isRetryable(error) || (error as GennakerError).code === 'rateLimited') throw error
        context.status(`Spot's answer was lost; looking whether ${name} was created`)
        const made = await lookUp(name, context)
        if (made) return made
        if (lost >= mostCreations) throw error
        context.status(`${name} was not created; trying again`)
      }
    }
  })
}

async function lookUp(name: string, context: SpotContext): Promise<Group | undefined> {
  const { driver } = context.account
  for (const wait of lookUpAfterMs) {
    await pause(context, wait)
    const made = (await driver.list({ name })).find((group) => driver.requestOf(group) === context.requestId)
    if (made) return made
  }
  return undefined
}
