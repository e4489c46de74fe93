import { describe, expect, it } from 'vitest'
import vectors from '../../../../../test/vectors/halyard/commands.json' with { type: 'json' }
import type { Command } from '../command.ts'
import { flagsOf } from '../global-flags.ts'
import { asks } from '../line.ts'
import { call } from '../testing.ts'
import { commandsOf, loaded, resolve } from '../words.ts'
import { root } from './root.ts'

interface Expected {
  readonly command: string
  readonly flags: readonly {
    readonly name: string
    readonly aliases?: readonly string[]
    readonly required?: boolean
    readonly secret?: boolean
    readonly default?: string
  }[]
}

async function* everyCommand(command: Command, path: readonly string[]): AsyncIterable<[Command, readonly string[]]> {
  yield [command, path]
  for (const each of await commandsOf(command)) yield* everyCommand(await loaded(each), [...path, each.name])
}

describe('the commands that Halyard had', () => {
  it.each(vectors as readonly Expected[])(
    'are there with their flags, and explain themselves: $command',
    async (expected) => {
      const { command, path, rest } = await resolve(root, expected.command.split(' '))
      expect(rest).toEqual([])
      expect(path.join(' ')).toBe(`hal ${expected.command}`)
      expect(command.run, 'it runs').toBeDefined()
      const flags = flagsOf(command)
      const { output, code } = await call(root, [...expected.command.split(' '), '--help'])
      expect(code).toBe(0)
      for (const each of expected.flags) {
        const flag = flags.find(({ name, aliases }) => name === each.name || aliases?.includes(each.name))
        expect(flag, `--${each.name}`).toBeDefined()
        for (const alias of each.aliases ?? []) expect(flag?.aliases, `--${each.name}`).toContain(alias)
        const preset = flag!.default ?? flag!.otherwise
        if (each.required)
          expect(flag?.required === true || preset !== undefined, `--${each.name} is required`).toBe(true)
        if (each.secret) expect(asks(flag!), `--${each.name} is asked for`).toBe(true)
        if (each.default !== undefined) {
          const shown = Array.isArray(preset) ? `[${preset.join(', ')}]` : String(preset)
          expect(shown.toLowerCase(), `--${each.name}`).toBe(each.default.toLowerCase())
        }
        expect(output, 'its help').toContain(`--${each.name}`)
      }
    },
  )
})

describe('every command', () => {
  it('says what it and each of its flags is, has one word and one flag of a name, and leads somewhere', async () => {
    for await (const [command, path] of everyCommand(root, ['hal'])) {
      const where = path.join(' ')
      expect(command.describe, where).toMatch(/^[A-Z].*[.:]$/)
      for (const flag of command.flags ?? []) expect(flag.describe, `${where} --${flag.name}`).toMatch(/\.$/)
      const names = (command.flags ?? []).flatMap(({ name, aliases }) => [name, ...(aliases ?? [])])
      expect(new Set(names).size, `${where}: ${names}`).toBe(names.length)
      const words = (await commandsOf(command)).map(({ name }) => name)
      expect(new Set(words).size, `${where}: ${words}`).toBe(words.length)
      expect(command.run !== undefined || words.length > 0, where).toBe(true)
      for (const [example] of command.examples ?? [])
        await expect(resolve(root, example.split(' ')), example).resolves.toBeDefined()
    }
  })
})
