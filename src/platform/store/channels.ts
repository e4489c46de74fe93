/** PostgreSQL's limit for the payload of NOTIFY; kept on both engines. */
const payloadLimit = 8_000

export interface Listener {
  payload(payload: string): void
  gap?(): void
}

/** Throws when `payload` is too large to be published. */
export function checkPayload(channel: string, payload: string): void {
  const bytes = Buffer.byteLength(payload)
  if (bytes < payloadLimit) return
  throw new Error(
    `A notification on ${channel} has ${bytes} bytes, the limit is ${payloadLimit - 1}: publish an id and let listeners read the rest`,
  )
}

/** Who listens to what in this process. */
export function channels() {
  const listeners = new Map<string, Set<Listener>>()

  const call = (fn: () => void) => {
    try {
      fn()
    } catch (error) {
      process.emitWarning(error as Error)
    }
  }

  return {
    names: () => [...listeners.keys()],
    add(channel: string, listener: Listener): () => void {
      const set = listeners.get(channel) ?? new Set()
      listeners.set(channel, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0 && listeners.get(channel) === set) listeners.delete(channel)
      }
    },
    emit(channel: string, payload: string) {
      for (const listener of [...(listeners.get(channel) ?? [])]) call(() => listener.payload(payload))
    },
    gap() {
      for (const set of [...listeners.values()]) for (const listener of [...set]) call(() => listener.gap?.())
    },
    clear: () => listeners.clear(),
  }
}
