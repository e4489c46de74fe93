import type { Budget } from './budget.ts'
import type { Filter } from './filters.ts'
import type { JsonMap } from './values.ts'

/** What all parts of one rendering share. */
export interface Rendering {
  readonly budget: Budget
  readonly filters: Readonly<Record<string, Filter>>
  readonly tags: Readonly<Record<string, CustomTag>>
  /** An output that is null is an error (jinjava: failOnUnknownTokens). */
  readonly failOnUnknown: boolean
}

/** A tag of the host's own, without an end: `{% name helpers %}`. Returns the text that it stands for. */
export type CustomTag = (call: {
  /** What stands behind the tag's name, as written. */
  readonly helpers: string
  /** The tag as written. */
  readonly image: string
  readonly line: number
  /** An expression's value; undefined when it is null or not known. */
  readonly resolve: (expression: string) => unknown
  readonly variables: JsonMap
}) => string

/** Names and their values, with the outer ones behind them. */
export class Scope {
  readonly rendering: Rendering
  private readonly own: Record<string, unknown>
  private readonly outer: Scope | undefined

  constructor(rendering: Rendering, own: Record<string, unknown>, outer?: Scope) {
    this.rendering = rendering
    this.own = own
    this.outer = outer
  }

  get(name: string): unknown {
    return Object.hasOwn(this.own, name) ? this.own[name] : this.outer?.get(name)
  }

  set(name: string, value: unknown): void {
    Object.defineProperty(this.own, name, { value, enumerable: true, configurable: true, writable: true })
  }

  inner(own: Record<string, unknown> = {}): Scope {
    return new Scope(this.rendering, { ...own }, this)
  }

  all(): JsonMap {
    return { ...this.outer?.all(), ...this.own }
  }
}
