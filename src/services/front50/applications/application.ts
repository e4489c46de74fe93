import { z } from 'zod'
import type { Document, Json } from '../store/index.ts'

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String).nullish()

/** Spinnaker's clients send the providers as a comma list or as an array; the comma list is what is kept. */
const cloudProviders = z
  .union([z.string(), z.array(z.string()).transform((providers) => providers.join(','))])
  .nullish()

/**
 * An application as clients send it. Properties that Front50 does not know are kept as they are (`details` in the
 * original); those that only the server may set are dropped.
 */
export const applicationSchema = z
  .looseObject({
    name: text,
    description: text,
    email: text,
    cloudProviders,
    trafficGuards: z.array(z.looseObject({})).nullish(),
  })
  .transform(({ createTs, updateTs, lastModifiedBy, permissions, ...application }): Json => application)

/** An application's key: names differ in more than case. */
export function applicationName(application: Json): string {
  return typeof application.name === 'string' ? application.name.trim().toUpperCase() : ''
}

/** The content that is stored. */
export function applicationBody(application: Json): Json {
  const { name: _, ...rest } = withoutAbsent(application)
  return { name: applicationName(application), ...rest, trafficGuards: application.trafficGuards ?? [] }
}

/**
 * What a PATCH makes of the stored application: what is absent stays, and so do null values of the properties that
 * Front50 knows (front50: Application.dynamicallyMerge).
 */
export function mergeApplication(stored: Json, patch: Json): Json {
  return { ...stored, ...withoutAbsent(patch) }
}

/** An application as clients see it: times are text, the name is upper case; permissions only when it is restricted. */
export function presentApplication(document: Document, permissions?: Json): Json {
  return {
    ...document.body,
    createTs: String(document.createdAt),
    updateTs: String(document.modifiedAt),
    lastModifiedBy: document.modifiedBy,
    ...(permissions && { permissions }),
  }
}

const KNOWN = ['name', 'description', 'email', 'cloudProviders', 'trafficGuards']

function withoutAbsent(application: Json): Json {
  return Object.fromEntries(
    Object.entries(application).filter(
      ([key, value]) => value !== undefined && !(value === null && KNOWN.includes(key)),
    ),
  )
}
