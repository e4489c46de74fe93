import { describe, expect, it } from 'vitest'
import { piecesOf, plainOf } from './ansi.ts'

describe('a log line', () => {
  it('has the colours that its sequences ask for, also over the end of a line', () => {
    expect(piecesOf(['ok \u001b[1;31mbad', 'still\u001b[0m fine'])).toEqual([
      [{ text: 'ok ' }, { text: 'bad', bold: true, colour: 'failed' }],
      [{ text: 'still', bold: true, colour: 'failed' }, { text: ' fine' }],
    ])
  })

  it('says in the end what was written over the rest', () => {
    expect(piecesOf(['10%\r50%\rdone\r']).map(plainOf)).toEqual(['done'])
  })

  it('loses what else a terminal would do, and is never markup', () => {
    expect(piecesOf(['\u001b]0;title\u0007a\u001b[2Kb\u0008<b>x</b>']).map(plainOf)).toEqual(['ab<b>x</b>'])
  })

  it('may be empty', () => {
    expect(piecesOf(['', 'a'])).toEqual([[], [{ text: 'a' }]])
  })
})
