import { useQueryClient } from '@tanstack/react-query'
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

const OF_BELL = ['home', 'bell'] as const

/** What needs one, and which version runs where. The bell need not ask for the same meanwhile (`useHomeOfBell`). */
export const useHome = () => {
  const queries = useQueryClient()
  const own = useOwnApplications().join(',')
  const query = { environments: true, applications: own || undefined }
  return useGate(['home', own], async (signal) => {
    const home = await get<Home>('/v1/home', query, signal)
    queries.setQueryData(OF_BELL, home)
    return home
  })
}

/** What needs one, on every page. `isAsking`: false where Home itself is shown, which reads all of it. */
export const useHomeOfBell = (isAsking: boolean) =>
  useGate(OF_BELL, (signal) => get<Home>('/v1/home', {}, signal), isAsking)
