import type { VectorTheme } from '../theme.ts'

/** Every theme with known answers; loaded when it is asked for, so that one theme does not wait for another's engine. */
export const themes: Readonly<Record<string, () => Promise<VectorTheme>>> = {
  cron: async () => (await import('./cron.ts')).theme,
  java: async () => (await import('./java.ts')).theme,
  jsonpath: async () => (await import('./jsonpath.ts')).theme,
  moniker: async () => (await import('./moniker.ts')).theme,
  orca: async () => (await import('./orca/index.ts')).theme,
  spel: async () => (await import('./spel.ts')).theme,
}
