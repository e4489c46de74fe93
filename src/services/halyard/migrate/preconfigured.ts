import { at, readHalconfig } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import { readProfiles } from '../render/profiles.ts'

/** Types of stages that the operator made himself: preconfigured webhooks and jobs of Orca's profiles. */
export function preconfiguredStages(home: HalHome, deployment: string | undefined): string[] {
  const profiles = readProfiles(home, deployment ?? readHalconfig(home).halconfig.currentDeployment, [])
  return ['orca.yml', 'orca-local.yml', 'spinnaker-local.yml']
    .map((file) => profiles.tree(file))
    .flatMap((tree) => [
      at(tree, 'webhook.preconfigured'),
      at(tree, 'job.preconfigured'),
      at(tree, 'job.preconfigured.kubernetes'),
      at(tree, 'job.preconfigured.titus'),
    ])
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((each) => at(each, 'type'))
    .filter((type): type is string => typeof type === 'string')
}
