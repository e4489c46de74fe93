import type { Tree } from '../../halconfig/index.ts'
import { integrations } from '../../schema/index.ts'
import { awsCredentials, type Rendering } from './rendering.ts'

/** `kayenta.yml`: where metrics come from and where what is found of them is kept. */
export function kayenta({ deployment, settings, writing }: Rendering): Tree {
  const { canary, name } = deployment
  const { host, port } = settings.kayenta
  const of = Object.fromEntries(
    canary.serviceIntegrations.map((each): [string, Tree] => {
      const { fields, account } = integrations.find((known) => known.name === each.name)!
      const location = `${name}.canary.${each.name}`
      const accounts = each.accounts.map((given) =>
        // An account of an integration that is off needs no files.
        writing.part(account, { ...given, enabled: each.enabled }, `${location}.${given.name}`),
      )
      return [each.name, { ...writing.part(fields, each, location), accounts }]
    }),
  )
  const { google = {}, aws = {}, prometheus, datadog, signalfx, newrelic } = of
  const { gcsEnabled, stackdriverEnabled, metadataCachingIntervalMS, ...accountsOfGoogle } = google
  const { s3Enabled, ...accountsOfAws } = aws
  return {
    server: { port, address: host, ssl: { enabled: false } },
    kayenta: {
      google: accountsOfGoogle,
      stackdriver: { enabled: google.enabled === true && stackdriverEnabled === true, metadataCachingIntervalMS },
      gcs: { enabled: google.enabled === true && gcsEnabled === true },
      prometheus,
      datadog,
      signalfx,
      newrelic,
      aws: accountsOfAws,
      s3: { enabled: aws.enabled === true && s3Enabled === true },
    },
  }
}

/** The keys of the accounts, by their profiles. */
export function kayentaCredentials({ deployment }: Rendering) {
  const aws = deployment.canary.serviceIntegrations.find(({ name }) => name === 'aws')
  if (aws?.enabled !== true) return []
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return awsCredentials(
    'kayenta',
    aws.accounts.map((each) => ({
      name: text(each.profileName) ?? 'default',
      accessKeyId: text(each.accessKeyId),
      secretAccessKey: text(each.secretAccessKey),
    })),
  )
}
