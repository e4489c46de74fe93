/** How bad a finding is, the mildest first. An edit with an ERROR or worse is not saved; nothing worse than a WARNING is deployed. */
export const severities = ['INFO', 'WARNING', 'ERROR', 'FATAL'] as const
export type Severity = (typeof severities)[number]

/** What is wrong or noteworthy, where, and what to do. Never holds a secret. */
export interface Finding {
  readonly severity: Severity
  /** The dotted path of the node, such as `default.provider.kubernetes.prod`; `Global` for the whole. */
  readonly location: string
  readonly message: string
  readonly remediation?: string
  /** What may stand there instead. */
  readonly options?: readonly string[]
}

/** Whether they forbid to go on. */
export const forbids = (findings: readonly Finding[]) =>
  findings.some(({ severity }) => severity === 'ERROR' || severity === 'FATAL')

/** A key of the halconfig as locations have always named it. */
export const placeOf = (key: string): string =>
  ({ providers: 'provider', apiSecurity: 'api', uiSecurity: 'ui' })[key] ?? key
