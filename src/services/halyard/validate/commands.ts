import type { Command, Invocation } from '../cli/command.ts'
import { type Finding, forbids, severities } from '../findings.ts'
import { readHalconfig } from '../halconfig/index.ts'
import { validateOffline } from './validate.ts'

/** `hal config validate` */
export const validateCommand: Command = {
  name: 'validate',
  describe:
    'Says what is wrong with the configuration: first what can be seen from here, then what its servers answer.',
  flags: [
    { name: 'offline', describe: 'Asks nobody.', kind: 'switch' },
    { name: 'only', describe: 'Only a part of it, such as provider.kubernetes.prod or ci.', kind: 'text' },
    { name: 'strict', describe: 'Exits with 2 when there are warnings.', kind: 'switch' },
    { name: 'timeout', describe: 'Seconds that one server may take.', kind: 'integer', default: 10 },
  ],
  run: async (invocation) => {
    const { say, flags } = invocation
    const findings = await findingsOf(invocation)
    const isTable = say.format === undefined || say.format === 'string'
    if (!isTable) say.data(findings)
    else if (findings.length > 0)
      say.table(
        ['SEVERITY', 'PLACE', 'MESSAGE', 'REMEDY'],
        findings.map(({ severity, location, message, remediation, options }) => [
          severity,
          location,
          message,
          [remediation, options && `Options include: ${options.join(', ')}`].filter(Boolean).join(' '),
        ]),
      )
    if (forbids(findings)) {
      if (isTable) say.failure('The configuration has errors.')
      return 1
    }
    if (isTable) say.success(findings.length === 0 ? 'The configuration is valid.' : 'The configuration has no errors.')
    return flags.strict === true && findings.some(({ severity }) => severity === 'WARNING') ? 2 : 0
  },
}

async function findingsOf({ home, deployment, flags, say, env, signal }: Invocation): Promise<Finding[]> {
  const stored = readHalconfig(home)
  const only = typeof flags.only === 'string' ? flags.only : undefined
  const validation = { home, stored, name: deployment, env, ...(only === undefined ? {} : { scope: only }) }
  const offline = validateOffline(validation)
  if (flags.offline === true) return sorted(offline)
  const { validateOnline } = await import('./online.ts')
  const progress = say.progress('Asking the servers')
  try {
    const online = await validateOnline(validation, {
      only,
      timeoutMs: Number(flags.timeout ?? 10) * 1000,
      signal,
      onDone: (probe, done, of) => progress.update(`Asking the servers: ${done} of ${of}, ${probe.asks}`),
    })
    progress.succeed('Asked the servers')
    return sorted([...offline, ...online])
  } catch (error) {
    progress.fail()
    throw error
  }
}

/** The worst first. */
const sorted = (findings: readonly Finding[]) =>
  [...findings].sort((one, other) => severities.indexOf(other.severity) - severities.indexOf(one.severity))
