import { problem } from '../errors/index.ts'

/** The profiles that are active when nobody says which (kork: `test,local`). */
const usual = ['test', 'local']

export function activeProfiles(env: NodeJS.ProcessEnv, overrides: Readonly<Record<string, string>> = {}): string[] {
  const text = overrides['spring.profiles.active'] ?? env.SPRING_PROFILES_ACTIVE
  if (text === undefined || text.trim() === '') return usual
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/**
 * Whether what is written under `on-profile` holds: a name or several, of which one is enough; each may be an expression of
 * `!`, `&`, `|` and parentheses. `where` names the place in errors.
 */
export function matchesProfiles(written: unknown, active: readonly string[], where: string): boolean {
  const alternatives = Array.isArray(written) ? written.map(String) : String(written).split(',')
  return alternatives.some((text) => holds(text, active, where))
}

function holds(text: string, active: readonly string[], where: string): boolean {
  const tokens = text.match(/[()!&|]|[^()!&|\s]+/g) ?? []
  const fail = () => problem('invalid', `${where}: '${text}' is no expression of profiles; write e.g. "prod & !test"`)
  const take = () => tokens.shift()
  const one = (): boolean => {
    const token = take()
    if (token === '!') return !one()
    if (token === '(') {
      const inside = any()
      if (take() !== ')') throw fail()
      return inside
    }
    if (token === undefined || /[)&|]/.test(token)) throw fail()
    return active.includes(token)
  }
  const all = (): boolean => {
    let result = one()
    while (tokens[0] === '&' && take()) result = one() && result
    return result
  }
  const any = (): boolean => {
    let result = all()
    while (tokens[0] === '|' && take()) result = all() || result
    return result
  }
  const result = any()
  if (tokens.length > 0) throw fail()
  return result
}
