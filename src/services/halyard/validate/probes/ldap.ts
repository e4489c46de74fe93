import type { Deployment } from '../../schema/index.ts'
import type { Probe } from './probe.ts'

/** The directories that people and groups are looked up in: whether somebody listens there, with a certificate that is believed. */
export function ldapProbes({ security: { authn, authz } }: Deployment): Probe[] {
  const { service, ldap: groups } = authz.groupMembership
  const wanted = [
    ['security.authn.ldap', authn.ldap.enabled, authn.ldap.url],
    ['security.authz.groupMembership.ldap', authz.enabled && service === 'LDAP', groups.url],
  ] as const
  return wanted.flatMap(([at, used, url]): Probe[] => {
    if (!used || url === undefined || !URL.canParse(url)) return []
    const { protocol, hostname, port } = new URL(url)
    const tls = protocol === 'ldaps:'
    return [
      {
        at,
        asks: `the directory ${hostname}`,
        async run({ signal }) {
          const { reach } = await import('../../../../platform/outbound/index.ts')
          const why = await reach({ host: hostname, port: Number(port) || (tls ? 636 : 389), tls, signal })
          if (why === undefined) return []
          if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(why))
            return [
              {
                severity: 'ERROR',
                says: `The certificate of ${hostname} is not believed: ${why}.`,
                remedy: 'Name its authority in NODE_EXTRA_CA_CERTS, or give it another certificate.',
              },
            ]
          return [
            {
              severity: 'WARNING',
              says: `The directory ${hostname} can't be reached from here: ${why}.`,
              remedy: 'If Gate reaches it from where it runs, go on; otherwise check the address.',
            },
          ]
        },
      },
    ]
  })
}
