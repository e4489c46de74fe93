/** Reads a Java properties file: comments, `=`, `:` or space after the key, continued lines, `\u` escapes. */
export function parseProperties(text: string): Record<string, string> {
  const lines = text.split(/\r\n|\r|\n/)
  const entries: [string, string][] = []
  for (let i = 0; i < lines.length; i++) {
    let line = (lines[i] as string).replace(/^[ \t\f]+/, '')
    if (line === '' || line.startsWith('#') || line.startsWith('!')) continue
    while (/(?:^|[^\\])(?:\\\\)*\\$/.test(line)) {
      const next = lines[++i]
      line = line.slice(0, -1) + (next ?? '').replace(/^[ \t\f]+/, '')
      if (next === undefined) break
    }
    const [, key = '', value = ''] = /^((?:\\[\s\S]|[^\\=: \t\f])*)[ \t\f]*[=:]?[ \t\f]*([\s\S]*)$/.exec(line) ?? []
    entries.push([unescaped(key), unescaped(value)])
  }
  return Object.fromEntries(entries)
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }

const unescaped = (text: string) =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, hex: string | undefined, ch: string) =>
    hex === undefined ? (ESCAPES[ch] ?? ch) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
