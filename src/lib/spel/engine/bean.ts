/** An object of the engine (execution, stage, trigger, …) as expressions see it: getters over `data`, never setters. */
export class Bean<T = unknown> {
  readonly typeName: string
  readonly data: T
  readonly #json: (data: T) => unknown
  /** Two beans of one identity are equal. */
  readonly identity: unknown
  /** Its own toString, if it has one. */
  readonly describe: ((data: T) => string) | undefined
  constructor(
    typeName: string,
    data: T,
    toJson: (data: T) => unknown,
    identity: unknown = data,
    toText?: (data: T) => string,
  ) {
    this.typeName = typeName
    this.data = data
    this.#json = toJson
    this.identity = identity
    this.describe = toText
  }

  /** What it is as JSON. */
  toJson(): unknown {
    return this.#json(this.data)
  }
}
