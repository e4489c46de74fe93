import type { Difference } from './compare.ts'

/** One known answer. */
export interface VectorCase {
  readonly id: string
  /**
   * Asks Gennaker and compares; nothing when it answers as it should. A throw counts as a difference.
   * Errors that the original answers with are part of the expected value, so a check catches those of the house.
   */
  check(): readonly Difference[] | Promise<readonly Difference[]>
}

/** The files of a folder, parsed, by name: `{'names.json': [...]}`. Only those that are there. */
export type VectorFiles = ReadonlyMap<string, unknown>

/** The cases of a folder, ready to be asked. */
export interface LoadedVectors {
  readonly cases: readonly VectorCase[]
  /** How many cases may be asked at once; one after the other when absent. */
  readonly concurrency?: number
  /** Stops what `load` started. */
  close?(): Promise<void>
}

/** A part of the house with known answers. */
export interface VectorTheme {
  /** Reads a number of a file from its text, for a theme to which `1.0` or a number beyond 2^53 is more than JavaScript's. */
  readNumber?(source: string): unknown
  /** Makes cases of a folder's files. Throws an Error with a message for people when a file is not of the theme's format. */
  load(files: VectorFiles): LoadedVectors | Promise<LoadedVectors>
}

/** The array of cases in a file, checked to be one; empty when the file is absent. */
export function casesIn<Case extends { id: string }>(files: VectorFiles, file: string): Case[] {
  const content = files.get(file)
  if (content === undefined) return []
  const isCase = (value: unknown) => typeof (value as { id?: unknown } | null)?.id === 'string'
  if (Array.isArray(content) && content.every(isCase)) return content
  throw new Error(`${file} is not a JSON array of cases with an "id".`)
}
