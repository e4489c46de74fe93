import type { Tree } from '../../halconfig/index.ts'
import { deploymentConfiguration } from '../../schema/index.ts'
import { echoListens } from '../release.ts'
import { gremlin, listening, type Rendering } from './rendering.ts'

const { webhook } = deploymentConfiguration.fields

/** Where Orca finds the others, under the names that it has always had for them. */
const others = { front50: 'front50', echo: 'echo', igor: 'igor', bakery: 'rosco', kayenta: 'kayenta' }

/** `orca.yml`. */
export function orca(rendering: Rendering): Tree {
  const { deployment, settings } = rendering
  const { aws } = deployment.providers
  const { pipelineTemplates } = deployment.features
  const clouddriver = { baseUrl: '${services.clouddriver.baseUrl}' }
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
    // Nothing is told to who does nothing about it; an Echo that somebody else runs may be Spinnaker's.
    ...(echoListens || settings.echo.skipLifeCycleManagement
      ? {}
      : { echo: { enabled: false, baseUrl: '${services.echo.baseUrl}' } }),
    // Links of notifications lead to the pages.
    spinnaker: { baseUrl: { www: settings.deck.baseUrl } },
    ...(aws.enabled
      ? { default: { bake: { account: aws.primaryAccount ?? '' }, securityGroups: [], vpc: { securityGroups: [] } } }
      : {}),
    ...trust(rendering),
    ...gremlin(deployment),
    ...(pipelineTemplates === undefined
      ? {}
      : { pipelineTemplates: { enabled: pipelineTemplates }, pipelineTemplate: { enabled: pipelineTemplates } }),
  }
}

/** Whom webhooks believe. Orca reads certificates as text (PEM); with another store it would not start. */
function trust({ deployment, writing, report }: Rendering): Tree {
  const given = deployment.webhook.trust
  if (!given.enabled) return {}
  const location = `${deployment.name}.webhook.trust`
  const written = writing.part(webhook.fields.trust, given, location)
  const copy = writing.copies.find(({ path }) => String(written.trustStore).endsWith(`/${path}`))
  const isText =
    copy === undefined ? !/\.(jks|p12|pfx)$/i.test(given.trustStore ?? '') : copy.content.includes('-----BEGIN ')
  if (isText) return { webhook: { trust: { ...written, trustPem: written.trustStore } } }
  report({
    severity: 'WARNING',
    location,
    message: `Orca reads certificates as text (PEM), and ${given.trustStore} is another kind of store: webhooks do not believe it.`,
    remediation: `Write it as text: keytool -list -rfc -keystore ${given.trustStore} > trust.pem; hal config webhook trust edit --trustStore trust.pem`,
  })
  return { webhook: { trust: { ...written, enabled: false } } }
}
