import { type Missing, missingIn } from '../render/release.ts'
import { type AllSettings, logins } from '../render/settings/index.ts'
import type { Deployment } from '../schema/index.ts'

export interface MissingPart extends Missing {
  readonly remedy: string
}

const beside = (name: string) =>
  `Run Spinnaker's own ${name} beside these services, with skipLifeCycleManagement: true in service-settings/${name.toLowerCase()}.yml.`

/** What to do without a part of a deployment, by its place. */
const remedies: Readonly<Record<string, string>> = {
  provider: 'Leave what is deployed there with Spinnaker meanwhile; the accounts stay in the file.',
  canary: beside('Kayenta'),
  ci: beside('Igor'),
  notifications: 'Let a webhook stage of the pipeline tell it meanwhile.',
  pubsub: 'Start the pipelines by webhooks instead.',
  artifacts: 'Let a webhook or job stage fetch them meanwhile.',
  metricStores: 'Switch it off: hal config metric-stores STORE disable',
  'spinnaker.extensibility':
    'A stage of a plugin becomes a preconfigured webhook or job in orca-local.yml (docs/webhooks.md).',
  'deploymentEnvironment.haServices': 'Switch it off: hal config deploy ha SERVICE disable',
  'security.api.ssl': 'Put a proxy such as nginx, or a load balancer, before Gate.',
  'security.ui.ssl': 'Put a proxy such as nginx, or a load balancer, before Deck.',
}

/** What of a deployment this release does not have, each with what to do. */
export function missingParts(deployment: Deployment, settings: AllSettings): MissingPart[] {
  const { authn } = deployment.security
  const methods = (['oauth2', 'saml', 'ldap', 'x509', 'iap'] as const).filter((each) => authn[each].enabled)
  return [
    ...missingIn(deployment, settings).map((each) => ({
      ...each,
      remedy: remedies[each.at] ?? 'Do without it meanwhile.',
    })),
    ...logins(deployment, []).map(({ location, message, remediation }) => {
      const at = location.slice(deployment.name.length + 1)
      return {
        at,
        message,
        remedy: remediation ?? 'Put a proxy before Gate that lets in only who may do everything.',
        ...(at === 'security.authn' ? { parts: methods } : {}),
      }
    }),
  ]
}
