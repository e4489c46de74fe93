import { parseTime } from '../../model/time.ts'
import type { AwsGroup } from './shapes.ts'

type Json = Record<string, unknown>

/** `costOriented` → `COST_ORIENTED`. */
const upperSnake = (text: string) => text.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

const actionTypes: Readonly<Record<string, string>> = {
  adjustment: 'ADJUSTMENT_NUMERIC',
  setMinTarget: 'SET_MIN_TARGET',
  setMaxTarget: 'SET_MAX_TARGET',
  updateCapacity: 'UPDATE_CAPACITY',
  percentageAdjustment: 'PERCENTAGE_ADJUSTMENT',
}

/**
 * The group as the Decks with a Spot provider read it: the names of Spot's Java SDK beside those of the wire. A copy;
 * the wire's own document is served beside it, untouched.
 */
export function toElastigroup(group: AwsGroup): Json {
  const copy = structuredClone(group) as Json
  also(copy.strategy, 'risk', 'spotPercentage')
  also(copy.strategy, 'availabilityVsCost', 'elastigroupOrientation', (value) => upperSnake(String(value)))
  const compute = json(copy.compute)
  for (const zone of list(compute.availabilityZones)) also(zone, 'name', 'azName')
  also(compute.instanceTypes, 'ondemand', 'onDemand')
  const launch = json(compute.launchSpecification)
  also(launch, 'monitoring', 'detailedMonitoring')
  for (const mapping of list(launch.blockDeviceMappings)) also(mapping, 'ebs', 'ebsDevice')
  const scaling = json(copy.scaling)
  for (const policy of [...list(scaling.up), ...list(scaling.down), ...list(scaling.target)]) {
    const action = json(json(policy).action)
    if (typeof action.type === 'string') action.type = actionTypes[action.type] ?? action.type
  }
  for (const task of list(json(copy.scheduling).tasks)) {
    const entry = json(task)
    for (const key of ['taskType', 'frequency']) if (typeof entry[key] === 'string') entry[key] = upperSnake(entry[key])
  }
  for (const key of ['createdAt', 'updatedAt']) copy[key] = parseTime(copy[key] as string | undefined) ?? copy[key]
  return copy
}

function also(
  target: unknown,
  wire: string,
  alias: string,
  convert: (value: unknown) => unknown = (value) => value,
): void {
  const object = json(target)
  if (object[wire] !== undefined && object[wire] !== null) object[alias] = convert(object[wire])
}

function json(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
