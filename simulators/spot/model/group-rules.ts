import type { z } from 'zod'
import { type AzureDocument, azureDocument } from '../azure/schema.ts'
import { refuse, SpotFailure } from '../failure.ts'
import { type GcpDocument, gcpDocument } from '../gcp/schema.ts'
import { type GroupDocument, groupDocument } from './group-schema.ts'
import { specificationOf } from './specification.ts'
import type { Cloud, WireDocument } from './state.ts'
import type { World } from './world.ts'

const hasItems = (value: unknown): boolean => Array.isArray(value) && value.length > 0
const isSet = (value: unknown): boolean => value !== undefined && value !== null

/** Zod's issues in the words of a Spot error: one `VALIDATION_ERROR` for each. */
export function validationFailure(issues: z.core.$ZodIssue[], root: string): SpotFailure {
  return new SpotFailure(
    400,
    issues.map((issue) => ({
      code: 'VALIDATION_ERROR',
      message: `${[root, ...issue.path.map(String)].filter(Boolean).join('.')}: ${issue.message}`,
    })),
  )
}

const SCHEMAS = { aws: groupDocument, gcp: gcpDocument, azure: azureDocument }

/**
 * Judges a whole group, as create, update and clone do after merging, and hands back the same object.
 * Throws a 400 with every fault found, or with `CANT_VALIDATE_IMAGE` / `InvalidParameterValue` from the cloud behind.
 */
export function checkGroup(world: World, cloud: Cloud, document: unknown): WireDocument {
  const parsed = SCHEMAS[cloud].safeParse(document)
  if (!parsed.success) throw validationFailure(parsed.error.issues, 'group')
  const wire = document as WireDocument
  const faults = [...capacityFaults(wire), ...EXCLUSIONS[cloud](wire as never)]
  if (faults.length > 0) {
    throw new SpotFailure(
      400,
      faults.map((message) => ({ code: 'VALIDATION_ERROR', message })),
    )
  }
  const group = specificationOf({ cloud, document: wire })
  checkImages(world, cloud, group)
  checkRole(world, group)
  return wire
}

function capacityFaults({ capacity: { minimum, target, maximum } }: WireDocument): string[] {
  return minimum <= target && target <= maximum
    ? []
    : [`group.capacity: minimum <= target <= maximum is required, got ${minimum}, ${target}, ${maximum}`]
}

function* awsExclusions(group: GroupDocument): Iterable<string> {
  const { compute, scaling, strategy } = group
  const types = compute.instanceTypes
  const both = (left: unknown, right: unknown) => isSet(left) && isSet(right)
  if (both(types?.ondemand, types?.onDemandTypes)) {
    yield 'group.compute.instanceTypes: ondemand and onDemandTypes exclude each other'
  }
  if (both(types?.spot, types?.resourceRequirements)) {
    yield 'group.compute.instanceTypes: spot and resourceRequirements exclude each other'
  }
  if (hasItems(compute.availabilityZones) && hasItems(compute.subnetIds)) {
    yield 'group.compute: availabilityZones and subnetIds exclude each other'
  }
  if (!hasItems(compute.availabilityZones) && !hasItems(compute.subnetIds)) {
    yield 'group.compute: availabilityZones or subnetIds is required'
  }
  if (!hasItems(compute.availabilityZones) && !isSet(group.region)) {
    yield 'group.region: required when compute.availabilityZones is not given'
  }
  const image = compute.launchSpecification
  if (isSet(image.imageId) === hasItems(image.images)) {
    yield 'group.compute.launchSpecification: exactly one of imageId and images is required'
  }
  for (const { ebs } of image.blockDeviceMappings ?? []) {
    if (both(ebs?.iops, ebs?.dynamicIops))
      yield 'group.compute.launchSpecification.blockDeviceMappings.ebs: iops and dynamicIops exclude each other'
    if (both(ebs?.volumeSize, ebs?.dynamicVolumeSize))
      yield 'group.compute.launchSpecification.blockDeviceMappings.ebs: volumeSize and dynamicVolumeSize exclude each other'
  }
  if (hasItems(scaling?.target) && (hasItems(scaling?.up) || hasItems(scaling?.down))) {
    yield 'group.scaling: simple and target policies cannot be combined'
  }
  if (strategy?.revertToSpot?.performAt === 'timeWindow' && !hasItems(strategy.revertToSpot.timeWindows)) {
    yield 'group.strategy.revertToSpot.timeWindows: required when performAt is timeWindow'
  }
}

function* gcpExclusions({ compute }: GcpDocument): Iterable<string> {
  if (!isSet(compute.instanceTypes.ondemand)) yield 'group.compute.instanceTypes.ondemand: required'
}

function* azureExclusions({ compute, strategy }: AzureDocument): Iterable<string> {
  const { spotSizes, spotSizeAttributes } = compute.vmSizes
  if (hasItems(spotSizes) && isSet(spotSizeAttributes)) {
    yield 'group.compute.vmSizes: spotSizes and spotSizeAttributes exclude each other'
  }
  if (isSet(strategy.spotPercentage) && isSet(strategy.onDemandCount)) {
    yield 'group.strategy: spotPercentage and onDemandCount exclude each other'
  }
  const image = compute.launchSpecification.image
  const images = [image?.marketplace, image?.custom, image?.gallery].filter(isSet)
  if (images.length !== 1) {
    yield 'group.compute.launchSpecification.image: exactly one of marketplace, custom and gallery is required'
  }
}

const EXCLUSIONS = { aws: awsExclusions, gcp: gcpExclusions, azure: azureExclusions }

/** Only AWS has a form by which an image id can be told from anything else. */
function checkImages(world: World, cloud: Cloud, group: GroupDocument): void {
  const { imageId, images } = group.compute.launchSpecification
  const ids = imageId ? [imageId] : (images ?? []).map((image) => image.id)
  for (const id of ids) {
    if ((cloud === 'aws' && !id.startsWith('ami-')) || world.images.get(id)?.valid === false) {
      throw refuse('CANT_VALIDATE_IMAGE', `Can't validate ${cloud === 'aws' ? 'ami' : 'image'} ${id}`)
    }
  }
}

/** IAM is eventually consistent: a scenario lists roles that are not visible before a moment. */
function checkRole(world: World, group: GroupDocument): void {
  const role = group.compute.launchSpecification.iamRole
  for (const name of [role?.name, role?.arn]) {
    const readyAt = name ? world.rolesReadyAt.get(name) : undefined
    if (readyAt !== undefined && world.clock.now() < readyAt) {
      throw refuse('InvalidParameterValue', `Invalid IAM Instance Profile name ${name}`)
    }
  }
}
