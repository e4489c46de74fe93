import { buildClusterName, SEQUENCE_NUMBERS, withSequence } from './build.ts'
import { isName, isNameWithHyphen, NAME_CHARACTERS, NAME_CHARACTERS_WITH_HYPHEN } from './characters.ts'
import { InvalidNameError, requirePart } from './errors.ts'
import { parseName } from './parse.ts'

/** What a new server group is asked to be. */
export interface NextNameRequest {
  readonly application: string | null | undefined
  readonly stack?: string | null
  readonly details?: string | null
  /** True: the group is named like its cluster, without `-v000`. */
  readonly ignoreSequence?: boolean | null
  readonly region: string
}

/** A server group that exists in the cluster, account and region of the new one. */
export interface TakenSlot {
  readonly serverGroupName: string
  /** Absent when its name has no push. */
  readonly sequence?: number | null
  /** Milliseconds since 1970. */
  readonly createdTime?: number | null
}

/** How many live names the AWS rule looks at: the chosen one and five after it. */
const LIVE_CHECKS = 6

/** The cluster that a new server group joins; throws InvalidNameError without an application. */
export function clusterOf({ application, stack, details }: NextNameRequest): string {
  return buildClusterName({ app: application, stack, detail: details })
}

/**
 * The server group that the new one succeeds: the youngest, of several equally young the first listed. A deployment
 * reports it as `{ancestorServerGroupNameByRegion: {[region]: name}}`
 * (clouddriver: AbstractServerGroupNameResolver.resolveLatestServerGroupName).
 */
export function findAncestor(takenSlots: readonly TakenSlot[]): TakenSlot | undefined {
  const age = (slot: TakenSlot) => slot.createdTime ?? Number.NEGATIVE_INFINITY
  const youngest = takenSlots.reduce<TakenSlot | undefined>(
    (latest, slot) => (latest === undefined || age(slot) > age(latest) ? slot : latest),
    undefined,
  )
  return takenSlots.find((slot) => slot.serverGroupName === youngest?.serverGroupName)
}

/**
 * The name of the next server group of a cluster: one after the youngest, passing over numbers that are taken
 * (clouddriver: AbstractServerGroupNameResolver.resolveNextServerGroupName).
 * @throws InvalidNameError when a part of the name is wrong or all thousand numbers are taken
 */
export function nextServerGroupName(request: NextNameRequest, takenSlots: readonly TakenSlot[]): string {
  const cluster = clusterOf(request)
  const ancestor = findAncestor(takenSlots)
  const taken = new Set(takenSlots.map((slot) => slot.sequence))
  const first = ancestor ? sequenceAfter(ancestor.sequence) : 0
  for (let step = 0; step < SEQUENCE_NUMBERS; step++) {
    const sequence = (first + step) % SEQUENCE_NUMBERS
    if (!taken.has(sequence)) return generateServerGroupName(request, sequence)
  }
  throw allTaken(cluster, request.region)
}

/**
 * As `nextServerGroupName`, and asks the cloud whether the name is free, since the taken slots come from a cache. Only
 * the chosen name and five after it are tried; those after it always carry a number, also with `ignoreSequence`
 * (clouddriver: AWSServerGroupNameResolver).
 * @param isLive whether a server group of that name exists in the request's account and region now
 */
export async function nextFreeServerGroupName(
  request: NextNameRequest,
  takenSlots: readonly TakenSlot[],
  isLive: (serverGroupName: string) => boolean | Promise<boolean>,
): Promise<string> {
  const cluster = requireValidCluster(request)
  let name = nextServerGroupName(request, takenSlots)
  for (let check = 0; check < LIVE_CHECKS; check++) {
    if (!(await isLive(name))) return name
    name = generateServerGroupName({ ...request, ignoreSequence: false }, sequenceAfter(parseName(name).sequence))
  }
  throw allTaken(cluster, request.region)
}

/** Throws InvalidNameError unless the request's cluster consists of name characters; returns the cluster. */
export function requireValidCluster(request: NextNameRequest): string {
  const cluster = clusterOf(request)
  if (isNameWithHyphen(cluster)) return cluster
  throw new InvalidNameError(
    `Invalid cluster name: '${cluster}'. Cluster names can only contain characters in the following range: ${NAME_CHARACTERS_WITH_HYPHEN}`,
  )
}

/** Checks the parts one by one, as each has its own characters, and joins them with the number. */
function generateServerGroupName(request: NextNameRequest, sequence: number): string {
  const { stack, details } = request
  const application = requirePart(request.application, 'appName')
  if (!isName(application)) {
    throw new InvalidNameError(`Invalid appName ${application}, may only contain ${NAME_CHARACTERS} characters`)
  }
  if (stack && !isName(stack)) {
    throw new InvalidNameError(`Invalid stack ${stack}, stack may only contain ${NAME_CHARACTERS}`)
  }
  if (details && !isNameWithHyphen(details)) {
    throw new InvalidNameError(`Invalid detail ${details}, detail may only contain ${NAME_CHARACTERS_WITH_HYPHEN}`)
  }
  const cluster = clusterOf(request)
  return request.ignoreSequence ? cluster : withSequence(cluster, sequence)
}

function sequenceAfter(sequence: number | null | undefined): number {
  return ((sequence ?? 0) + 1) % SEQUENCE_NUMBERS
}

function allTaken(cluster: string, region: string): InvalidNameError {
  return new InvalidNameError(`All server group names for cluster ${cluster} in ${region} are taken.`)
}
