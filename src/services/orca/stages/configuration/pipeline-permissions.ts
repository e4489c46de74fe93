import { createHash } from 'node:crypto'
import { problem } from '../../../../platform/errors/index.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask } from '../../stage.ts'
import { objects, text, texts } from '../../values.ts'
import { succeeded } from '../results.ts'
import { decoded, illegalArgument, stableId } from './input.ts'

const suffix = '@managed-service-account'
const sharedSuffix = '@shared-managed-service-account'
const isManaged = (account: string) => account.endsWith(suffix) || account.endsWith(sharedSuffix)

/** Keeps a service account with the pipeline's roles, as which its triggers run (orca: SaveServiceAccountTask). */
export const updatePipelinePermissions = defineTask<'front50' | 'authorization' | 'settings'>({
  implementingClass: 'com.netflix.spinnaker.orca.front50.tasks.SaveServiceAccountTask',
  needs: ['front50', 'authorization', 'settings'],
  async run(stage, { front50, authorization, settings }) {
    if (!('pipeline' in stage.context)) throw illegalArgument('pipeline context must be provided')
    const pipeline = decoded(stage, 'pipeline') as Json
    if (!('roles' in pipeline)) return succeeded()
    const roles = texts(pipeline.roles)
    const known = text(pipeline.id)
    const id = known ?? stableId(`${stage.stage.id} pipeline`)
    const name = accountName(pipeline, id, roles, settings.tasks['use-shared-managed-service-accounts'])
    const outputs = { 'pipeline.serviceAccount': name, ...(known === undefined ? { 'pipeline.id': id } : {}) }
    if (authorization !== undefined) {
      const held = (await authorization.rolesOf(name)).roles
      if (sameRoles(held, roles)) return succeeded(outputs)
      const user = text(stage.execution.trigger.user)
      if (user === undefined || !(await mayGrant(user, roles, authorization)))
        throw problem('forbidden', `User '${user}' is not authorized with all roles for pipeline`)
    }
    // One with this name is replaced.
    await front50.saveServiceAccount({ name, memberOf: roles })
    return succeeded(outputs)
  },
})

function accountName(pipeline: Json, id: string, roles: readonly string[], isShared: boolean): string {
  const own = text(pipeline.serviceAccount)
  // A shared account is other pipelines' too: once sharing is off, it is left to them.
  if (own !== undefined && (isShared || !own.endsWith(sharedSuffix))) return own
  if (!isShared) return `${id.toLowerCase()}${suffix}`
  const key = [...new Set(roles.map((role) => role.toLowerCase()))].sort().join('\0')
  return `${createHash('sha256').update(key).digest('hex')}${sharedSuffix}`
}

/** Nobody hands out roles that are not theirs. */
async function mayGrant(
  user: string,
  roles: readonly string[],
  authorization: NonNullable<Capabilities['authorization']>,
): Promise<boolean> {
  if (roles.length === 0) return true
  const { admin, roles: held } = await authorization.rolesOf(user)
  return admin || roles.every((role) => held.includes(role))
}

const sameRoles = (one: readonly string[], other: readonly string[]) =>
  new Set(one).size === new Set(other).size && one.every((role) => other.includes(role))

/** The pipeline with triggers that run as its service account, where it has one: without roles as nobody. */
export function runsAsNobodyElse(pipeline: Json, serviceAccount: string | undefined): Json {
  if (serviceAccount === undefined || !('triggers' in pipeline)) return pipeline
  const hasRoles = texts(pipeline.roles).length > 0
  const triggers = objects(pipeline.triggers).map((trigger) => {
    const { runAsUser, ...rest } = trigger
    const before = text(runAsUser)
    if (!hasRoles) return before === serviceAccount ? rest : trigger
    return before === undefined || isManaged(before) ? { ...trigger, runAsUser: serviceAccount } : trigger
  })
  return { ...pipeline, triggers }
}
