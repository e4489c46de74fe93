import type { Finding, Severity } from '../findings.ts'
import type { HalHome } from '../home.ts'
import type { Deployment, Halconfig } from '../schema/index.ts'

export interface Checked {
  readonly home: HalHome
  readonly halconfig: Halconfig
  readonly deployment: Deployment
  readonly env: NodeJS.ProcessEnv
}

/** What a rule has to say. A location is given below the deployment: `provider.kubernetes.prod`; empty for the deployment itself. */
export interface Remark {
  readonly severity: Severity
  readonly at: string
  readonly says: string
  readonly remedy?: string
  readonly options?: readonly string[]
}

/** A look at a completed deployment that asks nobody: the same answer on every machine that has the same files. */
export interface Rule {
  readonly name: string
  check(checked: Checked): Iterable<Remark>
}

export const asFinding = (deployment: string, { severity, at, says, remedy, options }: Remark): Finding => ({
  severity,
  location: at === '' ? deployment : `${deployment}.${at}`,
  message: says,
  ...(remedy === undefined ? {} : { remediation: remedy }),
  ...(options === undefined ? {} : { options }),
})
