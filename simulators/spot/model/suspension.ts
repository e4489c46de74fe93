import { refuse } from '../failure.ts'
import { log } from './journal.ts'
import { type Group, PROCESSES, type Process } from './state.ts'

export const isSuspended = (group: Group, process: Process): boolean =>
  group.suspensions.some((suspension) => suspension.name === process)

/** Suspends a process, until removed or for so many minutes; a process that is suspended gets the new expiry. */
export function suspend(group: Group, name: Process, ttlInMinutes: number | null, now: number): void {
  const expiresAt = ttlInMinutes === null ? null : now + ttlInMinutes * 60_000
  group.suspensions = [...group.suspensions.filter((suspension) => suspension.name !== name), { name, expiresAt }]
  group.wakeAt = 0
  log(group, now, 'INFO', `Process ${name} was suspended${ttlInMinutes === null ? '' : ` for ${ttlInMinutes} minutes`}`)
}

export function resume(group: Group, names: readonly Process[], now: number): void {
  const kept = group.suspensions.filter((suspension) => !names.includes(suspension.name))
  if (kept.length === group.suspensions.length) return
  for (const { name } of group.suspensions) {
    if (names.includes(name)) log(group, now, 'INFO', `Process ${name} was resumed`)
  }
  group.suspensions = kept
  group.reconcileAt = now
  group.wakeAt = 0
}

export function asProcess(name: string): (typeof PROCESSES)[number] {
  const process = PROCESSES.find((known) => known === name)
  if (!process) {
    throw refuse('VALIDATION_ERROR', `suspensions: unknown process ${name}; one of ${PROCESSES.join(', ')} is required`)
  }
  return process
}

/** When the next suspension of a process or a policy ends by itself. */
export function nextExpiry(group: Group): number {
  let next = Number.POSITIVE_INFINITY
  for (const { expiresAt } of [...group.suspensions, ...group.policySuspensions]) {
    if (expiresAt !== null && expiresAt < next) next = expiresAt
  }
  return next
}

export function expireSuspensions(group: Group, at: number): void {
  const ended = (suspension: { expiresAt: number | null }) =>
    suspension.expiresAt !== null && suspension.expiresAt <= at
  const names = group.suspensions.filter(ended).map((suspension) => suspension.name)
  if (names.length > 0) resume(group, names, at)
  group.policySuspensions = group.policySuspensions.filter((suspension) => !ended(suspension))
}
