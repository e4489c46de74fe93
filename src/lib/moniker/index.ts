export { type AppVersion, parseAppVersion } from './app-version.ts'
export { type BaseAmiInfo, parseBaseAmi } from './base-ami.ts'
export {
  buildCheckedGroupName,
  buildClusterName,
  buildGroupName,
  buildLoadBalancerName,
  buildNextGroupName,
  type NameParts,
  nameOf,
  SEQUENCE_NUMBERS,
  withSequence,
} from './build.ts'
export { isName, isNameWithHyphen, usesReservedFormat } from './characters.ts'
export { InvalidNameError } from './errors.ts'
export type { Labels } from './labels.ts'
export {
  clusterOf,
  findAncestor,
  type NextNameRequest,
  nextFreeServerGroupName,
  nextServerGroupName,
  requireValidCluster,
  type TakenSlot,
} from './next-name.ts'
export { deriveMoniker, type Moniker, type ParsedName, parseName, parseNameOrThrow } from './parse.ts'
