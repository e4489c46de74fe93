import { hashOrder } from '../../../lib/spel/index.ts'

/**
 * A set of stage ids that changes while a graph is built. What was read from JSON iterates in the order of a Java
 * HashSet, what the original makes itself in the order of insertion; clients see those orders.
 */
export class NameSet implements Iterable<string> {
  private readonly names: string[]
  private readonly hashed: boolean

  private constructor(names: Iterable<string>, hashed: boolean) {
    this.names = [...new Set(names)]
    this.hashed = hashed
  }

  static hashed(names: Iterable<string>): NameSet {
    return new NameSet(names, true)
  }

  static linked(names: Iterable<string> = []): NameSet {
    return new NameSet(names, false)
  }

  copy(): NameSet {
    return new NameSet(this.names, this.hashed)
  }

  get size(): number {
    return this.names.length
  }

  has(name: string): boolean {
    return this.names.includes(name)
  }

  add(...names: readonly string[]): void {
    for (const name of names) if (!this.has(name)) this.names.push(name)
  }

  /** Whether it was there. */
  remove(name: string): boolean {
    const at = this.names.indexOf(name)
    if (at >= 0) this.names.splice(at, 1)
    return at >= 0
  }

  clear(): void {
    this.names.length = 0
  }

  *[Symbol.iterator](): Iterator<string> {
    yield* this.hashed ? hashOrder(this.names) : [...this.names]
  }
}
