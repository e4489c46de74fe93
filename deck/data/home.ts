import type { Environment } from '../../src/services/gate/v1/environments.ts'
import type { ExecutionLine, Home, Waiting } from '../../src/services/gate/v1/home.ts'
import { get } from './gate.ts'
import { useRecents, useStars } from './personal.ts'
import type { Subject } from './places.ts'
import { useGate } from './queries.ts'

export type { Environment, ExecutionLine, Home, Waiting }

const MOST_APPLICATIONS = 30

/** The applications that one cares for: starred ones first, then those that one looked at. */
const useOwnApplications = (): readonly string[] => {
  const subjects: readonly Subject[] = [...useStars(), ...useRecents()]
  const named = subjects.map(({ type, name, application }) => (type === 'application' ? name : application))
  return [...new Set(named.filter((name) => name !== undefined))].slice(0, MOST_APPLICATIONS)
}

/** What needs one. `environments`: also which version runs where, which only Home shows. */
export const useHome = (environments: boolean) => {
  const own = useOwnApplications().join(',')
  const query = environments ? { environments, applications: own || undefined } : {}
  return useGate(['home', environments ? own : 'bell'], (signal) => get<Home>('/v1/home', query, signal))
}
