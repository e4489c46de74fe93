export type { Command, Flag, Invocation } from './command.ts'
export { exitCodes, hal, type World } from './main.ts'
export type { Terminal } from './terminal.ts'
