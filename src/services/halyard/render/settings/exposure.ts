import type { Finding } from '../../findings.ts'
import { at, type Tree } from '../../halconfig/index.ts'
import { serviceNames } from '../../names.ts'
import type { Deployment } from '../../schema/index.ts'
import type { AllSettings } from './settings.ts'

const onlyHere = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/

/**
 * Who listens for others than its own machine. It is respected, as the person wrote it, and said: nobody is asked there who he is. On
 * Kubernetes every service listens for its pod's neighbours, and what lets others in is its Service.
 */
export function exposure(deployment: Deployment, settings: AllSettings): Finding[] {
  if (deployment.deploymentEnvironment.type === 'Distributed') return []
  return serviceNames.flatMap((name): Finding[] => {
    const { host, enabled } = settings[name]
    if (!enabled || onlyHere.test(host)) return []
    const location = `${deployment.name}.service-settings.${name}.host`
    if (name === 'gate' || name === 'deck')
      return [
        {
          severity: 'WARNING',
          location,
          message: `${name} listens on ${host}, and whoever reaches it may do everything: there is no login.`,
          remediation: `Let it listen on localhost, behind a proxy that asks who is there (service-settings/${name}.yml).`,
        },
      ]
    return [
      {
        severity: 'WARNING',
        location,
        message: `${name} listens on ${host}: it believes whoever calls it.`,
        remediation: `Take host out of service-settings/${name}.yml, unless the others run on other machines.`,
      },
    ]
  })
}

/** What people wrote of logins that Gate does not have. */
export function logins(deployment: Deployment, gateProfiles: readonly Tree[]): Finding[] {
  const { authn, authz } = deployment.security
  const methods = (['oauth2', 'saml', 'ldap', 'x509', 'iap'] as const).filter((each) => authn[each].enabled)
  const elsewhere = ['security.basicform.enabled', 'ldap.enabled', 'saml.enabled', 'x509.enabled'].filter((key) =>
    gateProfiles.some((profile) => at(profile, key) === true),
  )
  const findings: Finding[] = []
  if (methods.length > 0 || elsewhere.length > 0)
    findings.push({
      severity: 'WARNING',
      location: `${deployment.name}.security.authn`,
      message: `Gate does not log anybody in yet (${[...methods, ...elsewhere].join(', ')}).`,
      remediation: 'Leave it on localhost, behind a proxy that asks who is there.',
    })
  const first = methods.find((each) => each !== 'x509')
  const further = methods.filter((each) => each !== 'x509' && each !== first)
  if (further.length > 0)
    findings.push({
      severity: 'WARNING',
      location: `${deployment.name}.security.authn`,
      message: `Gate has one way to log in beside x509: of ${first}, ${further.join(', ')} it is ${first}.`,
    })
  if (authz.enabled)
    findings.push({
      severity: 'WARNING',
      location: `${deployment.name}.security.authz`,
      message: 'Fiat is not part of this release: whoever may come in may do everything.',
    })
  return findings
}
