export { InvalidPathError, JsonPathError, PathNotFoundError } from './errors.ts'
export { readPath } from './evaluate.ts'
export { compilePath } from './parse.ts'
export type { Path } from './syntax.ts'
