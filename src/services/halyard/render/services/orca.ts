import { isTree, type Tree } from '../../halconfig/index.ts'
import { deploymentConfiguration } from '../../schema/index.ts'
import { listening, type Rendering } from './rendering.ts'

const { webhook } = deploymentConfiguration.fields

/** Where Orca finds the others, under the names that it has always had for them. */
const others = { front50: 'front50', echo: 'echo', igor: 'igor', bakery: 'rosco', kayenta: 'kayenta' }

/** `orca.yml`. */
export function orca({ deployment, settings, writing }: Rendering): Tree {
  const { aws } = deployment.providers
  const on = deployment.features.pipelineTemplates === true
  const clouddriver = { baseUrl: '${services.clouddriver.baseUrl}' }
  const trust = writing.part(webhook, deployment.webhook, `${deployment.name}.webhook`).trust
  return {
    ...listening('orca', 8083),
    oort: clouddriver,
    mort: clouddriver,
    kato: clouddriver,
    ...Object.fromEntries(
      Object.entries(others).map(([name, service]) => [
        name,
        { enabled: `\${services.${service}.enabled}`, baseUrl: `\${services.${service}.baseUrl}` },
      ]),
    ),
    tasks: { executionWindow: { timezone: deployment.timezone } },
    // Links of notifications lead to the pages.
    spinnaker: { baseUrl: { www: settings.deck.baseUrl } },
    ...(aws.enabled
      ? { default: { bake: { account: aws.primaryAccount ?? '' }, securityGroups: [], vpc: { securityGroups: [] } } }
      : {}),
    ...(isTree(trust) && trust.enabled === true ? { webhook: { trust } } : {}),
    integrations: gremlin(deployment.features.gremlin),
    pipelineTemplates: { enabled: on },
    pipelineTemplate: { enabled: on },
  }
}

export const gremlin = (on: boolean | undefined) => ({
  gremlin: { enabled: on === true, baseUrl: 'https://api.gremlin.com/v1' },
})
