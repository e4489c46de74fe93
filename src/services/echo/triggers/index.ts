import type { TriggerKind } from './kind.ts'
import { spot } from './spot.ts'
import { webhook } from './webhook.ts'

export { artifactsIn } from './artifacts.ts'
export type { TriggerKind } from './kind.ts'
export { type Match, matchesOf } from './match.ts'

/** All kinds of triggers. */
export const triggerKinds: readonly TriggerKind[] = [webhook, spot]
