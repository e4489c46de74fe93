import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { whoGrants } from '../data/gate.ts'

/** Something a person does: runs once at a time, says why it failed, and reads again what is on screen. */
export const useAct = <Input = void, Output = unknown>(
  what: string,
  act: (input: Input) => Promise<Output>,
  done?: (output: Output) => void,
) => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (output) => {
      done?.(output)
      void queries.invalidateQueries()
    },
    onError: (error) => {
      const help = whoGrants(error)
      const message = help ? `${error.message.replace(/\.$/, '')}. ${help}` : error.message
      notifications.show({ color: 'red', title: `${what} failed`, message, autoClose: 10_000 })
    },
  })
}
