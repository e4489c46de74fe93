import { resolve } from 'node:path'
import type { Difference } from './compare.ts'
import { type DifferingCase, runVectors, VectorUsageError } from './runner.ts'
import { themes } from './themes/index.ts'

/** `npm run vectors -- THEME FOLDER`: see README.md beside this file. */
async function main(args: readonly string[]): Promise<number> {
  const [theme, folder, ...rest] = args
  if (theme === undefined || folder === undefined || rest.length > 0) {
    console.error(`Usage: npm run vectors -- THEME FOLDER\nThemes: ${Object.keys(themes).join(', ')}`)
    return 2
  }
  try {
    const report = await runVectors(theme, resolve(folder))
    for (const differing of [...report.intended, ...report.failed]) console.log(describe(differing))
    if (report.intended.length > 0) console.log(`${report.intended.length} differ by intent`)
    console.log(`${report.passed} passed, ${report.failed.length} failed`)
    return report.failed.length === 0 ? 0 : 1
  } catch (error) {
    if (!(error instanceof VectorUsageError)) throw error
    console.error(error.message)
    return 2
  }
}

function describe({ id, intent, differences }: DifferingCase): string {
  const head = intent === undefined ? id : `${id} differs by intent: ${intent}`
  return [head, ...differences.map(describeDifference)].join('\n')
}

function describeDifference({ path, expected, got }: Difference): string {
  return `  ${path || '/'}\n    expected ${show(expected)}\n    got      ${show(got)}`
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : typeof value === 'bigint' ? `${value}` : JSON.stringify(value)
}

process.exitCode = await main(process.argv.slice(2))
