import type { Deployment } from '../../schema/index.ts'
import type { Rendering } from './rendering.ts'

/** What a browser may know: `settings.js` as Spinnaker's Deck reads it. */
export function deck({ deployment, settings, version, report }: Rendering): string {
  const value = open(settingsOf(deployment, settings.gate.baseUrl, version), deployment.name, report)
  // Nothing in a text may end the script that it stands in.
  const json = JSON.stringify(value, null, 2).replaceAll('<', '\\u003c')
  return `window.spinnakerSettings = ${json};\n`
}

function settingsOf(deployment: Deployment, gateUrl: string, version: string) {
  const { canary, features, notifications, security } = deployment
  const { slack, twilio } = notifications
  return {
    gateUrl,
    authEnabled: security.authn.enabled,
    authEndpoint: `${gateUrl}/auth/user`,
    bakeryDetailUrl: `${gateUrl}/bakery/logs/{{context.region}}/{{context.status.resourceId}}`,
    canary: {
      atlasWebComponentsUrl: canary.atlasWebComponentsUrl ?? '',
      defaultJudge: canary.defaultJudge,
      featureDisabled: !canary.enabled,
      metricsAccountName: canary.defaultMetricsAccount ?? '',
      metricStore: canary.defaultMetricsStore ?? '',
      reduxLogger: canary.reduxLoggerEnabled,
      showAllConfigs: canary.showAllConfigsEnabled,
      stagesEnabled: canary.stagesEnabled,
      storageAccountName: canary.defaultStorageAccount ?? '',
      templatesEnabled: canary.templatesEnabled,
    },
    defaultInstancePort: 80,
    defaultTimeZone: deployment.timezone,
    feature: {
      canary: canary.enabled,
      chaosMonkey: features.chaos,
      fiatEnabled: security.authz.enabled,
      roscoMode: true,
      ...switches(features),
      dynamicRollbackTimeout: false,
    },
    notifications: {
      email: { enabled: true },
      githubStatus: { enabled: notifications['github-status'].enabled },
      googlechat: { enabled: false },
      microsoftteams: { enabled: false },
      pubsub: { enabled: deployment.pubsub.enabled },
      cdevents: { enabled: false },
      slack: { enabled: slack.enabled, botName: slack.botName ?? '' },
      sms: { enabled: twilio.enabled },
    },
    providers: providersOf(deployment),
    version,
  }
}

/** Switches that only some versions of Deck know stand there when somebody set them. */
const switches = ({ chaos: _, ...others }: Deployment['features']) =>
  Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined))

const zones: Readonly<Record<string, object>> = {
  google: { region: 'us-central1', zone: 'us-central1-f' },
  azure: { region: 'westus' },
}

/** The account that a dialog begins with, for each cloud that is on. */
function providersOf({ providers }: Deployment) {
  const entries = Object.entries(providers)
    .filter(([, { enabled }]) => enabled)
    .map(([name, { primaryAccount }]) => {
      const region = name === 'aws' ? { region: regionOf(providers.aws) } : zones[name]
      return [name, { defaults: { account: primaryAccount ?? '', ...region } }]
    })
  return Object.fromEntries(entries)
}

function regionOf({ accounts, primaryAccount, defaultRegions }: Deployment['providers']['aws']): string {
  const primary = accounts.find(({ name }) => name === primaryAccount)
  return primary?.regions[0] ?? (defaultRegions as readonly { name?: string }[])[0]?.name ?? ''
}

/** Without references to secrets: whoever opens the page could read what they lead to. */
function open(value: unknown, location: string, report: Rendering['report'], path = ''): unknown {
  if (typeof value === 'string' && /^encrypted(File)?:|^secret:\/\//.test(value)) {
    report({
      severity: 'WARNING',
      location,
      message: `Deck's ${path} is a secret: it is left out, because every browser reads Deck's settings.`,
      remediation: 'Write the value itself where nothing about it is secret.',
    })
    return ''
  }
  if (Array.isArray(value)) return value.map((each) => open(each, location, report, path))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      open(each, location, report, path === '' ? key : `${path}.${key}`),
    ]),
  )
}
