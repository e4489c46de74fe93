/** What a template did wrong, with the line (from 1) of the tag or output that did it. */
export class JinjaError extends Error {
  /** The exception of Jinjava that the original's messages begin with. */
  readonly kind: 'TemplateSyntaxException' | 'UnknownTokenException' | 'InterpretException'
  readonly line: number

  constructor(kind: JinjaError['kind'], message: string, line: number) {
    super(message)
    this.name = 'JinjaError'
    this.kind = kind
    this.line = line
  }
}

export const syntaxError = (message: string, line: number) => new JinjaError('TemplateSyntaxException', message, line)
export const renderError = (message: string, line = 0) => new JinjaError('InterpretException', message, line)
