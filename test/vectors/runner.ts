import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Difference } from './compare.ts'
import type { LoadedVectors, VectorCase, VectorFiles, VectorTheme } from './theme.ts'
import { themes } from './themes/index.ts'

/** A case that did not go as the original did. */
export interface DifferingCase {
  readonly id: string
  readonly differences: readonly Difference[]
  /** Why Gennaker differs here on purpose; absent for a failure. */
  readonly intent?: string
}

/** How a folder went. */
export interface VectorReport {
  readonly passed: number
  readonly failed: readonly DifferingCase[]
  readonly intended: readonly DifferingCase[]
}

/** Nothing could be run: the theme, the folder or a file in it is wrong. The message says what to do. */
export class VectorUsageError extends Error {}

/**
 * Runs every case of a folder.
 * @throws VectorUsageError for an unknown theme, an unreadable folder or file, and a folder without a case
 */
export async function runVectors(themeName: string, folder: string): Promise<VectorReport> {
  if (!Object.hasOwn(themes, themeName)) {
    throw new VectorUsageError(`There is no theme "${themeName}". Known themes: ${Object.keys(themes).join(', ')}.`)
  }
  const theme = await themes[themeName]!()
  const files = await readFolder(folder, theme)
  const intents = await readIntents(themeName)
  const vectors = await asUsageError(() => theme.load(files))
  try {
    if (vectors.cases.length === 0) throw new VectorUsageError(`${folder} has no case of the theme "${themeName}".`)
    const asked = await askAll(vectors)
    const differing = asked.filter((result) => result.differences.length > 0)
    const failed = differing
      .map((result) => ({ ...result, differences: unforeseen(result.differences, intents.get(result.id)) }))
      .filter((result) => result.differences.length > 0)
    const failedIds = new Set(failed.map(({ id }) => id))
    return {
      passed: asked.length - differing.length,
      failed,
      intended: differing.flatMap((result) => {
        const intent = intents.get(result.id)
        return intent === undefined || failedIds.has(result.id) ? [] : [{ ...result, intent: intent.reason }]
      }),
    }
  } finally {
    await vectors.close?.()
  }
}

async function readFolder(folder: string, theme: VectorTheme): Promise<VectorFiles> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new VectorUsageError(`The folder ${folder} cannot be read (${error.code}).`)
  })
  const names = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith('.json')).map(({ name }) => name)
  const contents = names.sort().map(async (name): Promise<[string, unknown]> => {
    const text = await readFile(join(folder, name), 'utf8')
    return [name, parseJson(text, join(folder, name), theme.readNumber)]
  })
  return new Map(await Promise.all(contents))
}

/** Why a case differs on purpose, and where alone it may; anywhere when no paths are given. */
const intentSchema = z.union([
  z.string().transform((reason): Intent => ({ reason })),
  z.strictObject({ reason: z.string(), paths: z.array(z.string()) }),
])

interface Intent {
  readonly reason: string
  /** JSON pointers, each standing for all below it. */
  readonly paths?: readonly string[]
}

function unforeseen(found: readonly Difference[], intent: Intent | undefined): readonly Difference[] {
  if (intent === undefined) return found
  const { paths = [''] } = intent
  return found.filter((each) => !paths.some((path) => each.path === path || each.path.startsWith(`${path}/`)))
}

async function readIntents(themeName: string): Promise<ReadonlyMap<string, Intent>> {
  const path = join(import.meta.dirname, 'differences', `${themeName}.json`)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  return new Map(Object.entries(z.record(z.string(), intentSchema).parse(parseJson(text, path))))
}

function parseJson(text: string, path: string, readNumber?: (source: string) => unknown): unknown {
  try {
    if (readNumber === undefined) return JSON.parse(text)
    return JSON.parse(text, (_, value, context?: { source: string }) =>
      typeof value === 'number' && context !== undefined ? readNumber(context.source) : value,
    )
  } catch (error) {
    throw new VectorUsageError(`${path} is not JSON: ${(error as Error).message}`)
  }
}

async function asUsageError<T>(load: () => T | Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    throw new VectorUsageError((error as Error).message, { cause: error })
  }
}

/** Asks the cases, some at a time, and answers in their order. */
async function askAll({ cases, concurrency = 1 }: LoadedVectors): Promise<DifferingCase[]> {
  const results: DifferingCase[] = []
  const waiting = cases.entries()
  const worker = async () => {
    for (const [index, vector] of waiting) results[index] = await ask(vector)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return results
}

async function ask(vector: VectorCase): Promise<DifferingCase> {
  try {
    return { id: vector.id, differences: await vector.check() }
  } catch (error) {
    const got = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { id: vector.id, differences: [{ path: '', expected: 'an answer', got }] }
  }
}
