import { z } from 'zod'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition, type StageView } from '../../stage.ts'
import { json, objects, text } from '../../values.ts'
import { hours, seconds, succeeded, terminal } from '../results.ts'
import { nameProblems } from './application-names.ts'
import { ifThere, illegalArgument } from './input.ts'

const patience = { backoffMs: seconds(10), timeoutMs: hours(1) }

/** Creates the application or changes what is given; who may do what is kept beside it. */
const upsert = defineTask<'front50' | 'clock'>({
  implementingClass: 'com.netflix.spinnaker.orca.applications.tasks.UpsertApplicationTask',
  needs: ['front50', 'clock'],
  ...patience,
  async run(stage, { front50, clock }) {
    const { name, application, permissions } = given(stage)
    const wrong = nameProblems(name, application.cloudProviders)
    if (wrong.length > 0) throw illegalArgument(`Invalid application name, errors: [${wrong.join(', ')}]`)
    const before = await front50.findApplication(name)
    if (before) await front50.updateApplication(name, application)
    else await front50.createApplication(application)
    // A new application without permissions says so: it may have had some in an earlier life.
    const granted = permissions ?? (before ? undefined : {})
    if (granted !== undefined) {
      const lastModifiedBy = text(application.user)
      await front50.savePermission(name, {
        ...{ name, lastModified: clock.now(), permissions: granted },
        ...(lastModifiedBy === undefined ? {} : { lastModifiedBy }),
      })
    }
    return succeeded({
      ...{ 'notification.type': 'upsertapplication', 'application.name': name },
      previousState: before ?? {},
      newState: application,
    })
  },
})

/** A task that died may have deleted the application and not yet its permissions: these go in any case. */
const remove = defineTask<'front50'>({
  implementingClass: 'com.netflix.spinnaker.orca.applications.tasks.DeleteApplicationTask',
  needs: ['front50'],
  ...patience,
  async run(stage, { front50 }) {
    const { name } = given(stage)
    const before = await front50.findApplication(name)
    if (before) await front50.deleteApplication(name).catch(ifThere)
    await front50.deletePermission(name).catch(ifThere)
    return succeeded({
      ...{ 'notification.type': 'deleteapplication', 'application.name': name },
      ...(before ? { previousState: before } : {}),
    })
  },
})

const verifyNoDependencies = defineTask<'clouddriver'>({
  implementingClass: 'com.netflix.spinnaker.orca.applications.tasks.VerifyApplicationHasNoDependenciesTask',
  needs: ['clouddriver'],
  async run(stage, { clouddriver }) {
    const { name } = given(stage)
    const application = await clouddriver.application(name)
    const hasClusters = Object.keys(json(application?.clusters)).length > 0
    const found = await clouddriver.search({ q: name, type: 'securityGroups' }).catch(ifThere)
    const hasFirewalls = objects(found?.[0]?.results).some(
      ({ application: owner }) => String(owner).toLowerCase() === name.toLowerCase(),
    )
    const kinds = [...(hasClusters ? ['clusters'] : []), ...(hasFirewalls ? ['security groups'] : [])]
    if (kinds.length === 0) return succeeded()
    const errors = kinds.map((kind) => `Application is associated with one or more ${kind}`)
    const details = { error: 'Application has outstanding dependencies', errors }
    return { ...terminal(errors), context: { exception: { details } } }
  },
})

function given({ context }: StageView): { name: string; application: Json; permissions: Json | undefined } {
  const { permissions, ...application } = json(context.application)
  const name = text(application.name)
  if (name === undefined) throw illegalArgument('Missing one or more required task parameters (application.name)')
  const user = text(context.user)
  return {
    name,
    application: user === undefined ? application : { ...application, user },
    permissions: permissions === undefined || permissions === null ? undefined : json(permissions),
  }
}

const schema = z.looseObject({ application: z.looseObject({}, 'give the application') })

const upsertStage = (type: string): StageDefinition => ({
  type,
  label: type,
  schema,
  tasks: () => [{ name: type, task: upsert }],
})

export const applicationStages: readonly StageDefinition[] = [
  ...['createApplication', 'updateApplication', 'upsertApplication'].map(upsertStage),
  {
    type: 'deleteApplication',
    label: 'deleteApplication',
    schema,
    tasks: () => [
      { name: 'verifyNoDependencies', task: verifyNoDependencies },
      { name: 'deleteApplication', task: remove },
    ],
  },
]
