import { parseName } from '../../../../lib/moniker/index.ts'
import type { Json } from '../../model.ts'
import { json, number, text } from '../../values.ts'

/** What a name says, each part as far as it is known. */
export interface Moniker {
  readonly app?: string
  readonly cluster?: string
  readonly stack?: string
  readonly detail?: string
  readonly sequence?: number
}

/** The moniker of something named: its own when it names a cluster, else what its name says (orca: MonikerHelper). */
export function monikerOf({ name, moniker }: { readonly name: string; readonly moniker?: unknown }): Moniker {
  const given = written(json(moniker))
  if (given.cluster !== undefined) return given
  const { app, cluster, stack, detail, sequence } = parseName(name)
  return written({ app, cluster, stack, detail, sequence })
}

/** The moniker that a stage is written with, else that of the server group `name`. */
export const monikerOfStage = (context: Json, name: string): Moniker => monikerOf({ name, moniker: context.moniker })

function written({ app, cluster, stack, detail, sequence }: Json): Moniker {
  const texts = { app: text(app), cluster: text(cluster), stack: text(stack), detail: text(detail) }
  const known = Object.entries({ ...texts, sequence: number(sequence) }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(known)
}
