import type { Section } from '../../schema/index.ts'
import type { Command } from '../command.ts'
import { edits, switches, type Target } from './section-commands.ts'
import { shows } from './show.ts'

/** One of several ways to do the same, such as a log-in or a store of metrics: shown, switched on and off, and changed. */
export function methodCommand(place: Target['place'], key: string, section: Section): Command {
  const target: Target = { place: [...place, key], section, label: key }
  return {
    name: key,
    describe: section.describe,
    run: shows(target.place, section, `Configured ${key} method: `),
    commands: () => [
      ...switches(target),
      ...edits(target, { describe: 'Changes it.', done: `Successfully edited ${key} method.` }),
    ],
  }
}
