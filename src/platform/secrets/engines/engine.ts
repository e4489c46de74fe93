import type { SecretReference } from '../reference.ts'
import type { SecretSettings } from '../settings.ts'

/** What engines may use while one configuration is read. */
export interface SecretContext {
  readonly settings: SecretSettings
  readonly env: NodeJS.ProcessEnv
  /** The person's home folder. */
  readonly home: string
  /** Does `load` once for all references that need the same: a file that holds ten secrets is fetched once. */
  once<T>(key: string, load: () => Promise<T>): Promise<T>
  /** Is called when the configuration has been read. */
  atEnd(step: () => void | Promise<void>): void
}

/** Reads what a reference refers to. Its errors say what was asked of whom, and never a secret. */
export type SecretEngine = (
  parameters: SecretReference['parameters'],
  context: SecretContext,
  isFile: boolean,
) => Promise<Uint8Array>
