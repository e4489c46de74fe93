import { setCapacity } from './group.ts'
import { drain, requestInstance } from './instance.ts'
import { log } from './journal.ts'
import { chooseLaunch } from './launch.ts'
import { notify } from './notify.ts'
import { countedWeight, scheduleReconcile } from './reconcile.ts'
import { activeRoll, isHealthyForRoll, member, present } from './roll.ts'
import type { Batch, Group, Instance, OnFailure, Roll, RollStatus } from './state.ts'
import type { World } from './world.ts'

/**
 * Moves the active roll on as far as it can at this moment: called when its own wait ends and after every change of an
 * instance. States: starting, in_progress, then finished or failed; a stop request goes through stopping to stopped.
 */
export function stepRoll(world: World, group: Group, at: number): void {
  const roll = activeRoll(group)
  if (!roll) return
  rememberIds(group, roll)
  if (roll.status === 'starting') {
    if (roll.dueAt !== null && at < roll.dueAt) return
    setStatus(world, group, roll, 'in_progress', at)
    startBatch(world, group, roll, at)
    return
  }
  const batch = roll.batches[roll.current]
  if (roll.status === 'stopping') {
    const launching = batch ? present(group, batch.green).some((instance) => instance.phase !== 'running') : false
    if (!launching) setStatus(world, group, roll, 'stopped', at)
    return
  }
  if (!batch) {
    setStatus(world, group, roll, 'finished', at)
    return
  }
  if (batch.phase === 'launching') judgeBatch(world, group, roll, batch, at)
  if (
    batch.phase === 'draining' &&
    present(
      group,
      batch.blue.filter((blue) => blue.detached),
    ).length === 0
  ) {
    finishBatch(world, group, roll, batch, at)
  }
}

function startBatch(world: World, group: Group, roll: Roll, at: number): void {
  const batch = roll.batches[roll.current]
  if (!batch) {
    setStatus(world, group, roll, 'finished', at)
    return
  }
  const greens = roll.batches.flatMap((earlier) => present(group, earlier.green))
  const blues = present(group, batch.blue)
  batch.size = blues.length
  for (const blue of blues) {
    const green = roll.action === 'RESTART_SERVER' ? restart(world, blue, at) : launch(world, group, greens, at)
    if (!green) continue
    greens.push(green)
    batch.green.push(member(green))
  }
  roll.dueAt = at + world.clock.span(roll.gracePeriod)
  roll.updatedAt = at
  log(group, at, 'INFO', `Roll ${roll.id}: batch ${roll.current + 1} of ${roll.batches.length} was launched`)
}

function launch(world: World, group: Group, greens: Instance[], at: number): Instance | null {
  const choice = chooseLaunch(world, group, greens)
  return choice && requestInstance(world, group, choice, at)
}

/** A stateful server keeps its id and boots again. */
function restart(world: World, instance: Instance, at: number): Instance {
  instance.health = 'INSUFFICIENT_DATA'
  instance.dueAt = at + world.clock.span(world.random.between(20, 40))
  return instance
}

/** Waits until all green instances are healthy or the grace period is over, then drains the blue ones or fails. */
function judgeBatch(world: World, group: Group, roll: Roll, batch: Batch, at: number): void {
  const healthy = present(group, batch.green).filter((instance) => isHealthyForRoll(group, roll, instance)).length
  const graceIsOver = roll.dueAt !== null && at >= roll.dueAt
  const allHealthy = roll.healthCheckType !== null && healthy >= batch.size
  if (!allHealthy && !graceIsOver) return
  roll.dueAt = null
  const share = batch.size === 0 ? 100 : (100 * healthy) / batch.size
  if (share < roll.batchMinHealthyPercentage) {
    fail(world, group, roll, healthy, batch.size, at)
    return
  }
  batch.phase = 'draining'
  roll.updatedAt = at
  if (roll.action === 'RESTART_SERVER') return
  detach(world, group, roll, batch.blue, roll.drainingTimeout, at)
}

function finishBatch(world: World, group: Group, roll: Roll, batch: Batch, at: number): void {
  batch.phase = 'done'
  roll.finishedBatches++
  roll.current++
  roll.updatedAt = at
  if (roll.current >= roll.batches.length) setStatus(world, group, roll, 'finished', at)
  else startBatch(world, group, roll, at)
}

function fail(world: World, group: Group, roll: Roll, healthy: number, of: number, at: number): void {
  log(
    group,
    at,
    'ERROR',
    `Roll ${roll.id} failed: ${healthy} of ${of} instances of batch ${roll.current + 1} became healthy within ${roll.gracePeriod} seconds, ${roll.batchMinHealthyPercentage}% are required`,
  )
  setStatus(world, group, roll, 'failed', at)
  if (roll.onFailure) detachColour(world, group, roll, roll.onFailure, at)
}

/** Clears up after a failed or stopped roll: detaches one colour of the last batch, or of all, and frees the group. */
export function detachColour(world: World, group: Group, roll: Roll, action: OnFailure, at: number): string[] {
  const last = Math.min(roll.current, roll.batches.length - 1)
  const batches = action.shouldHandleAllBatches ? roll.batches.slice(0, last + 1) : roll.batches.slice(last, last + 1)
  const members = batches.flatMap((batch) => (action.actionType === 'DETACH_NEW' ? batch.green : batch.blue))
  const detached = detach(world, group, roll, members, action.drainingTimeout ?? roll.drainingTimeout, at)
  roll.resolved = true
  roll.updatedAt = at
  // Without the decrement, missing instances are launched again up to the target.
  if (action.shouldDecrementTargetCapacity) {
    const { minimum, target } = group.document.capacity
    const left = Math.max(minimum, Math.min(target, countedWeight(group)))
    if (left < target) setCapacity(group, { target: left }, at)
  }
  scheduleReconcile(world, group, at)
  return detached
}

function detach(world: World, group: Group, roll: Roll, members: Batch['blue'], seconds: number, at: number): string[] {
  const ids: string[] = []
  for (const one of members) {
    const instance = group.instances.find((candidate) => candidate.key === one.key)
    one.detached = true
    if (!instance || instance.phase === 'draining') continue
    if (instance.instanceId) ids.push(instance.instanceId)
    drain(world, group, instance, seconds, at, `roll ${roll.id} detached it`)
  }
  return ids
}

/** Asks a roll to stop. One that has failed is stopped at once, which frees the group. */
export function stopRoll(world: World, group: Group, roll: Roll, now: number): void {
  if (roll.status === 'failed') {
    roll.resolved = true
    setStatus(world, group, roll, 'stopped', now)
  } else if (roll.status === 'starting') {
    setStatus(world, group, roll, 'stopped', now)
  } else if (roll.status === 'in_progress') {
    setStatus(world, group, roll, 'stopping', now)
    stepRoll(world, group, now)
  }
}

function setStatus(world: World, group: Group, roll: Roll, status: RollStatus, at: number): void {
  roll.status = status
  roll.updatedAt = at
  if (status !== 'in_progress') roll.dueAt = null
  const severity = status === 'failed' ? 'ERROR' : 'INFO'
  log(group, at, severity, `Roll ${roll.id} is ${status}`)
  if (status === 'finished') notify(world, group, at, 'GROUP_ROLL_FINISHED')
  if (status === 'failed') notify(world, group, at, 'GROUP_ROLL_FAILED')
  scheduleReconcile(world, group, at)
}

/** Green instances get their ids after the launch: the roll keeps them for its report. */
function rememberIds(group: Group, roll: Roll): void {
  for (const batch of roll.batches) {
    for (const one of [...batch.blue, ...batch.green]) {
      if (one.instanceId !== null) continue
      one.instanceId = group.instances.find((instance) => instance.key === one.key)?.instanceId ?? null
    }
  }
}
