import type { Reporter } from 'vitest/node'

/**
 * A Vitest reporter that ends a run with one plain line, for people and machines alike: `N passed, N failed`. Tests that passed
 * only when they were tried again are named above it: each is a fault, of the test or of what it tests.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd: NonNullable<Reporter['onTestRunEnd']> = (modules, unhandledErrors) => {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const results = tests.map((test) => test.result().state)
    const passed = results.filter((state) => state === 'passed').length
    const skipped = results.filter((state) => state === 'skipped').length
    const failed =
      results.filter((state) => state === 'failed').length +
      unhandledErrors.length +
      // A file that broke outside its tests, for instance while it was being imported.
      modules.reduce((sum, module) => sum + module.errors().length, 0)
    for (const test of tests.filter((each) => each.diagnostic()?.flaky))
      process.stdout.write(`flaky: ${test.module.relativeModuleId} > ${test.fullName}\n`)
    if (skipped > 0) process.stdout.write(`${skipped} skipped\n`)
    process.stdout.write(`${passed} passed, ${failed} failed\n`)
  }
}
