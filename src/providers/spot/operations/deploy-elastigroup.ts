import { z } from 'zod'
import { parseName } from '../../../lib/moniker/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { groupIn } from './create-server-group.ts'
import { createUnderName, createUnderNextName, withOverrides } from './creation.ts'
import { defineOperation } from './operation.ts'

const schema = z.looseObject({
  payload: z.union([z.string(), z.looseObject({})]),
  imageId: z.string().nullish(),
})

/** Creates the group of a payload: under its own name when that has a version, else under the next of its cluster. */
export const deployElastigroup = defineOperation('CREATE', schema, async ({ payload, imageId }, context) => {
  const { name, ...group } = groupIn(payload)
  if (typeof name !== 'string' || name === '') throw problem('invalid', "The payload's group has no name")
  const launch = ((group.compute ?? {}) as { launchSpecification?: { imageId?: string } }).launchSpecification
  const document = withOverrides(group, launch?.imageId ? {} : { imageId })
  const { app, stack, detail, sequence } = parseName(name)
  if (sequence !== undefined || app === undefined) return createUnderName(name, document, context)
  return createUnderNextName({ application: app, stack: stack ?? null, details: detail ?? null }, document, context)
})
