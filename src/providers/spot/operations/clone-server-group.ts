import { parseName } from '../../../lib/moniker/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { creationSchema, documentOf } from './create-server-group.ts'
import { createUnderNextName } from './creation.ts'
import { defineOperation } from './operation.ts'
import { requireGroup } from './targets.ts'

const cloneSchema = creationSchema.partial({ application: true })

/** A new group like its source, with what the request says itself, under the cluster's next name. */
export const cloneServerGroup = defineOperation('CLONE_ELASTIGROUP', cloneSchema, async (description, context) => {
  const { source } = description
  const named = source?.serverGroupName ?? source?.asgName
  if (!named && !source?.elastigroupId) {
    throw problem(
      'invalid',
      'A clone needs its `source` with region and serverGroupName (or asgName), or elastigroupId',
    )
  }
  const name = named ?? (await requireGroup({ elastigroupId: source?.elastigroupId }, context)).name
  const of = parseName(name)
  const application = description.application ?? of.app
  if (!application) throw problem('invalid', `The clone of ${name} needs an application: its source's name tells none`)
  const isNamed = description.application !== undefined
  const stack = description.stack ?? (isNamed ? null : (of.stack ?? null))
  const details = description.freeFormDetails ?? (isNamed ? null : (of.detail ?? null))
  const document = await documentOf({ ...description, application }, context)
  return createUnderNextName({ application, stack, details }, document, context)
})
