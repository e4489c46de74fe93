import { counted, groupJob, sizeOf } from '../group.ts'
import type { SpotForm } from './dialog.tsx'
import type { Roll, SpotGroup } from './shapes.ts'

export const startRollForm = (app: string, group: SpotGroup): SpotForm => ({
  operation: 'rollServerGroup',
  app,
  account: group.account,
  title: `Roll ${group.name}`,
  description: `Roll Server Group: ${group.name}`,
  submit: 'Start roll',
  schema: {
    type: 'object',
    properties: {
      imageId: {
        type: 'string',
        title: 'Image of the new instances',
        description: `Without it, the group's own${group.launchConfig?.imageId ? `: ${group.launchConfig.imageId}` : ''}`,
      },
      roll: {
        type: 'object',
        title: 'Roll',
        required: ['batchSizePercentage', 'gracePeriod'],
        properties: {
          batchSizePercentage: {
            type: 'integer',
            minimum: 1,
            maximum: 100,
            title: 'Batch',
            unit: '% of the instances',
          },
          gracePeriod: { type: 'integer', minimum: 0, title: 'Time for a batch to become healthy', unit: 'seconds' },
          batchMinHealthyPercentage: {
            ...{ type: 'integer', minimum: 0, maximum: 100, title: 'Healthy instances that a batch needs', unit: '%' },
          },
          healthCheckType: {
            enum: ['TARGET_GROUP', 'ELB', 'EC2', 'HCS', 'ECS_CLUSTER_INSTANCE', 'NOMAD_NODE', 'OPSWORKS', 'NONE'],
            title: 'Health check',
            description: "Without it, the group's own",
          },
          drainingTimeout: { type: 'integer', minimum: 0, title: 'Draining', unit: 'seconds' },
          action: {
            enum: ['REPLACE_SERVER', 'RESTART_SERVER'],
            labels: ['Replace instances', 'Restart stateful instances'],
            title: 'Action',
          },
          onFailure: {
            enum: ['DETACH_NEW', 'DETACH_OLD'],
            labels: ['Detach the new instances: back to what was', 'Detach the old instances: keep what came'],
            title: 'When it fails',
            description: 'Without it, a failed roll waits for a decision, and blocks the next one.',
          },
        },
      },
    },
  },
  initial: { roll: { batchSizePercentage: 25, gracePeriod: 600 } },
  says: ({ roll }) => {
    const size = Number((roll as { batchSizePercentage?: number } | undefined)?.batchSizePercentage ?? 0)
    const count = sizeOf(group)
    if (!(size >= 1 && size <= 100)) return []
    const atOnce = Math.max(1, Math.ceil((count * size) / 100))
    return [
      `${counted(count, 'instance')} of ${group.name} will be replaced, ${atOnce} at a time: new ones first, then as many old ones are detached and terminated.`,
      'While it runs the group can neither be changed nor resized.',
    ]
  },
  job: (values) => [groupJob('rollServerGroup', group, values)],
})

export const stopRollForm = (app: string, group: SpotGroup, roll: Roll): SpotForm => ({
  operation: 'stopRoll',
  settled: ['rollId'],
  app,
  account: group.account,
  title: `Stop roll ${roll.id}`,
  description: `Stop roll: ${group.name}`,
  submit: 'Stop roll',
  destructive: true,
  says: () => [
    `The batch under way ends, and no other one begins: ${group.name} keeps new and old instances side by side until one of them is detached.`,
  ],
  job: () => [groupJob('stopRoll', group, { rollId: roll.id })],
})

export const detachAfterRollForm = (
  app: string,
  group: SpotGroup,
  roll: Roll,
  actionType: 'DETACH_OLD' | 'DETACH_NEW',
  count: number,
): SpotForm => {
  const which = actionType === 'DETACH_OLD' ? 'old' : 'new'
  return {
    operation: 'rollAction',
    settled: ['rollId', 'actionType'],
    app,
    account: group.account,
    title: `Detach the ${which} instances of roll ${roll.id}`,
    description: `Detach ${which} instances after roll: ${group.name}`,
    submit: `Detach ${which}`,
    destructive: true,
    schema: {
      type: 'object',
      properties: {
        shouldHandleAllBatches: { type: 'boolean', title: 'Those of all batches, not only of the one that failed' },
        shouldDecrementTargetCapacity: { type: 'boolean', title: 'Make the group smaller by them' },
        drainingTimeout: { type: 'integer', minimum: 0, title: 'Draining', unit: 'seconds' },
      },
    },
    initial: { shouldHandleAllBatches: true, shouldDecrementTargetCapacity: true },
    says: ({ shouldHandleAllBatches }) => [
      `${shouldHandleAllBatches === true ? counted(count, `${which} instance`) : `The ${which} instances of the last batch`} will be detached from ${group.name} and terminated.`,
      actionType === 'DETACH_OLD' ? 'What the roll launched stays.' : 'What was there before the roll stays.',
    ],
    job: (values) => [groupJob('rollAction', group, { ...values, rollId: roll.id, actionType })],
  }
}
