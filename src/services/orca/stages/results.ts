import type { Json } from '../model.ts'
import type { TaskResult } from '../stage.ts'

export function running(context?: Json): TaskResult {
  return context === undefined ? { status: 'RUNNING' } : { status: 'RUNNING', context }
}

export function succeeded(context?: Json, outputs?: Json): TaskResult {
  return {
    status: 'SUCCEEDED',
    ...(context === undefined ? {} : { context }),
    ...(outputs === undefined ? {} : { outputs }),
  }
}

/** An error that people and clients know by the name of its Java class, e.g. `ConfigurationException`. */
export function exception(name: string, message: string): Error {
  const error = new Error(message)
  error.name = name
  return error
}

/** Fails with reasons where the UI shows them, `exception.details.errors`. */
export function terminal(errors: string | readonly string[], context: Json = {}): TaskResult {
  const all = typeof errors === 'string' ? [errors] : errors
  return {
    status: 'TERMINAL',
    context: { ...context, exception: { details: { error: all[0] ?? 'Unexpected Task Failure', errors: all } } },
  }
}

export const seconds = (count: number) => count * 1_000
export const minutes = (count: number) => count * 60_000
export const hours = (count: number) => count * 3_600_000
