import { defineConfig } from 'vitest/config'

const exclude = ['**/node_modules/**', 'deck/dist/**']

export default defineConfig({
  test: {
    reporters: ['default', './scripts/closing-line.ts'],
    // End-to-end tests start real servers and drive whole pipelines, next to another file's on the same two cores; a start alone
    // takes a second on a quiet machine, and a minute on one with twenty things to do.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // Who waits for a condition on a busy machine waits longer, not in vain.
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    // Nobody's own run hides a test that fails now and then; a change is not refused for one, but the run's end names it.
    retry: Number(process.env.GENNAKER_TEST_RETRIES ?? 0),
    globalSetup: ['test/support/postgres-on-demand.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: [
            'src/**/*.test.{ts,tsx}',
            'simulators/**/*.test.ts',
            'test/**/*.test.ts',
            'deck/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
          ],
          exclude,
        },
      },
      {
        // Orca again on the engine of many processes: its tests take their database from `openTestStore`.
        extends: true,
        test: {
          name: 'orca on postgres',
          include: ['src/services/orca/**/*.test.ts', 'test/vectors/postgres.test.ts'],
          exclude,
          env: { GENNAKER_TEST_STORE: 'postgres' },
        },
      },
      {
        extends: true,
        test: {
          name: 'clouddriver on postgres',
          include: ['src/services/clouddriver/**/*.test.ts'],
          exclude,
          env: { GENNAKER_TEST_STORE: 'postgres' },
        },
      },
      {
        extends: true,
        test: {
          name: 'echo on postgres',
          include: ['src/services/echo/**/*.test.ts'],
          exclude,
          env: { GENNAKER_TEST_STORE: 'postgres' },
        },
      },
    ],
  },
})
