export type SpotError = { code?: string; message: string }

/** A refusal as Spot words it: an HTTP status with the `errors` of the envelope. Routes and the model throw it. */
export class SpotFailure extends Error {
  readonly status: number
  readonly errors: SpotError[]

  constructor(status: number, errors: SpotError[]) {
    super(errors.map((error) => error.message).join('; '))
    this.name = 'SpotFailure'
    this.status = status
    this.errors = errors
  }
}

/** A 400 with one error. Codes that Spot has not published are stable inventions of this simulator. */
export const refuse = (code: string, message: string): SpotFailure => new SpotFailure(400, [{ code, message }])
