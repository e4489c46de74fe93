import { parseName } from '../../../lib/moniker/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { creationSchema, documentOf } from './create-server-group.ts'
import { createUnderNextName } from './creation.ts'
import { defineOperation } from './operation.ts'

const cloneSchema = creationSchema.partial({ application: true })

/** A new group like its source, with another image or capacity where given, under the cluster's next name. */
export const cloneServerGroup = defineOperation('CLONE_ELASTIGROUP', cloneSchema, async (description, context) => {
  const source = description.source?.serverGroupName ?? description.source?.asgName
  if (!source) throw problem('invalid', 'A clone needs its `source` with region and serverGroupName (or asgName)')
  const of = parseName(source)
  const application = description.application ?? of.app
  if (!application)
    throw problem('invalid', `The clone of ${source} needs an application: its source's name tells none`)
  const named = description.application !== undefined
  const stack = description.stack ?? (named ? null : (of.stack ?? null))
  const details = description.freeFormDetails ?? (named ? null : (of.detail ?? null))
  const document = await documentOf({ ...description, application }, context)
  return createUnderNextName({ application, stack, details }, document, context)
})
