import { boolean, choice, enabled, type Fields, file, free, secret, secretFile, section, text } from './field.ts'

/** What each identity provider says, so that people need not. */
const oauth2Presets = {
  GOOGLE: {
    client: {
      accessTokenUri: 'https://www.googleapis.com/oauth2/v4/token',
      userAuthorizationUri: 'https://accounts.google.com/o/oauth2/v2/auth',
      scope: 'profile email',
    },
    resource: { userInfoUri: 'https://www.googleapis.com/oauth2/v3/userinfo' },
    userInfoMapping: { email: 'email', firstName: 'given_name', lastName: 'family_name' },
  },
  GITHUB: {
    client: {
      accessTokenUri: 'https://github.com/login/oauth/access_token',
      userAuthorizationUri: 'https://github.com/login/oauth/authorize',
      scope: 'user:email',
    },
    resource: { userInfoUri: 'https://api.github.com/user' },
    userInfoMapping: { email: 'email', firstName: '', lastName: 'name', username: 'login' },
  },
  AZURE: {
    client: {
      accessTokenUri: 'https://login.microsoftonline.com/${azureTenantId}/oauth2/token',
      userAuthorizationUri:
        'https://login.microsoftonline.com/${azureTenantId}/oauth2/authorize?resource=https://graph.windows.net',
      scope: 'profile',
    },
    resource: { userInfoUri: 'https://graph.windows.net/me?api-version=1.6' },
    userInfoMapping: { email: 'userPrincipalName', firstName: 'givenName', lastName: 'surname' },
  },
  ORACLE: {
    client: {
      accessTokenUri: 'https://idcs-${idcsTenantId}.identity.oraclecloud.com/oauth2/v1/token',
      userAuthorizationUri: 'https://idcs-${idcsTenantId}.identity.oraclecloud.com/oauth2/v1/authorize',
      scope: 'openid urn:opc:idm:__myscopes__',
    },
    resource: { userInfoUri: 'https://idcs-${idcsTenantId}.identity.oraclecloud.com/oauth2/v1/userinfo' },
    userInfoMapping: { email: '', firstName: 'given_name', lastName: 'family_name', username: 'preferred_username' },
  },
} as const

const oauth2Providers = ['AZURE', 'GITHUB', 'ORACLE', 'OTHER', 'GOOGLE'] as const

/** A store of keys or certificates of Java's kind. */
const keyStore = {
  keyAlias: text('The name of the key.'),
  keyStore: secretFile('The store of the key.', { flag: 'keystore' }),
  keyStoreType: text('Its format.', { flag: 'keystore-type' }),
  keyStorePassword: secret('Its password.', { flag: 'keystore-password' }),
  trustStore: secretFile('The store of the certificates that are believed.', { flag: 'truststore' }),
  trustStoreType: text('Its format.', { flag: 'truststore-type' }),
  trustStorePassword: secret('Its password.', { flag: 'truststore-password' }),
}

const roles = ['firstName', 'lastName', 'username', 'email'] as const
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const oauth2 = section(
  'OAuth 2.0 or OpenID Connect.',
  {
    enabled: enabled(),
    client: section('How Gate is known to the provider.', {
      clientId: text('The ID of the client.'),
      clientSecret: secret('The secret of the client.'),
      accessTokenUri: text('Where tokens are had.'),
      userAuthorizationUri: text('Where people log in.'),
      clientAuthenticationScheme: text('How the client proves itself: header, query, form or none.'),
      scope: text('What is asked for.'),
      preEstablishedRedirectUri: text('Where people come back to; behind a proxy that ends TLS.'),
      useCurrentUri: boolean('Whether people come back to where they were.', { flag: false }),
    }),
    userInfoRequirements: free<Readonly<Record<string, string>>>('What a person must have, such as hd: example.org.', {
      default: {},
    }),
    resource: section('Where the person is looked up.', {
      userInfoUri: text('The address.', { flag: 'user-info-uri' }),
    }),
    userInfoMapping: section('The names of what is said of a person.', {
      email: text('The e-mail address.', { flag: 'user-info-mapping-email' }),
      firstName: text('The first name.', { flag: 'user-info-mapping-first-name' }),
      lastName: text('The last name.', { flag: 'user-info-mapping-last-name' }),
      username: text('The user.', { flag: 'user-info-mapping-username' }),
    }),
    provider: choice('Whose it is; sets what is known of it.', oauth2Providers, { flag: false }),
  },
  {
    edits: [
      {
        flag: 'provider',
        describe: 'Whose it is: google, github, azure, oracle or other; sets what is known of it.',
        kind: 'text',
        on: 'both',
        apply(node, value: string, others) {
          const provider = value.toUpperCase()
          node.provider = provider
          if (!(provider in oauth2Presets)) return
          const preset = oauth2Presets[provider as keyof typeof oauth2Presets]
          const given = (names: Readonly<Record<string, string>>) =>
            Object.fromEntries(
              Object.entries(names).flatMap(([key, flag]) => (flag in others ? [[key, others[flag]]] : [])),
            )
          node.client = {
            ...(node.client as object | undefined),
            ...preset.client,
            ...given({
              accessTokenUri: 'access-token-uri',
              userAuthorizationUri: 'user-authorization-uri',
              scope: 'scope',
            }),
          }
          node.resource = { ...preset.resource, ...given({ userInfoUri: 'user-info-uri' }) }
          node.userInfoMapping = {
            ...preset.userInfoMapping,
            ...given(Object.fromEntries(roles.map((role) => [role, `user-info-mapping-${kebab(role)}`]))),
          }
        },
      },
      {
        flag: 'user-info-requirements',
        describe: 'What a person must have, as key=value; may be said several times, an empty one clears them.',
        kind: 'texts',
        on: 'both',
        apply(node, value: readonly string[]) {
          if (value.length === 0) node.userInfoRequirements = {}
          else
            node.userInfoRequirements = {
              ...(node.userInfoRequirements as object | undefined),
              ...Object.fromEntries(value.map((each) => [each.split('=')[0], each.split('=').slice(1).join('=')])),
            }
        },
      },
    ],
  },
)

const saml = section(
  'SAML 2.0.',
  {
    enabled: enabled(),
    metadataLocal: secretFile('A file with the metadata of the provider.', { flag: false }),
    metadataRemote: text('The address of the metadata of the provider.', { flag: false }),
    issuerId: text('How Gate is known to the provider.'),
    keyStore: secretFile('The store of the key.', { flag: 'keystore' }),
    keyStorePassword: secret('Its password.', { flag: 'keystore-password' }),
    keyStoreAliasName: text('The name of the key.', { flag: 'keystore-alias' }),
    serviceAddress: text('The address that people see Gate at.', { flag: 'service-address-url' }),
    signatureDigest: text('How requests are signed.'),
    userAttributeMapping: section('The names of what is said of a person.', {
      firstName: text('The first name.', { flag: 'user-attribute-mapping-first-name' }),
      lastName: text('The last name.', { flag: 'user-attribute-mapping-last-name' }),
      roles: text('The roles.', { flag: 'user-attribute-mapping-roles' }),
      rolesDelimiter: text('What stands between roles.', { flag: 'user-attribute-mapping-roles-delimiter' }),
      username: text('The user.', { flag: 'user-attribute-mapping-username' }),
      email: text('The e-mail address.', { flag: 'user-attribute-mapping-email' }),
    }),
  },
  {
    edits: [
      {
        flag: 'metadata',
        describe: 'The metadata of the provider: an address that starts with http, or a file.',
        kind: 'text',
        file: true,
        on: 'both',
        apply(node, value: string) {
          const remote = value.startsWith('http')
          node[remote ? 'metadataRemote' : 'metadataLocal'] = value
          delete node[remote ? 'metadataLocal' : 'metadataRemote']
        },
      },
    ],
  },
)

const directory = {
  url: text('The address, such as ldaps://ldap.example.org:636/dc=example,dc=org.'),
  userDnPattern: text('Where a user stands, such as uid={0},ou=users.'),
  userSearchBase: text('Where users are searched for.'),
  userSearchFilter: text('How users are searched for, such as (uid={0}).'),
  managerDn: text('Who searches.'),
  groupSearchBase: text('Where groups are searched for.'),
}

const authn = section('How people prove who they are.', {
  enabled: enabled(),
  oauth2,
  saml,
  ldap: section('LDAP.', {
    enabled: enabled(),
    ...directory,
    managerPassword: secret('The password of who searches.'),
  }),
  x509: section('Certificates of clients.', {
    enabled: enabled(),
    roleOid: text('The OID of the extension with the roles.'),
    subjectPrincipalRegex: text('The part of the subject that is the user.'),
  }),
  iap: section("Google's Identity-Aware Proxy.", {
    enabled: enabled(),
    jwtHeader: text('The header with the token.'),
    issuerId: text('Who issues the token.'),
    audience: text('Whom the token is for.'),
    iapVerifyKeyUrl: text('Where the keys are.'),
  }),
})

/** Files also repeat of each what it is. */
const membership = <F extends Fields>(describe: string, own: F) =>
  section(describe, own, { legacy: ['roleProviderType'] })

const authz = section('What people may do.', {
  enabled: enabled(),
  groupMembership: section('Who is in which group.', {
    service: choice('Where it is known.', ['EXTERNAL', 'FILE', 'GOOGLE', 'GITHUB', 'LDAP'], {
      default: 'EXTERNAL',
      flag: 'type',
    }),
    google: membership('Google Groups.', {
      credentialPath: secretFile('The JSON key of the service account.'),
      adminUsername: text('The administrator in whose name groups are read.'),
      domain: text('The domain.'),
    }),
    github: membership('Teams of GitHub.', {
      baseUrl: text('Where GitHub is.', { flag: 'baseUrl' }),
      accessToken: secret('The token that may read teams.', { flag: 'accessToken' }),
      organization: text('The organization.'),
    }),
    file: membership('A file.', { path: file('The file with the roles of users.', { flag: 'file-path' }) }),
    ldap: membership('LDAP.', {
      ...directory,
      managerPassword: secret('The password of who searches.'),
      groupSearchFilter: text('How groups are searched for, such as (member={0}).'),
      groupRoleAttributes: text('The attribute that is the role.'),
    }),
  }),
})

export const security = section('Who may come in, and by which door.', {
  apiSecurity: section('The door of Gate.', {
    overrideBaseUrl: text('The address that people see Gate at.'),
    corsAccessPattern: text('A regular expression: the origins that may call Gate.'),
    ssl: section('TLS of Gate.', {
      enabled: enabled(),
      ...keyStore,
      clientAuth: choice('Whether clients show a certificate.', ['NONE', 'WANT', 'NEED']),
    }),
  }),
  uiSecurity: section('The door of Deck.', {
    overrideBaseUrl: text('The address that people see Deck at.'),
    ssl: section('TLS of Deck.', {
      enabled: enabled(),
      sslCertificateFile: secretFile('The certificate.', { flag: 'ssl-certificate-file' }),
      sslCertificateKeyFile: secretFile('The private key.', { flag: 'ssl-certificate-key-file' }),
      sslCACertificateFile: secretFile('The certificate of the authority.', { flag: 'ssl-certificate-ca-file' }),
      sslCertificatePassphrase: secret('The passphrase of the private key.', { flag: 'ssl-certificate-passphrase' }),
    }),
  }),
  authn,
  authz,
})
