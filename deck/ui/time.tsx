import { useSyncExternalStore } from 'react'

let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The present, in steps of a second, from one timer for the whole page. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)

/** Milliseconds as people say them: `2m 5s`, `3h 10m`. */
export const durationWords = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m`
  return `${Math.floor(seconds / 86_400)}d ${Math.floor((seconds % 86_400) / 3600)}h`
}

const agoWords = (ms: number): string => {
  if (ms < 60_000) return 'just now'
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ago`
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h ago`
  return `${Math.floor(ms / 86_400_000)} d ago`
}

/** When something was, counted from now; the full date on hover. `at`: milliseconds since 1970. */
export const When = ({ at }: { at: number | undefined }) => {
  const present = useNow()
  if (!at) return <span className="quiet">–</span>
  const date = new Date(at)
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {agoWords(present - at)}
    </time>
  )
}

/** How long something took, or has been taking. */
export const Duration = ({ from, to }: { from: number | undefined; to: number | undefined }) => {
  const present = useNow()
  return from ? <span>{durationWords((to ?? present) - from)}</span> : <span className="quiet">–</span>
}
