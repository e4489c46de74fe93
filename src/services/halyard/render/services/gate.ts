import type { Tree } from '../../halconfig/index.ts'
import { type Deployment, deploymentConfiguration } from '../../schema/index.ts'
import { defined } from '../writing.ts'
import { gremlin, type Rendering } from './rendering.ts'

const { apiSecurity, authn } = deploymentConfiguration.fields.security.fields

/** `gate.yml`: its door and who may come in. */
export function gate({ deployment, settings, writing }: Rendering): Tree {
  const { apiSecurity: api } = deployment.security
  const { host, port } = settings.gate
  const location = `${deployment.name}.security`
  return {
    server: {
      port,
      address: host,
      ...(api.ssl.enabled ? { ssl: writing.part(apiSecurity.fields.ssl, api.ssl, `${location}.api.ssl`) } : {}),
    },
    ...login(deployment, writing, `${location}.authn`),
    ...(api.corsAccessPattern ? { cors: { allowedOriginsPattern: api.corsAccessPattern } } : {}),
    ...gremlin(deployment),
  }
}

/** One way to log in, the first of these that is on; certificates of clients beside it. */
function login(deployment: Deployment, writing: Rendering['writing'], location: string): Tree {
  const given = deployment.security.authn
  const { oauth2, saml, ldap, x509, iap } = authn.fields
  const certificates = given.x509.enabled ? { x509: writing.part(x509, given.x509, `${location}.x509`) } : {}
  const basic = { security: { basic: { enabled: true }, user: {} } }
  if (given.oauth2.enabled)
    return {
      security: { ...basic.security, oauth2: writing.part(oauth2, given.oauth2, `${location}.oauth2`) },
      ...certificates,
    }
  if (given.saml.enabled)
    return { ...basic, saml: samlOf(writing.part(saml, given.saml, `${location}.saml`)), ...certificates }
  if (given.ldap.enabled) return { ...basic, ldap: writing.part(ldap, given.ldap, `${location}.ldap`), ...certificates }
  if (given.iap.enabled)
    return { ...basic, google: { iap: writing.part(iap, given.iap, `${location}.iap`) }, ...certificates }
  return certificates
}

/** Files of SAML are addresses, and the address that people see Gate at stands in three parts. */
function samlOf(written: Tree): Tree {
  const { metadataLocal, metadataRemote, keyStore, serviceAddress, ...rest } = written
  const metadataUrl = metadataRemote || (metadataLocal ? addressOf(String(metadataLocal)) : undefined)
  return defined({
    ...rest,
    metadataUrl,
    keyStore: keyStore ? addressOf(String(keyStore)) : undefined,
    ...partsOf(String(serviceAddress ?? '')),
  })
}

const addressOf = (path: string) => (path.startsWith('/') ? `file:${path}` : path)

function partsOf(address: string): Tree {
  if (!URL.canParse(address)) return {}
  const { protocol, host, pathname } = new URL(address)
  return {
    redirectProtocol: protocol.replace(':', ''),
    redirectHostname: host,
    ...(pathname === '/' ? {} : { redirectBasePath: pathname }),
  }
}
