import type { Tree } from '../../halconfig/index.ts'
import type { Section } from '../../schema/index.ts'
import type { Command } from '../command.ts'
import { applyEdit } from './edit.ts'
import { applyAll, type Binding, bindings, type Given } from './flags.ts'
import { enter, type Place, scopeOf } from './place.ts'

/** A section that is switched on and off, and edited by flags. */
export interface Target {
  readonly place: Place
  readonly section: Section
  /** As messages name it. */
  readonly label: string
}

/** `enable` and `disable`. */
export function switches(
  { place, label }: Target,
  done = (action: string) => `Successfully ${action} ${label}`,
): Command[] {
  const make = (name: 'enable' | 'disable'): Command => ({
    name,
    describe: name === 'enable' ? `Uses ${label}.` : `Uses ${label} no more; what is configured of it stays.`,
    run: (invocation) =>
      applyEdit(invocation, {
        scope: scopeOf(place),
        done: done(`${name}d`),
        failed: `Failed to ${name} ${label}`,
        takesAway: name === 'disable',
        change: (deployment) => {
          enter(deployment, place).enabled = name === 'enable'
        },
      }),
  })
  return [make('enable'), make('disable')]
}

export interface EditOptions {
  readonly done: string
  readonly failed?: string
  readonly describe: string
  /** Sections with commands of their own. */
  readonly apart?: readonly string[]
  /** Flags that must stand there. */
  readonly required?: readonly string[]
  readonly examples?: Command['examples']
  /** What else follows from the flags. */
  after?(node: Tree, given: Given, deployment: Tree): void
}

/** `edit`, with a flag for each value of the section; none when it has no flags. */
export function edits({ place, section }: Target, options: EditOptions): Command[] {
  const all = bindings(section, 'edit', options.apart)
  if (all.length === 0) return []
  return [
    {
      name: 'edit',
      describe: options.describe,
      flags: all.map(({ flag }) => (options.required?.includes(flag.name) ? { ...flag, required: true } : flag)),
      ...(options.examples === undefined ? {} : { examples: options.examples }),
      run: (invocation) =>
        applyEdit(invocation, {
          scope: scopeOf(place),
          done: options.done,
          failed: options.failed ?? options.done.replace(/^(Successfully )?(edited|updated)/i, 'Failed to edit'),
          change(deployment) {
            change(all, deployment, place, invocation.flags)
            if (given(all, invocation.flags)) options.after?.(enter(deployment, place), invocation.flags, deployment)
          },
        }),
    },
  ]
}

/** Nothing that nobody asked for: a section is made only for a flag that speaks of it. */
function change(all: readonly Binding[], deployment: Tree, place: Place, flags: Given): void {
  if (given(all, flags)) applyAll(all, enter(deployment, place), flags)
}

const given = (all: readonly Binding[], flags: Given) => all.some(({ flag }) => flags[flag.name] !== undefined)
