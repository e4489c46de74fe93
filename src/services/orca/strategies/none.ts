import type { Strategy } from './strategy.ts'

/** The new group joins the others. */
export const none: Strategy = { name: 'none', after: () => {} }
