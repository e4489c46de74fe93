import { z } from 'zod'
import { refuse } from '../failure.ts'
import { setCapacity } from '../model/group.ts'
import { scheduleReconcile } from '../model/reconcile.ts'
import { findGroup, type Migration } from '../model/world.ts'
import { add } from './groups.ts'
import { bodyOf, type Call, route } from './route.ts'

const PATH = '/aws/ec2/statefulMigrationGroup'
const KIND = 'spotinst:aws:ec2:statefulMigrationGroup'
const STEP_SECONDS = 10
const BEFORE = [
  'MIGRATE_START',
  'MIGRATE_PREPARE_AWS_INSTANCE',
  'MIGRATE_CREATE_IMAGE',
  'MIGRATE_AWAIT_FOR_IMAGE',
] as const
const AFTER = [
  'MIGRATE_TERMINATE_INSTANCE',
  'MIGRATE_AWAIT_INSTANCE_TERMINATION',
  'MIGRATE_UPDATE_GROUP',
  'MIGRATE_LAUNCH_INSTANCE',
  'MIGRATE_AWAIT_INSTANCE_RUNNING',
  'MIGRATE_RESUME_STATEFUL_INSTANCE',
  'MIGRATE_AWAIT_STATEFUL_INSTANCE_RUNNING',
  'MIGRATE_FINISH',
] as const
const BODY = z.object({
  statefulMigrationGroup: z.object({
    originalInstanceId: z.string(),
    name: z.string(),
    shouldKeepPrivateIp: z.boolean(),
    shouldTerminateInstance: z.boolean().nullish(),
    product: z.string().nullish(),
    region: z.string().nullish(),
    spotInstanceTypes: z.array(z.string()).nullish(),
    availabilityZones: z.array(z.object({ name: z.string(), subnetIds: z.array(z.string()).nullish() })).nullish(),
  }),
})

/** An instance beside Spot becomes a stateful group of one, in steps of ten seconds. */
export const migrationRoutes = [
  route('POST', PATH, start),
  route('GET', `${PATH}/:migrationId`, status),
  route('DELETE', `${PATH}/:migrationId`, (call) => {
    const migration = found(call)
    if (stateOf(call, migration) === 'MIGRATE_FINISH') throw refuse('CANT_CANCEL_MIGRATION', 'The migration has ended')
    migration.cancelled = true
    return {}
  }),
  route('POST', `${PATH}/:migrationId/userAction`, allowTermination),
]

function start(call: Call) {
  const { statefulMigrationGroup: asked } = bodyOf(call, BODY)
  const { originalInstanceId, shouldKeepPrivateIp } = asked
  const instance = call.world.foreign.find(
    ({ resourceType, name }) => resourceType === 'EC2' && name === originalInstanceId,
  )
  if (!instance) throw refuse('RESOURCE_DOESNT_EXIST', `EC2 ${originalInstanceId} does not exist`)
  const region = asked.region ?? instance.region
  const group = add(call, {
    name: asked.name,
    region,
    capacity: { target: 0, minimum: 0, maximum: 1, unit: 'instance' },
    strategy: {
      risk: 100,
      availabilityVsCost: 'balanced',
      fallbackToOd: true,
      persistence: { shouldPersistPrivateIp: shouldKeepPrivateIp, shouldPersistRootDevice: true },
    },
    compute: {
      product: asked.product ?? 'Linux/UNIX',
      availabilityZones: asked.availabilityZones ?? [{ name: `${region}a`, subnetIds: ['subnet-0a'] }],
      instanceTypes: { ondemand: instance.instanceTypes[0], spot: asked.spotInstanceTypes ?? instance.instanceTypes },
      launchSpecification: { imageId: 'ami-0000000000000a001', securityGroupIds: ['sg-0a'], monitoring: false },
    },
  })
  const migration: Migration = {
    id: `smg-${call.world.random.hex(8)}`,
    accountId: call.accountId,
    groupId: group.id,
    originalInstanceId,
    shouldKeepPrivateIp,
    mayTerminate: asked.shouldTerminateInstance ?? false,
    startedAt: call.now,
    goesOnAt: asked.shouldTerminateInstance ? call.now + call.world.clock.span(STEP_SECONDS * BEFORE.length) : null,
    cancelled: false,
  }
  call.world.migrations = [...call.world.migrations, migration]
  const data = { originalInstanceId, shouldKeepPrivateIp, shouldTerminateInstance: migration.mayTerminate }
  return { kind: KIND, items: [{ id: migration.id, groupId: group.id, state: 'MIGRATE_START', data }] }
}

function found(call: Call): Migration {
  const migration = call.world.migrations.find(
    ({ id, accountId }) => id === call.params.migrationId && accountId === call.accountId,
  )
  if (!migration) throw refuse('MIGRATION_DOESNT_EXIST', `Stateful migration ${call.params.migrationId} does not exist`)
  return migration
}

function stateOf({ world, now }: Call, migration: Migration): string {
  if (migration.cancelled) return 'MIGRATE_CANCEL'
  const step = world.clock.span(STEP_SECONDS)
  if (migration.goesOnAt !== null && now >= migration.goesOnAt) {
    return AFTER[Math.min(AFTER.length - 1, Math.floor((now - migration.goesOnAt) / step))] ?? 'MIGRATE_FINISH'
  }
  return BEFORE[Math.floor((now - migration.startedAt) / step)] ?? 'MIGRATE_AWAIT_USER_ACTION'
}

function status(call: Call) {
  const migration = found(call)
  const state = stateOf(call, migration)
  const isOn = AFTER.indexOf(state as (typeof AFTER)[number]) >= AFTER.indexOf('MIGRATE_UPDATE_GROUP')
  const group = findGroup(call.world, call.accountId, migration.groupId)
  // The old instance is gone: from here on the group has its one.
  if (isOn && group.document.capacity.target === 0) {
    setCapacity(group, { target: 1 }, call.now)
    scheduleReconcile(call.world, group, call.now)
  }
  return {
    kind: KIND,
    items: [
      {
        statefulMigrationId: migration.id,
        groupId: migration.groupId,
        instanceId: migration.originalInstanceId,
        state,
        stateDescription: state.replace('MIGRATE_', '').toLowerCase().replaceAll('_', ' '),
      },
    ],
  }
}

function allowTermination(call: Call) {
  const migration = found(call)
  if (stateOf(call, migration) !== 'MIGRATE_AWAIT_USER_ACTION') {
    throw refuse('CANT_ACT_ON_MIGRATION', `Stateful migration ${migration.id} does not wait for anybody`)
  }
  migration.mayTerminate = true
  migration.goesOnAt = call.now
  return { kind: KIND, items: [{ id: migration.id, groupId: migration.groupId, state: 'MIGRATE_TERMINATE_INSTANCE' }] }
}
