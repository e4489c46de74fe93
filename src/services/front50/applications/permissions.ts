import { z } from 'zod'
import type { Document, Json } from '../store/index.ts'

/** Which roles may do what with an application: `{READ: ["devs"], WRITE: […], EXECUTE: […], CREATE: […]}`. */
export type Permissions = Readonly<Record<string, readonly string[]>>

const roles = z
  .array(z.string().nullable())
  .nullish()
  .transform((list) => [
    ...new Set((list ?? []).map((role) => (role ?? '').trim().toLowerCase()).filter((role) => role !== '')),
  ])

const permissions = z
  .partialRecord(z.enum(['READ', 'WRITE', 'EXECUTE', 'CREATE']), roles)
  .nullish()
  .transform((map): Permissions => map ?? {})

/**
 * The permission document of an application. Roles are trimmed and lower-cased, blank ones dropped; the old
 * `requiredGroupMembership` gives READ and WRITE (front50: Application.Permission).
 */
export const permissionSchema = z
  .looseObject({ name: z.string(), permissions, requiredGroupMembership: roles })
  .transform(({ name, permissions, requiredGroupMembership: members }) => ({
    name: name.trim(),
    permissions: isRestricted(permissions) || members.length === 0 ? permissions : { READ: members, WRITE: members },
  }))

/** Whether any role is asked for; an application with no entry, or only empty ones, is open to everybody. */
export function isRestricted(permissions: Permissions): boolean {
  return Object.values(permissions).some((list) => list.length > 0)
}

/** The permissions in a stored document. */
export function permissionsOf(document: Document | undefined): Permissions {
  return (document?.body.permissions as Permissions | undefined) ?? {}
}

/** The roles that a permission document names, each once. */
export function rolesOf(permissions: Permissions): string[] {
  return [...new Set(Object.values(permissions).flat())]
}

/** A permission document as clients see it. */
export function presentPermission(document: Document): Json {
  return { ...document.body, lastModified: document.modifiedAt, lastModifiedBy: document.modifiedBy }
}

/** What an application without a document has: nothing is asked for. */
export function openPermission(application: string): Json {
  return { name: application, permissions: {}, lastModified: -1, lastModifiedBy: 'auto-generated' }
}
