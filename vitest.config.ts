import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.{ts,tsx}',
      'simulators/**/*.test.ts',
      'test/**/*.test.ts',
      'deck/**/*.test.{ts,tsx}',
      'scripts/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'deck/dist/**'],
    reporters: ['default', './scripts/closing-line.ts'],
    // End-to-end tests start real servers and drive whole pipelines, next to another file's on the same two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: ['test/support/postgres-on-demand.ts'],
    maxWorkers: 2,
  },
})
