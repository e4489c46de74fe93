import { z } from 'zod'
import { GennakerError } from '../../../../platform/errors/index.ts'
import type { Front50Client } from '../../../front50/client.ts'
import { defineTask, type StageDefinition } from '../../stage.ts'
import { json, text } from '../../values.ts'
import { succeeded } from '../results.ts'
import { monitorFront50 } from './front50-monitor.ts'
import { illegalArgument } from './input.ts'

const classes = 'com.netflix.spinnaker.orca.front50.tasks'

const upsert = defineTask<'front50'>({
  implementingClass: `${classes}.UpsertDeliveryConfigTask`,
  needs: ['front50'],
  async run({ context }, { front50 }) {
    if (!('delivery' in context)) throw illegalArgument("Key 'delivery' must be provided.")
    const delivery = json(context.delivery)
    const id = text(delivery.id)
    const known = id === undefined ? undefined : await seen(front50, id)
    const deliveryConfig =
      known === undefined
        ? await front50.createDeliveryConfig(delivery)
        : await front50.updateDeliveryConfig(id!, delivery)
    return succeeded({ application: delivery.application, deliveryConfig })
  },
})

const remove = defineTask<'front50'>({
  implementingClass: `${classes}.DeleteDeliveryConfigTask`,
  needs: ['front50'],
  async run({ context }, { front50 }) {
    const id = text(context.deliveryConfigId)
    if (id === undefined) throw illegalArgument("Key 'deliveryConfigId' must be provided.")
    const known = await seen(front50, id)
    if (known !== undefined) await front50.deleteDeliveryConfig(String(known.application), id)
    return succeeded()
  },
})

/** One that may not be seen counts as one that is not there. */
const seen = (front50: Front50Client, id: string) =>
  front50.findDeliveryConfig(id).catch((error) => {
    if (error instanceof GennakerError && (error.status === 401 || error.status === 403)) return undefined
    throw error
  })

const schema = z.looseObject({})

export const deliveryConfigStages: readonly StageDefinition[] = [
  {
    type: 'upsertDeliveryConfig',
    label: 'upsertDeliveryConfig',
    schema,
    tasks: () => [
      { name: 'upsertDeliveryConfig', task: upsert },
      { name: 'monitorUpsert', task: monitorFront50 },
    ],
  },
  {
    type: 'deleteDeliveryConfig',
    label: 'deleteDeliveryConfig',
    schema,
    tasks: () => [{ name: 'deleteDeliveryConfig', task: remove }],
  },
]
