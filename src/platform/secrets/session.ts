import { homedir } from 'node:os'
import { problem } from '../errors/index.ts'
import type { SecretContext } from './engines/engine.ts'
import { engines } from './engines/index.ts'
import { type EngineId, type SecretReference, shownReference } from './reference.ts'
import { type SecretSettings, secretSettingsSchema } from './settings.ts'

/** The reading of secrets for one purpose: a start, a validation. What was fetched is kept until it is closed. */
export interface SecretSession {
  /** What the reference refers to. Throws what failed, on what, never a secret. */
  read(reference: SecretReference): Promise<Uint8Array>
  close(): Promise<void>
}

export interface SessionOptions {
  readonly settings?: SecretSettings
  readonly env?: NodeJS.ProcessEnv
  readonly home?: string
}

export function openSecrets({
  settings = secretSettingsSchema.parse({}),
  env = process.env,
  home = homedir(),
}: SessionOptions = {}): SecretSession {
  const fetched = new Map<string, Promise<unknown>>()
  const steps: (() => void | Promise<void>)[] = []
  const context: SecretContext = {
    settings,
    env,
    home,
    once<T>(key: string, load: () => Promise<T>) {
      const known = (fetched.get(key) as Promise<T> | undefined) ?? load()
      fetched.set(key, known)
      return known
    },
    atEnd: (step) => steps.push(step),
  }
  return {
    read(reference) {
      const engine = engines[reference.engine as EngineId]
      const reading = engine(reference.parameters, context, reference.isFile)
      return withinTime(reading, settings.secrets['timeout-ms'], shownReference(reference))
    },
    async close() {
      fetched.clear()
      for (const step of steps.splice(0)) await step()
    },
  }
}

function withinTime<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(problem('unavailable', `${what} was not answered within ${ms} ms`)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
