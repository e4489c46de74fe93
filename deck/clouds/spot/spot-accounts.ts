import { useAccounts } from '../../data/queries.ts'

/** The names of the accounts of Spot that one may see. */
export const useSpotAccounts = (): string[] =>
  (useAccounts().data ?? [])
    .filter(({ type, cloudProvider }) => (cloudProvider ?? type) === 'spot')
    .map(({ name }) => name)
