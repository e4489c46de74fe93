import { GennakerError } from '../../../platform/errors/index.ts'
import { pause, type SpotContext } from './operation.ts'

const patienceMs = 60_000
const firstWaitMs = 2_000

/**
 * The cloud knows fresh images and roles a little later than who made them, and Spot refuses until then. What it refuses for
 * such a reason is tried for a minute, over a crash too. `what` names the work for that; `image` is the image that is in it.
 */
export async function patiently<T>(
  context: SpotContext,
  { what, image }: { readonly what: string; readonly image: string | undefined },
  work: () => Promise<T>,
): Promise<T> {
  for (let wait = firstWaitMs; ; wait *= 2) {
    try {
      return await work()
    } catch (error) {
      if (!mayPass(error, image, context)) throw error
      const since = await context.remember(`${what} refused at`, () => context.clock.now())
      const left = since + patienceMs - context.clock.now()
      if (left <= 0) throw error
      context.status(`${(error as Error).message}. Trying again for ${Math.ceil(left / 1_000)} seconds.`)
      await pause(context, Math.min(wait, left))
    }
  }
}

/** Refusals of what the cloud may know a little later; a name that can be none is not waited for. */
function mayPass(error: unknown, image: string | undefined, { account: { driver } }: SpotContext): boolean {
  if (!(error instanceof GennakerError) || error.code !== 'invalid') return false
  const codes = Array.isArray(error.attributes.spotCodes) ? error.attributes.spotCodes : []
  const says = (words: RegExp) => words.test(error.message)
  if (codes.includes('CANT_CREATE_GROUP') && says(/failed to create group/i)) return true
  if (codes.includes('InvalidParameterValue') && says(/invalid iam instance profile/i)) return true
  if (!codes.includes('CANT_VALIDATE_IMAGE')) return false
  return driver.cloud !== 'aws' || /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(image ?? '')
}
