import { forbidden } from '../problems.ts'

/** What somebody wants to do with an application. */
export type Right = 'READ' | 'WRITE' | 'EXECUTE'

/** What Front50 asks of the authorization service. Users and service accounts are named as in `X-SPINNAKER-USER`. */
export interface Authorization {
  can(user: string, right: Right, application: string): Promise<boolean>
  canCreateApplication(user: string, application: string): Promise<boolean>
  canUseServiceAccount(user: string, serviceAccount: string): Promise<boolean>
  isAdmin(user: string): Promise<boolean>
  /**
   * Tells that who may do what has changed for holders of these roles, or for everybody when the list is absent. Resolves
   * when it is in effect; a failure is the authorization service's own to report.
   */
  permissionsChanged(roles?: readonly string[]): Promise<void>
}

/** Authorization switched off: everybody may do everything and is an administrator. */
export const openToAll: Authorization = {
  can: async () => true,
  canCreateApplication: async () => true,
  canUseServiceAccount: async () => true,
  isAdmin: async () => true,
  permissionsChanged: async () => {},
}

/** Throws 403 unless the user may do this with the application. */
export async function requireRight(
  authorization: Authorization,
  user: string,
  right: Right,
  application: string,
): Promise<void> {
  if (await authorization.can(user, right, application)) return
  throw forbidden(`Access denied to application ${application} - required authorization: ${right}`)
}

/** Throws 403 unless the user is an administrator. */
export async function requireAdmin(authorization: Authorization, user: string): Promise<void> {
  if (!(await authorization.isAdmin(user))) throw forbidden('Access is denied: this needs an administrator')
}

/**
 * Throws 403 unless the user may use each service account, and each may execute the application's pipelines: nobody
 * gains a right by letting a trigger run as somebody else (front50: runAsUser).
 */
export async function requireRunAs(
  authorization: Authorization,
  user: string,
  serviceAccounts: readonly string[],
  application: string,
): Promise<void> {
  for (const account of serviceAccounts) {
    if (!(await authorization.canUseServiceAccount(user, account))) {
      throw forbidden(`Access denied to service account ${account}: ${user} does not have all of its roles`)
    }
    await requireRight(authorization, account, 'EXECUTE', application)
  }
}

/** Those of `items` whose application the user may read. */
export async function readable<T>(
  authorization: Authorization,
  user: string,
  items: readonly T[],
  applicationOf: (item: T) => string,
): Promise<T[]> {
  const applications = [...new Set(items.map(applicationOf))]
  const verdicts = await Promise.all(applications.map((application) => authorization.can(user, 'READ', application)))
  const allowed = new Set(applications.filter((_, index) => verdicts[index]))
  return items.filter((item) => allowed.has(applicationOf(item)))
}
