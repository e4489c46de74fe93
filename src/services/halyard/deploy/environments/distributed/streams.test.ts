import { describe, expect, it } from 'vitest'
import { lineReader } from './streams.ts'

describe('a reader of lines', () => {
  it('hands lines on as they come, and ends with the work', async () => {
    const seen: string[] = []
    let on: (line: string) => void = () => {}
    const { promise, resolve } = Promise.withResolvers<void>()
    const reader = lineReader((onLine) => {
      on = onLine
      on('first')
      return promise
    })
    for await (const line of reader) {
      seen.push(line)
      if (line === 'first') setImmediate(() => on('second'))
      if (line === 'second') resolve()
    }
    expect(seen).toEqual(['first', 'second'])
  })

  it('fails as the work does, after the lines that came before', async () => {
    const reader = lineReader(async (onLine) => {
      onLine('last words')
      throw new Error('gone')
    })
    expect((await reader.next()).value).toBe('last words')
    await expect(reader.next()).rejects.toThrow('gone')
  })
})
