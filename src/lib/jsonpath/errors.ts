/** Whatever a path cannot do; the message is for the person who wrote the path. */
export class JsonPathError extends Error {
  override readonly name: string = 'JsonPathError'
}

/** The text is not a path. */
export class InvalidPathError extends JsonPathError {
  override readonly name: string = 'InvalidPathError'
}

/** The document has nothing at the place that the path names. */
export class PathNotFoundError extends JsonPathError {
  override readonly name: string = 'PathNotFoundError'
}
