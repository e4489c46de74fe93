import { readFileSync } from 'node:fs'
import type { OutboundOptions } from '../../../../platform/outbound/index.ts'
import type { WebhookSettings } from './settings.ts'

/** How webhooks connect; reads the PEM files that the configuration names, and throws where one can't be read. */
export function outboundOptions(settings: WebhookSettings): OutboundOptions {
  const { connectTimeoutMs, maxResponseBytes, trust, identity } = settings
  const { insecureTrustSelfSigned: trustAnybody, insecureSkipHostnameVerification: skipHostnameVerification } = settings
  return {
    connectTimeoutMs,
    ...(maxResponseBytes > 0 ? { maxResponseBytes } : {}),
    tls: {
      ...(trust.enabled && trust.trustPem ? { ca: [readPem(trust.trustPem)] } : {}),
      ...(identity.enabled && identity.identityKeyPem ? { key: readPem(identity.identityKeyPem) } : {}),
      ...(identity.enabled && identity.identityCertPem ? { cert: readPem(identity.identityCertPem) } : {}),
      trustAnybody,
      skipHostnameVerification,
    },
  }
}

const readPem = (path: string) => readFileSync(path, 'utf8')
