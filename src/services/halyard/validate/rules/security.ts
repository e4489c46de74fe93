import type { Remark, Rule } from '../rule.ts'

type Security = Parameters<Rule['check']>[0]['deployment']['security']

function* address(url: string | undefined, at: string): Iterable<Remark> {
  if (url === undefined || url.includes('${')) return
  const remedy = 'Such as https://spinnaker.example.org'
  if (!URL.canParse(url)) yield { severity: 'ERROR', at, says: `Invalid override base URL: ${url}`, remedy }
  else if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(url))
    yield { severity: 'ERROR', at, says: `The override base URL ${url} has no scheme.`, remedy }
  else if (new URL(url).host === '')
    yield { severity: 'ERROR', at, says: `The override base URL ${url} has no host.`, remedy }
}

function* pattern(cors: string | undefined): Iterable<Remark> {
  if (cors === undefined) return
  try {
    new RegExp(cors)
  } catch {
    yield {
      severity: 'ERROR',
      at: 'security.api',
      says: 'The CORS access pattern is not a regular expression.',
      remedy: 'Such as ^https://spinnaker\\.example\\.org$',
    }
  }
}

function* oauth2({ oauth2: { enabled, client, provider, userInfoRequirements } }: Security['authn']): Iterable<Remark> {
  const at = 'security.authn.oauth2'
  if (!enabled) {
    if (client.clientId !== undefined) yield unused(at, 'oauth2')
    return
  }
  if (client.clientId === undefined)
    yield { severity: 'ERROR', at, says: 'No OAuth2 client id was supplied', remedy: '--client-id ID' }
  if (client.clientSecret === undefined)
    yield { severity: 'ERROR', at, says: 'No OAuth2 client secret was supplied', remedy: '--client-secret SECRET' }
  if (provider === 'GOOGLE' && userInfoRequirements.hd === undefined)
    yield {
      severity: 'WARNING',
      at,
      says: "Missing 'hd' field within --user-info-requirements: anybody with a Google account may log in.",
      remedy: '--user-info-requirements hd=example.org',
    }
}

const unused = (at: string, method: string): Remark => ({
  severity: 'WARNING',
  at,
  says: `An authentication method is fully or partially configured, but not enabled. It must be enabled to take effect.`,
  remedy: `hal config security authn ${method} enable`,
})

function* saml({ saml: config }: Security['authn']): Iterable<Remark> {
  const at = 'security.authn.saml'
  if (!config.enabled) {
    if (config.issuerId !== undefined) yield unused(at, 'saml')
    return
  }
  const missing = (says: string, remedy: string): Remark => ({ severity: 'ERROR', at, says, remedy })
  if (config.metadataLocal === undefined && config.metadataRemote === undefined)
    yield missing('No metadata of the identity provider was supplied.', '--metadata URL-OR-FILE')
  if (config.issuerId === undefined) yield missing('No issuerId specified.', '--issuer-id ID')
  if (config.keyStore === undefined) yield missing('No keystore specified.', '--keystore FILE')
  if (config.keyStorePassword === undefined) yield missing('No keystore password specified.', '--keystore-password')
  if (config.keyStoreAliasName === undefined) yield missing('No keystore alias specified.', '--keystore-alias NAME')
  if (config.serviceAddress !== undefined && !config.serviceAddress.startsWith('https://'))
    yield {
      severity: 'WARNING',
      at,
      says: 'The service address is not one of HTTPS: assertions are sent in the clear.',
      remedy: '--service-address-url https://…',
    }
  const digests = ['SHA1', 'SHA256', 'SHA384', 'SHA512', 'RIPEMD160', 'MD5']
  if (config.signatureDigest !== undefined && !digests.includes(config.signatureDigest))
    yield { severity: 'WARNING', at, says: `${config.signatureDigest} is no known digest.`, options: digests }
}

function* ldap({ ldap: config }: Security['authn']): Iterable<Remark> {
  const at = 'security.authn.ldap'
  if (!config.enabled) {
    if (config.url !== undefined) yield unused(at, 'ldap')
    return
  }
  if (config.url === undefined)
    yield {
      severity: 'ERROR',
      at,
      says: 'No LDAP URL was supplied.',
      remedy: '--url ldaps://ldap.example.org:636/dc=example,dc=org',
    }
  else if (!/^ldaps?:\/\/[^/:]+:\d+(\/|$)/.test(config.url))
    yield {
      severity: 'ERROR',
      at,
      says: `The LDAP URL ${config.url} must have the scheme ldap or ldaps, a host and a port.`,
      remedy: 'Such as ldaps://ldap.example.org:636/dc=example,dc=org',
    }
  if (config.userDnPattern === undefined && config.userSearchFilter === undefined)
    yield {
      severity: 'ERROR',
      at,
      says: 'Either a pattern of the DN or a search filter must be supplied.',
      remedy: "--user-dn-pattern 'uid={0},ou=users' or --user-search-filter '(uid={0})'",
    }
}

function* authz({ enabled, groupMembership }: Security['authz'], authnEnabled: boolean): Iterable<Remark> {
  if (!enabled) return
  if (!authnEnabled)
    yield {
      severity: 'WARNING',
      at: 'security.authz',
      says: 'Authorization is enabled without authentication: nobody has a role.',
      remedy: 'hal config security authn METHOD enable',
    }
  const { service, github, google, file, ldap: directory } = groupMembership
  const at = `security.authz.groupMembership.${service.toLowerCase()}`
  const missing = (says: string, remedy: string): Remark => ({ severity: 'ERROR', at, says, remedy })
  if (service === 'GITHUB') {
    if (github.organization === undefined)
      yield missing('Missing organization', 'hal config security authz github edit --organization ORGANIZATION')
    if (github.accessToken === undefined)
      yield missing('Missing access token', 'hal config security authz github edit --accessToken TOKEN')
  }
  if (service === 'GOOGLE') {
    if (google.adminUsername === undefined)
      yield missing('No admin username supplied.', 'hal config security authz google edit --admin-username NAME')
    if (google.credentialPath === undefined)
      yield missing('No credential path supplied.', 'hal config security authz google edit --credential-path FILE')
    if (google.domain === undefined)
      yield missing('No domain supplied.', 'hal config security authz google edit --domain DOMAIN')
  }
  if (service === 'FILE' && file.path === undefined)
    yield missing('No file path supplied.', 'hal config security authz file edit --file-path FILE')
  if (service === 'LDAP') {
    if (directory.url === undefined)
      yield missing('No LDAP URL supplied.', 'hal config security authz ldap edit --url URL')
    if ((directory.managerDn === undefined) !== (directory.managerPassword === undefined))
      yield missing(
        'A manager DN and its password belong together.',
        'hal config security authz ldap edit --manager-dn DN --manager-password',
      )
  }
}

/** Who may come in. */
export const security: Rule = {
  name: 'security',
  *check({ deployment: { security: config } }) {
    const { apiSecurity, uiSecurity, authn } = config
    yield* address(apiSecurity.overrideBaseUrl, 'security.api')
    yield* address(uiSecurity.overrideBaseUrl, 'security.ui')
    yield* pattern(apiSecurity.corsAccessPattern)
    if (apiSecurity.ssl.enabled && apiSecurity.ssl.keyStore === undefined)
      yield {
        severity: 'WARNING',
        at: 'security.api.ssl',
        says: 'TLS is enabled without a keystore.',
        remedy: 'hal config security api ssl edit --keystore FILE --keystore-password',
      }
    if (
      uiSecurity.ssl.enabled &&
      (uiSecurity.ssl.sslCertificateFile === undefined || uiSecurity.ssl.sslCertificateKeyFile === undefined)
    )
      yield {
        severity: 'WARNING',
        at: 'security.ui.ssl',
        says: 'TLS is enabled without a certificate and its key.',
        remedy: 'hal config security ui ssl edit --ssl-certificate-file FILE --ssl-certificate-key-file FILE',
      }
    yield* oauth2(authn)
    yield* saml(authn)
    yield* ldap(authn)
    if (authn.iap.enabled && authn.iap.audience === undefined)
      yield {
        severity: 'ERROR',
        at: 'security.authn.iap',
        says: 'No audience was supplied.',
        remedy: '--audience AUDIENCE',
      }
    const methods = (['oauth2', 'saml', 'ldap', 'iap'] as const).filter((method) => authn[method].enabled)
    if (methods.length > 1)
      yield {
        severity: 'WARNING',
        at: 'security.authn',
        says: `Of ${methods.join(', ')}, which are all enabled, only ${methods[0]} is used.`,
        remedy: 'Disable the others.',
      }
    yield* authz(config.authz, authn.enabled)
  },
}
