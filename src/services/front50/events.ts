import type { ChangeEvent } from '../../platform/events/index.ts'
import type { Change } from './store/index.ts'

/** The event that tells the others of a change; undefined for kinds that nobody watches. */
export function eventOf({ kind, id, application, change }: Change): ChangeEvent | undefined {
  const deleted = change === 'deleted' ? { deleted: true } : {}
  switch (kind) {
    case 'application':
    case 'applicationPermission':
      // Without its permissions an application is still there.
      return { type: 'application', application: id, ...(kind === 'application' && deleted) }
    case 'pipeline':
    case 'strategy':
      return { type: 'pipeline', application: application ?? '', id, ...deleted }
    default:
      return undefined
  }
}
