import { fatal } from './errors.ts'

/** A configuration has stages, and its template wants none. */
export const protectedError = fatal('Modification of the stage graph (adding, removing, editing) is disallowed', {
  cause: 'The template being used has marked itself as protected',
})
