import type { Finding } from '../findings.ts'
import type { Stored } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import { asFinding, type Checked, type Rule } from './rule.ts'
import { accounts } from './rules/accounts.ts'
import { clouds } from './rules/clouds.ts'
import { deployment } from './rules/deployment.ts'
import { environment } from './rules/environment.ts'
import { fields } from './rules/fields.ts'
import { integrations } from './rules/integrations.ts'
import { security } from './rules/security.ts'
import { storage } from './rules/storage.ts'

const rules: readonly Rule[] = [deployment, environment, fields, accounts, clouds, storage, security, integrations]

export interface Validation {
  readonly home: HalHome
  readonly stored: Stored
  /** Of the deployment; by default the current one. */
  readonly name?: string | undefined
  /** Only what concerns this node, such as `provider.kubernetes.prod`, and what it stands in; empty for the deployment itself. */
  readonly scope?: string
  readonly env?: NodeJS.ProcessEnv
}

/** Everything that can be said without asking anybody: nothing is called, nothing is run. */
export function validateOffline({ home, stored, name, scope, env = process.env }: Validation): Finding[] {
  const { halconfig, findings: shape } = stored
  const deployment = stored.deployment(name)
  const findings = [...shape, ...check(rules, { home, halconfig, deployment, env })]
  const isOurs = ({ location }: Finding) =>
    location === 'Global' || location === deployment.name || location.startsWith(`${deployment.name}.`)
  const own = unique(findings.filter(isOurs))
  return scope === undefined ? own : own.filter(({ location }) => concerns(location, deployment.name, scope))
}

/** Exported for the test of what a rule that breaks does. */
export function check(all: readonly Rule[], checked: Checked): Finding[] {
  return all.flatMap((rule) => {
    const findings: Finding[] = []
    try {
      for (const remark of rule.check(checked)) findings.push(asFinding(checked.deployment.name, remark))
    } catch (error) {
      // A rule that breaks must not look like one that found nothing.
      const message = `The validator of ${rule.name} failed: ${(error as Error).message}`
      findings.push({
        severity: 'ERROR',
        location: checked.deployment.name,
        message,
        remediation: 'Please report it; --no-validate goes on without.',
      })
    }
    return findings
  })
}

function concerns(location: string, deployment: string, scope: string): boolean {
  if (scope === '') return location === deployment || location === 'Global'
  const node = `${deployment}.${scope}`
  return (
    location === node || location.startsWith(`${node}.`) || (location !== deployment && node.startsWith(`${location}.`))
  )
}

/** The shape and a rule may say the same. */
function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((each) => [JSON.stringify(each), each])).values()]
}
