export { type Manifests, manifests } from './manifests.ts'
