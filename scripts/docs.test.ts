import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../src/platform/errors/index.ts'

const root = join(import.meta.dirname, '..')
const pages = globSync('**/*.md', { cwd: root, exclude: ['**/node_modules/**', 'deck/dist/**'] })

describe('the documentation', () => {
  it.each(pages)('%s links to pages and files that exist', (page) => {
    const text = readFileSync(join(root, page), 'utf8').replace(/```[\s\S]*?```/g, '')
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!.replace(/#.*$/, ''))
    const local = targets.filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    expect(local.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([])
  })

  it('lists every kind of error with its status', () => {
    const text = readFileSync(join(root, 'docs/errors.md'), 'utf8')
    for (const [code, { status, reason, exception }] of Object.entries(errorCodes)) {
      expect(text).toContain(`| \`${code}\` | ${status} ${reason} |`)
      expect(text).toContain(`| \`${code}\` | \`${exception}\` |`)
    }
  })
})
