import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** What the address says after its `?`, and a way to say it differently; what becomes undefined or empty leaves the address. */
export const useAddress = () => {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>
  const navigate = useNavigate()
  const change = useCallback(
    (values: Record<string, string | undefined>) =>
      void navigate({
        to: '.',
        search: ((before: Record<string, string>) => ({ ...before, ...values })) as never,
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  return [search, change] as const
}

/** Several chosen values in one place of the address, as the stock deck writes them: `acct=prod,test`, a comma in one as `%2c`. */
export const readList = (text: string | undefined): string[] =>
  text ? text.split(',').map((each) => each.replaceAll('%2c', ',')) : []

export const writeList = (values: readonly string[]): string | undefined =>
  values.length === 0 ? undefined : values.map((each) => each.replaceAll(',', '%2c')).join(',')
