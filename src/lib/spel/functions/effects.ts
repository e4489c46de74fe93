import { SpelError } from '../errors.ts'
import { ioError } from './function.ts'

/** What helpers may ask of the outside. Each is optional: without it, the helper says that it is not available. */
export interface Capabilities {
  /** The id of the stage that a handler works on; absent outside a handler. */
  readonly currentStageId?: () => string | undefined
  /** The user on whose behalf the handler works. */
  readonly currentUser?: () => string | undefined
  /** Fetches a URL as text after checking that users may reach it. */
  readonly fetchText?: (url: string) => string | Promise<string>
  /** Pipeline configurations of an application. */
  readonly pipelines?: (application: string) => readonly NamedPipeline[] | Promise<readonly NamedPipeline[]>
  /** Front50's application as a map. */
  readonly application?: (
    name: string,
  ) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
  /** Kayenta's canary configurations of an application. */
  readonly canaryConfigs?: (application: string) => readonly NamedPipeline[] | Promise<readonly NamedPipeline[]>
  /** Reads what a `ref://…` of the artifact store stands for, base64; undefined when it is no reference. */
  readonly storedArtifact?: (reference: string) => string | undefined
}

export interface NamedPipeline {
  readonly id: string
  readonly name: string
}

/** An effect whose answer is still on its way: evaluation is pure, so it stops here and is tried again with the answer. */
export class PendingEffect extends Error {
  readonly promise: Promise<void>
  constructor(question: string, promise: Promise<void>) {
    super(`An expression asks the outside (${question}): evaluate it inside withEffects, which waits for the answer`)
    this.promise = promise
  }
}

type Answer = { readonly value: unknown } | { readonly error: SpelError }

/** Answers of the outside, remembered so that one evaluation asks each question once. */
export type Effects = Map<string, Answer>

/** The answer to a question, asked at most once. @throws PendingEffect while the answer is on its way */
export function ask<T>(effects: Effects, question: string, perform: () => T | Promise<T>): T {
  const known = effects.get(question)
  if (known !== undefined) {
    if ('error' in known) throw known.error
    return known.value as T
  }
  let answer: T | Promise<T>
  try {
    answer = perform()
  } catch (error) {
    throw asSpelError(error)
  }
  if (!(answer instanceof Promise)) return answer
  throw new PendingEffect(
    question,
    answer.then(
      (value) => void effects.set(question, { value }),
      (error: unknown) => void effects.set(question, { error: asSpelError(error) }),
    ),
  )
}

const asSpelError = (error: unknown): SpelError =>
  error instanceof SpelError ? error : ioError(error instanceof Error ? error.message : String(error))
