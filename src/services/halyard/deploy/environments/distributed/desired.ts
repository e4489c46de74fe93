import type { Finding } from '../../../findings.ts'
import type { HalHome } from '../../../home.ts'
import type { Rendered } from '../../../render/rendered.ts'
import type { Deployment } from '../../../schema/index.ts'
import type { Manifest } from './manifest.ts'
import { manifests } from './manifests.ts'
import { namespaceOf } from './names.ts'
import { customize, readCustomization } from './patches/index.ts'

/** What should be in the cluster: what runs the deployment, with what users change of it in the folder `kustomize`. */
export function desired(
  home: HalHome,
  deployment: Deployment,
  rendered: Rendered,
): { readonly objects: readonly Manifest[]; readonly findings: readonly Finding[] } {
  const { objects, findings } = manifests(deployment, rendered)
  const customization = readCustomization(home.of(deployment.name).kustomize, objects)
  return { objects: customize(objects, customization, namespaceOf(deployment)), findings }
}
