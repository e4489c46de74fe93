export {
  type Artifact,
  availableVersions,
  type BillOfMaterials,
  knownVersions,
  type ResolvedVersion,
  releaseBom,
  resolveVersion,
} from './bom.ts'
export { release } from './release.ts'
