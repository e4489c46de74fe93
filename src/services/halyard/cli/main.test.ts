import { describe, expect, it } from 'vitest'
import { problem } from '../../../platform/errors/index.ts'
import type { Command, Invocation } from './command.ts'
import { call } from './testing.ts'

const calls: Invocation[] = []
const record = async (invocation: Invocation) => {
  calls.push(invocation)
}

const root: Command = {
  name: 'hal',
  describe: 'All of it.',
  commands: () => [
    {
      name: 'config',
      describe: 'What is configured.',
      flags: [{ name: 'set-current-deployment', kind: 'text', describe: 'Which one.' }],
      run: record,
      commands: async () => [
        {
          name: 'edit',
          describe: 'Edits it.',
          run: record,
          flags: [
            { name: 'timezone', kind: 'text', describe: 'The time zone.' },
            { name: 'artifacts', kind: 'boolean', describe: 'Artifacts.' },
            { name: 'wait', kind: 'switch', describe: 'Waits.' },
            { name: 'threads', kind: 'integer', describe: 'How many.', default: 1 },
            { name: 'type', kind: 'choice', options: ['LocalGit', 'LocalDebian'], describe: 'The type.' },
            { name: 'regions', kind: 'texts', describe: 'The regions.' },
            { name: 'secret-access-key', kind: 'text', secret: true, describe: 'The secret of the access key.' },
            { name: 'json-path', kind: 'text', secret: true, file: true, describe: 'The key.' },
            { name: 'metrics-url', aliases: ['metricsUri', 'm'], kind: 'text', describe: 'Where metrics are.' },
          ],
        },
        {
          name: 'add',
          describe: 'Adds one.',
          argument: { name: 'NAME', describe: 'Its name.', required: true, candidates: () => ['prod', 'stage'] },
          run: record,
          flags: [
            { name: 'account-id', kind: 'text', describe: 'The ID.', required: true },
            { name: 'regions', kind: 'texts', describe: 'The regions.' },
          ],
        },
      ],
    },
    {
      name: 'fail',
      describe: 'Fails.',
      argument: { name: 'HOW', describe: 'How it fails.' },
      async run({ argument, signal }) {
        if (argument === 'refused') throw problem('invalid', 'It may not be so.')
        if (argument === 'late') {
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
        }
        if (argument === 'code') return 2
        if (argument === 'written') throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
        throw new TypeError('x is undefined')
      },
    },
    {
      name: 'write',
      describe: 'Writes files.',
      flags: [{ name: 'output-directory', aliases: ['o'], kind: 'text', file: true, describe: 'Where to.' }],
      run: record,
    },
    {
      name: 'say',
      describe: 'Says something.',
      async run({ say, ask }) {
        const went = await ask.confirm('This deletes everything.')
        say.success(went ? 'Gone.' : 'Aborted.')
      },
    },
  ],
}

async function flagsOf(...line: string[]) {
  calls.length = 0
  const heard = await call(root, line, { input: 'from-a-pipe\n', env: { HOME: '/home/someone' } })
  expect(heard.errors, heard.errors).not.toContain('Something unexpected')
  return { ...heard, flags: calls[0]?.flags, invocation: calls[0] }
}

describe('the words of a line', () => {
  it('lead to a command, with the flags of every command at any level', async () => {
    const { code, invocation } = await flagsOf('--quiet', 'config', '--deployment', 'prod', 'edit', '-o', 'json')
    expect(code).toBe(0)
    expect(invocation).toMatchObject({ deployment: 'prod', flags: { quiet: true, output: 'json' } })
  })

  it('may give a letter another meaning than it has elsewhere', async () => {
    expect((await flagsOf('write', '-o', 'here', '--output', 'json')).flags).toEqual({
      'output-directory': '/desk/here',
      output: 'json',
    })
  })

  it('may lead to a command that has further words', async () => {
    expect((await flagsOf('config', '--set-current-deployment=prod')).flags).toEqual({
      'set-current-deployment': 'prod',
    })
  })

  it('that are not there are refused with the nearest right one', async () => {
    expect(await call(root, ['config', 'edti'])).toEqual({
      code: 1,
      output: '',
      errors: "- There is no command 'hal config edti'. Did you mean 'hal config edit'?\n",
    })
    expect((await call(root, ['config', 'xyzzy'])).errors).toContain('It has edit, add.')
  })

  it('that only lead to further words show these', async () => {
    const { code, output } = await call(root, [])
    expect(code).toBe(0)
    expect(output).toMatch(/config +What is configured\./)
  })
})

describe('the flags of a line', () => {
  it('take their values with a space or an equals sign', async () => {
    expect((await flagsOf('config', 'edit', '--timezone', 'Etc/UTC')).flags).toMatchObject({ timezone: 'Etc/UTC' })
    expect((await flagsOf('config', 'edit', '--timezone=Etc/UTC')).flags).toMatchObject({ timezone: 'Etc/UTC' })
    expect((await flagsOf('config', 'edit', '--timezone=')).flags).toMatchObject({ timezone: '' })
  })

  it('are read as what they are', async () => {
    const { flags } = await flagsOf(
      'config',
      'edit',
      '--artifacts',
      'True',
      '--threads',
      '4',
      '--wait',
      '--type',
      'localgit',
    )
    expect(flags).toEqual({ artifacts: true, threads: 4, wait: true, type: 'LocalGit' })
  })

  it('have defaults', async () => {
    expect((await flagsOf('config', 'edit')).flags).toEqual({ threads: 1 })
  })

  it('are known by other names too', async () => {
    expect((await flagsOf('config', 'edit', '--metricsUri', 'a')).flags).toMatchObject({ 'metrics-url': 'a' })
    expect((await flagsOf('config', 'edit', '-m', 'a')).flags).toMatchObject({ 'metrics-url': 'a' })
  })

  it.each([
    [['--regions', 'us-east-1,us-west-2']],
    [['--regions', 'us-east-1', 'us-west-2']],
    [['--regions', 'us-east-1,', 'us-west-2', '--threads', '1']],
    [['--regions', 'us-east-1', '--regions', 'us-west-2']],
  ])('list several values: %j', async (line) => {
    expect((await flagsOf('config', 'edit', ...line)).flags).toMatchObject({ regions: ['us-east-1', 'us-west-2'] })
  })

  it('clear a list with an empty value', async () => {
    expect((await flagsOf('config', 'edit', '--regions', '')).flags).toMatchObject({ regions: [] })
  })

  it('that name a file hold its whole path, but not where they refer to a secret', async () => {
    const of = async (value: string) => (await flagsOf('config', 'edit', '--json-path', value)).flags?.['json-path']
    expect(await of('key.json')).toBe('/desk/key.json')
    expect(await of('../key.json')).toBe('/key.json')
    expect(await of('~/key.json')).toBe('/home/someone/key.json')
    expect(await of('/etc/key.json')).toBe('/etc/key.json')
    for (const reference of ['encryptedFile:s3!b:x', 'encrypted:s3!b:x', 'configserver:x', '${KEY}'])
      expect(await of(reference)).toBe(reference)
  })

  it.each([
    [['--type', 'remote'], "'--type remote': it takes one of LocalGit, LocalDebian."],
    [['--artifacts', 'maybe'], "'--artifacts maybe': it takes true or false."],
    [['--artifacts', '--wait'], "'--artifacts' of 'hal config edit' wants true or false after it."],
    [['--artifacts'], "'--artifacts' of 'hal config edit' wants true or false after it."],
    [['--threads', 'many'], "'--threads many': it takes a whole number."],
    [['--wait=true'], "'--wait' of 'hal config edit' stands alone, without a value."],
    [['--timezoen', 'x'], "'hal config edit' takes no flag '--timezoen'. Did you mean '--timezone'?"],
    [['somewhere'], "'hal config edit' was given more words than it takes. 'hal config edit --help' says which."],
  ])('that are wrong say what is right: %j', async (line, message) => {
    const heard = await call(root, ['config', 'edit', ...line])
    expect(heard).toEqual({ code: 1, output: '', errors: `- ${message}\n` })
  })

  it('that are required are all named at once', async () => {
    expect((await call(root, ['config', 'add'])).errors).toBe(
      "- 'hal config add' needs NAME, --account-id. 'hal config add --help' tells more.\n",
    )
  })

  it('that list values take a name behind them for a value, and it is said where it belongs', async () => {
    const heard = await call(root, ['config', 'add', '--account-id', 'act', '--regions', 'a', 'prod'])
    expect(heard.errors).toContain('needs NAME. Put it before --regions.')
  })
})

describe('a secret', () => {
  it('is a line of standard input where no value follows its flag', async () => {
    const { flags, errors } = await flagsOf('config', 'edit', '--secret-access-key', '--timezone', 'Etc/UTC')
    expect(flags).toMatchObject({ 'secret-access-key': 'from-a-pipe', timezone: 'Etc/UTC' })
    expect(errors).toBe('')
  })

  it('that is typed in clear is warned of, without repeating it', async () => {
    const { flags, errors } = await flagsOf('config', 'edit', '--secret-access-key', 'hunter2')
    expect(flags).toMatchObject({ 'secret-access-key': 'hunter2' })
    expect(errors).toContain('WARNING The value of --secret-access-key was typed in clear')
    expect(errors).toContain('encrypted:')
    expect(errors).not.toContain('hunter2')
  })

  it('that is a reference is not warned of', async () => {
    expect((await flagsOf('config', 'edit', '--secret-access-key', 'encrypted:s3!b:x')).errors).toBe('')
  })

  it('that nobody gives is an error', async () => {
    const { code, errors } = await call(root, ['config', 'edit', '--secret-access-key'])
    expect(code).toBe(1)
    expect(errors).toContain('There was no answer to ')
  })
})

describe('the exit code', () => {
  it.each([
    ['refused', 1, '- It may not be so.\n'],
    ['strangely', 3, '- Something unexpected went wrong: x is undefined (--debug says where in the program.)\n'],
    ['code', 2, ''],
    ['written', 1, '- EACCES: permission denied\n'],
  ])('of what ends %s is %i', async (how, code, errors) => {
    expect(await call(root, ['fail', how])).toEqual({ code, output: '', errors })
  })

  it('is 7 when it takes too long, or is interrupted', async () => {
    expect(await call(root, ['fail', 'late', '--timeout', '0'])).toMatchObject({
      code: 7,
      errors: '- Timed out after 0 s.\n',
    })
    const interrupted = AbortSignal.abort()
    expect(await call(root, ['fail', 'strangely'], { interrupted })).toMatchObject({
      code: 7,
      errors: '- Interrupted.\n',
    })
  })

  it('comes with where it went wrong only with --debug', async () => {
    expect((await call(root, ['fail', 'strangely', '--debug'])).errors).toContain('main.test.ts')
  })
})

describe('a question', () => {
  it('is answered by standard input, by no where there is none, and by yes with --quiet', async () => {
    expect((await call(root, ['say'], { input: 'y\n' })).output).toBe('+ Gone.\n')
    expect((await call(root, ['say'], { input: 'n\n' })).output).toBe('+ Aborted.\n')
    expect((await call(root, ['say'])).output).toBe('+ Aborted.\n')
    expect(JSON.parse((await call(root, ['say', '-q', '-o', 'json'])).output).messages).toEqual(['Gone.'])
  })
})

describe('--options', () => {
  it('lists what may stand in a field, by its name in the halconfig too', async () => {
    expect((await call(root, ['config', 'edit', '--options', 'type'])).output).toBe('LocalGit LocalDebian\n')
    expect((await call(root, ['config', 'add', '--options', 'accountName'])).output).toBe('prod stage\n')
  })
})

describe('help', () => {
  it('says how the command is called, and what each flag is', async () => {
    const { code, output } = await call(root, ['config', 'add', '--help'])
    expect(code).toBe(0)
    expect(output).toContain('hal config add NAME --account-id TEXT [flags]')
    expect(output).toMatch(/--account-id TEXT +The ID\. Required\./)
  })

  it('is had by its word too', async () => {
    expect((await call(root, ['help', 'config', 'add'])).output).toContain('hal config add NAME')
    expect((await call(root, ['help'])).output).toContain('hal WORD ...')
  })

  it('fits on a terminal, and is not broken in a pipe', async () => {
    const onTerminal = (await call(root, ['--help'], { columns: 40 })).output
    expect(Math.max(...onTerminal.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect((await call(root, ['--help'])).output).toContain(
      'Says only answers, warnings and errors, without colours, and takes every question as answered with yes.\n',
    )
  })
})

describe('completion', () => {
  const complete = async (...words: string[]) =>
    (await call(root, ['__complete', ...words])).output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t')[0])

  it('knows words, flags and values', async () => {
    expect(await complete('')).toEqual(['config', 'fail', 'write', 'say'])
    expect(await complete('config', 'e')).toEqual(['edit'])
    expect(await complete('config', 'edit', '--ti')).toEqual(['--timezone', '--timeout'])
    expect(await complete('config', 'edit', '--type', '')).toEqual(['LocalGit', 'LocalDebian'])
    expect(await complete('config', 'edit', '--type=LocalG')).toEqual(['--type=LocalGit'])
    expect(await complete('config', 'edit', '--type', '=', 'LocalG')).toEqual(['LocalGit'])
    expect(await complete('config', 'edit', '--artifacts', '')).toEqual(['true', 'false'])
    expect(await complete('config', 'edit', '--json-path', '')).toEqual([':files'])
    expect(await complete('nonsense', '')).toEqual([])
  })

  it('knows the names that the halconfig has', async () => {
    expect(await complete('config', 'add', 'p')).toEqual(['prod'])
    expect(await complete('config', 'add', 'prod', '')).toEqual([])
  })
})
