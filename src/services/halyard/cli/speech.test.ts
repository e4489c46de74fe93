import { describe, expect, it } from 'vitest'
import type { Command, Invocation } from './command.ts'
import { call } from './testing.ts'

/** What a command says that does `run`. */
const say = (run: (invocation: Invocation) => Promise<void> | void, line: string[] = [], columns?: number) => {
  const command: Command = { name: 'x', describe: 'X.', run: async (invocation) => await run(invocation) }
  const root: Command = { name: 'hal', describe: 'All of it.', commands: () => [command] }
  return call(root, ['x', ...line], columns === undefined ? {} : { columns })
}

const findings = [
  {
    severity: 'WARNING' as const,
    location: 'default.provider.kubernetes.prod',
    message: 'It has no context.',
    remediation: 'Name one with --context.',
    options: ['one', 'two'],
  },
  { severity: 'FATAL' as const, location: 'default.provider.kubernetes.prod', message: 'It is not there.' },
  { severity: 'INFO' as const, location: 'Global', message: 'All is well.' },
]

describe('findings', () => {
  it('stand in groups by place, bad ones on standard error', async () => {
    const heard = await say(({ say }) => say.findings(findings))
    expect(heard.errors).toBe(`Validation in default.provider.kubernetes.prod:
- WARNING It has no context.
? Name one with --context.
? Options include: 
  - one
  - two
! ERROR It is not there.

`)
    expect(heard.output).toBe('Validation in Global:\n- INFO All is well.\n\n')
  })
})

describe('the answer', () => {
  it('is YAML unless something else is wanted', async () => {
    const answer = ({ say }: Invocation) => say.data({ name: 'prod', regions: ['a'] })
    expect((await say(answer)).output).toBe('name: prod\nregions:\n- a\n')
    expect(JSON.parse((await say(answer, ['-o', 'json'])).output)).toEqual({ name: 'prod', regions: ['a'] })
    expect((await say(answer, ['-o', 'none'])).output).toBe('')
    expect((await say(({ say }) => say.data(['a', 'b']), ['-o', 'string'])).output).toBe('a\nb\n')
  })

  it('is all that standard output holds with -o json', async () => {
    const { output } = await say(
      ({ say }) => {
        say.success('Configured deployment: ')
        say.findings(findings)
        say.data({ name: 'prod' })
        say.progress('Applying').succeed()
      },
      ['-o', 'json'],
    )
    expect(JSON.parse(output)).toEqual({ name: 'prod' })
  })

  it('of a command without data is what it said', async () => {
    const { output } = await say(
      ({ say }) => {
        say.findings(findings.slice(2))
        say.success('Successfully enabled spot')
      },
      ['-o', 'json'],
    )
    expect(JSON.parse(output)).toEqual({
      status: 'SUCCEEDED',
      messages: ['Successfully enabled spot'],
      findings: [{ severity: 'INFO', location: 'Global', message: 'All is well.' }],
    })
  })

  it('may be a table', async () => {
    const table = ({ say }: Invocation) =>
      say.table(
        ['service', 'port'],
        [
          ['gate', '8084'],
          ['clouddriver', '7002'],
        ],
      )
    expect((await say(table)).output).toBe('SERVICE      PORT\ngate         8084\nclouddriver  7002\n')
    expect(JSON.parse((await say(table, ['-o', 'json'])).output)).toEqual([
      { service: 'gate', port: '8084' },
      { service: 'clouddriver', port: '7002' },
    ])
  })
})

describe('success and failure', () => {
  it('have their marks, on standard output and standard error', async () => {
    const both = ({ say }: Invocation) => {
      say.success('Successfully enabled spot')
      say.failure('Failed to enable spot')
    }
    expect(await say(both)).toEqual({
      code: 0,
      output: '+ Successfully enabled spot\n',
      errors: '- Failed to enable spot\n',
    })
    expect((await say(both, ['-q'])).output).toBe('')
  })

  it('have colours on a terminal only, and not where nobody wants them', async () => {
    const success = ({ say }: Invocation) => say.success('Done.')
    expect((await say(success, [], 80)).output).toBe('\u001b[32m+\u001b[0m Done.\n')
    expect((await say(success, ['--color', 'false'], 80)).output).toBe('+ Done.\n')
    expect((await say(success)).output).toBe('+ Done.\n')
  })

  it('are wrapped on a terminal and not in a pipe', async () => {
    const long = ({ say }: Invocation) => say.success(`${'word '.repeat(20)}end`)
    expect((await say(long, ['-c', 'false'], 40)).output.split('\n').length).toBeGreaterThan(2)
    expect((await say(long)).output.split('\n').length).toBe(2)
  })
})

describe('what goes on', () => {
  it('is written line by line in a pipe', async () => {
    const { output } = await say(({ say }) => {
      const one = say.progress('Restarting gate')
      one.update('waiting for /health')
      one.update('waiting for /health')
      say.line('in between')
      one.succeed()
      say.progress('Restarting orca').fail('it did not come up')
    })
    expect(output).toBe(
      '  Restarting gate: waiting for /health\nin between\n+ Restarting gate\n  Success\n- Restarting orca\n  it did not come up\n',
    )
  })

  it('is drawn in place on a terminal, with other lines above it', async () => {
    const { output } = await say(
      ({ say }) => {
        const one = say.progress('Restarting gate')
        say.line('in between')
        one.succeed()
      },
      ['-c', 'false'],
      80,
    )
    expect(output).toBe(
      '_ Restarting gate\n  \n\u001b[2A\u001b[0Jin between\n_ Restarting gate\n  \n\u001b[2A\u001b[0J+ Restarting gate\n  Success\n',
    )
  })
})
