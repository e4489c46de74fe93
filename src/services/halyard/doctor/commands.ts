import type { Command, Invocation } from '../cli/command.ts'
import type { Examined } from './check.ts'

/** `hal doctor` */
export const doctorCommand: Command = {
  name: 'doctor',
  describe:
    'Looks whether this machine has what the services need: ports, disk, memory, files, clock, DNS, tools, folders, and nothing left half done.',
  flags: [
    {
      name: 'clock',
      kind: 'text',
      describe: 'The address of a server whose clock is right; without it, the clock is not looked at.',
    },
    { name: 'check-timeout', kind: 'integer', describe: 'Seconds that one look may take.', default: 5 },
  ],
  examples: [['doctor -o json', 'for a script; the exit code is 1 when something is in the way']],
  run: async (invocation) => {
    const { say } = invocation
    const found = await examined(invocation)
    const failed = found.filter(({ status }) => status === 'FAILED').length
    if (say.format === 'json' || say.format === 'yaml') say.data(found)
    else {
      say.table(
        ['CHECK', 'STATUS', 'WHAT', 'REMEDY'],
        found.map(({ check, status, says, remedy = '' }) => [check, status, says, remedy]),
      )
      if (failed > 0) say.failure(`${failed} of these are in the way.`)
      else say.success('Nothing is in the way.')
    }
    return failed > 0 ? 1 : 0
  },
}

async function examined({ home, env, deployment, flags, signal }: Invocation): Promise<Examined[]> {
  const [{ examine }, machine, network, halyard, { readHalconfig }] = await Promise.all([
    import('./check.ts'),
    import('./machine.ts'),
    import('./network.ts'),
    import('./halyard.ts'),
    import('../halconfig/index.ts'),
  ])
  const checks = [
    machine.node,
    machine.memory,
    machine.disk,
    machine.folders,
    machine.openFiles,
    machine.clock,
    network.ports,
    network.names,
    halyard.tools,
    halyard.locks,
    halyard.lastApply,
  ]
  const patient = {
    home,
    env,
    deployment: readHalconfig(home).deployment(deployment),
    clock: flags.clock as string | undefined,
    now: Date.now,
  }
  return examine(checks, patient, { timeoutMs: Number(flags['check-timeout'] ?? 5) * 1000, signal })
}
