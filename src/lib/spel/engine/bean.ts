/** An object of the engine (execution, stage, trigger, …) as expressions see it: getters over `data`, never setters. */
export class Bean<T = unknown> {
  readonly typeName: string
  readonly data: T
  /** What it is as JSON. */
  readonly toJson: () => unknown
  /** Two beans of one identity are equal. */
  readonly identity: unknown
  readonly toText: (() => string) | undefined
  constructor(
    typeName: string,
    data: T,
    toJson: (data: T) => unknown,
    identity: unknown = data,
    toText?: (data: T) => string,
  ) {
    this.typeName = typeName
    this.data = data
    this.toJson = () => toJson(data)
    this.identity = identity
    this.toText = toText && (() => toText(data))
  }
}
