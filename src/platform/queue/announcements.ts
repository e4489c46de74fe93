import { randomUUID } from 'node:crypto'
import type { Store } from '../store/index.ts'
import type { Wake } from './wake.ts'

/**
 * Tells the other processes on a PostgreSQL what became due, and hears from them. One notification is under way at a
 * time and stands for all that happened meanwhile: NOTIFY takes a lock of the whole server at commit, too dear for every
 * message. A notification that is lost costs a delay of one safety poll, never a message.
 */
export async function announcements(store: Store, queue: string, wake: Wake) {
  const channel = `gennaker_queue_${queue}`
  const me = randomUUID()
  let soonest = Number.POSITIVE_INFINITY
  let sending = false

  const stop = await store.listen(
    channel,
    (payload) => {
      const [from, due] = payload.split(' ')
      if (from !== me) wake.readyAt(Number(due))
    },
    wake.ready,
  )

  return {
    async dueAt(due: number) {
      soonest = Math.min(soonest, due)
      if (sending) return
      sending = true
      while (soonest < Number.POSITIVE_INFINITY) {
        const payload = `${me} ${soonest}`
        soonest = Number.POSITIVE_INFINITY
        await store.notify(undefined, channel, payload).catch(() => undefined)
      }
      sending = false
    },
    stop,
  }
}
