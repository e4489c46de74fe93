import { z } from 'zod'
import { canonicalJson } from '../json/index.ts'

type Json = Record<string, unknown>

/** What a build made or a stage needs, by reference (kork: Artifact). Fields without a value are left out. */
export interface Artifact {
  readonly type?: string
  /** The user typed the type in; for the UI. */
  readonly customKind: boolean
  readonly name?: string
  readonly version?: string
  readonly location?: string
  /** How to fetch or use it: a URL, an image, content in base64. */
  readonly reference?: string
  /** Whatever else is known about it. */
  readonly metadata: Json
  /** The account with which it is fetched. */
  readonly artifactAccount?: string
  readonly provenance?: string
  readonly uuid?: string
}

/** What a pipeline or stage wants to be given (kork: ExpectedArtifact). */
export interface ExpectedArtifact {
  readonly id: string
  /** Patterns, see `matches`. */
  readonly matchArtifact: Artifact
  /** Falls back to what the last execution of the pipeline had. */
  readonly usePriorArtifact: boolean
  /** Falls back, last, to `defaultArtifact`. */
  readonly useDefaultArtifact: boolean
  readonly defaultArtifact?: Artifact
  /** What was found for it. */
  readonly boundArtifact?: Artifact
}

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String).nullish()
const flag = z.union([z.boolean(), z.stringbool()]).nullish()

const texts = {
  type: text,
  name: text,
  version: text,
  location: text,
  reference: text,
  artifactAccount: text,
  provenance: text,
  uuid: text,
}

/** Unknown properties are part of the metadata; `kind`, of old clients, is dropped. */
const artifactSchema = z
  .looseObject({ ...texts, customKind: flag, metadata: z.looseObject({}).nullish(), kind: z.unknown().optional() })
  .transform(({ kind: _, customKind, metadata, ...given }): Artifact => {
    const known = Object.entries(given).filter(([key, value]) => key in texts && value !== null && value !== undefined)
    const unknown = Object.entries(given).filter(([key]) => !(key in texts))
    return {
      ...(Object.fromEntries(known) as Omit<Artifact, 'customKind' | 'metadata'>),
      customKind: customKind ?? false,
      metadata: { ...metadata, ...Object.fromEntries(unknown) },
    }
  })

const expectedArtifactSchema = z
  .object({
    id: text,
    matchArtifact: artifactSchema.nullish(),
    usePriorArtifact: flag,
    useDefaultArtifact: flag,
    defaultArtifact: artifactSchema.nullish(),
    boundArtifact: artifactSchema.nullish(),
  })
  .transform(
    ({
      id,
      matchArtifact,
      usePriorArtifact,
      useDefaultArtifact,
      defaultArtifact,
      boundArtifact,
    }): ExpectedArtifact => ({
      id: id ?? '',
      matchArtifact: matchArtifact ?? { customKind: false, metadata: {} },
      usePriorArtifact: usePriorArtifact ?? false,
      useDefaultArtifact: useDefaultArtifact ?? false,
      ...(defaultArtifact ? { defaultArtifact } : {}),
      ...(boundArtifact ? { boundArtifact } : {}),
    }),
  )

/** Something about artifacts that the pipeline's author must change; named as clients know it from the original. */
export class InvalidRequestException extends Error {
  override readonly name = 'InvalidRequestException'
}

/** @throws InvalidRequestException for what is no artifact */
export const artifactOf = (value: unknown): Artifact => parsed(artifactSchema, value, 'artifact')

/** A list of them; nothing is an empty list. @throws InvalidRequestException */
export const artifactsOf = (value: unknown): readonly Artifact[] => each(value, artifactOf)

/** @throws InvalidRequestException */
export const expectedArtifactsOf = (value: unknown): readonly ExpectedArtifact[] =>
  each(value, (item) => parsed(expectedArtifactSchema, item, 'expected artifact'))

function each<T>(value: unknown, read: (item: unknown) => T): readonly T[] {
  if (value === undefined || value === null) return []
  return (Array.isArray(value) ? value : [value]).filter((item) => item !== null && item !== undefined).map(read)
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, kind: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const reasons = result.error.issues.map(({ path, message }) => `${path.join('.') || kind}: ${message}`)
  throw new InvalidRequestException(`This is not an ${kind}: ${reasons.join('; ')}`)
}

/** Without those that are equal in every field to an earlier one. */
export function distinct(artifacts: readonly Artifact[]): readonly Artifact[] {
  const seen = new Map<string, Artifact>()
  for (const artifact of artifacts) {
    const key = canonicalJson(artifact)
    if (!seen.has(key)) seen.set(key, artifact)
  }
  return [...seen.values()]
}

/** In the words in which the original's errors show it. */
export function described(value: Artifact | ExpectedArtifact): string {
  if (!('matchArtifact' in value)) {
    const { type, customKind, name, version, location, reference, metadata, artifactAccount, provenance, uuid } = value
    const fields = { type, customKind, name, version, location, reference, metadata, artifactAccount, provenance, uuid }
    return `Artifact(${shown(fields)})`
  }
  const { matchArtifact, usePriorArtifact, useDefaultArtifact, defaultArtifact, id, boundArtifact } = value
  return `ExpectedArtifact(${shown({
    matchArtifact: described(matchArtifact),
    usePriorArtifact,
    useDefaultArtifact,
    defaultArtifact: defaultArtifact && described(defaultArtifact),
    id,
    boundArtifact: boundArtifact && described(boundArtifact),
  })})`
}

const longest = 1_000

const shown = (fields: Json) =>
  Object.entries(fields)
    .map(([key, value]) => `${key}=${javaText(value)}`)
    .join(', ')

/** Content in base64 may be large: an error need not repeat all of it. */
function javaText(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`
  if (typeof value === 'object') return `{${shown(value as Json)}}`
  const words = String(value)
  return words.startsWith('Artifact(') || words.length <= longest ? words : `${words.slice(0, longest)}…`
}
