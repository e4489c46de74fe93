import type { FileChange, ValueChange } from './differences.ts'
import type { Running, Step } from './environment.ts'
import { isEmpty, type Plan } from './plan.ts'

const signs = { EDITED: '~', ADDED: '+', REMOVED: '-' } as const

/** A plan for people, in the blocks that Halyard printed. */
export function shownPlan(plan: Plan): string[] {
  if (isEmpty(plan)) return ['No changes: what runs is what is configured.']
  return [
    ...(plan.version === undefined
      ? []
      : [
          `~ EDITED version`,
          `  - ${plan.version.from ?? 'nothing'} -> ${plan.version.to === '' ? 'this release' : plan.version.to}`,
          '',
        ]),
    ...shownValues(plan.halconfig),
    ...shownFiles('profiles', plan.profiles),
    ...shownFiles('service-settings', plan.serviceSettings),
    // On the first apply every file is new, and says nothing that the configuration does not.
    ...(plan.against === undefined ? [] : shownFiles('rendered', plan.rendered)),
    ...shownSteps(plan.steps),
  ]
}

function shownValues(changes: readonly ValueChange[]): string[] {
  const nodes = new Map<string, ValueChange[]>()
  for (const change of changes) nodes.set(change.node, [...(nodes.get(change.node) ?? []), change])
  return [...nodes].flatMap(([node, own]) => {
    const whole = own.find(({ field }) => field === undefined)
    const lines = own.flatMap(({ field, from, to }) =>
      field === undefined ? [] : [`  - ${field} ${shownValue(from)} -> ${shownValue(to)}`],
    )
    return [`${signs[whole?.change ?? 'EDITED']} ${whole?.change ?? 'EDITED'} ${node}`, ...lines, '']
  })
}

const shownValue = (value: unknown) =>
  value === undefined ? '(nothing)' : typeof value === 'object' ? JSON.stringify(value) : String(value)

function shownFiles(kind: string, changes: readonly FileChange[]): string[] {
  return changes.flatMap(({ change, path, lines }) => [
    `${signs[change]} ${change} ${kind}/${path}`,
    ...(lines === undefined || change === 'REMOVED' ? [] : lines.split('\n').map((line) => `    ${line}`)),
    '',
  ])
}

function shownSteps(steps: readonly Step[]): string[] {
  const taken = steps.filter(({ action }) => action !== 'none')
  if (taken.length === 0) return ['No service is touched.']
  const width = Math.max(...taken.map(({ service }) => service.length))
  return [
    'Services:',
    ...taken.map(({ service, action, why }) => `  ${service.padEnd(width)}  ${action.padEnd(9)}  ${why}`),
  ]
}

export const statusColumns = ['SERVICE', 'HEALTH', 'VERSION', 'WHERE', 'PORT', 'UP FOR', 'MEMORY']

/** A row of the table of `hal deploy status`. */
export function statusRow(
  { service, health, version, where, port, startedAt, residentBytes }: Running,
  now: number,
): string[] {
  return [
    service,
    health,
    version ?? '',
    where,
    port === undefined ? '' : String(port),
    startedAt === undefined ? '' : shownDuration(now - startedAt),
    residentBytes === undefined ? '' : `${Math.round(residentBytes / 1024 / 1024)} MB`,
  ]
}

/** `42s`, `3m 5s`, `2h 10m`, `3d 4h`. */
function shownDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  if (days > 0) return `${days}d ${hours}h`
  if (hours > 0) return `${hours}h ${minutes}m`
  return minutes > 0 ? `${minutes}m ${seconds % 60}s` : `${seconds}s`
}
