import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { evaluate } from './queries.ts'

const short = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return (text ?? 'nothing').slice(0, 300)
}

/** What a text with expressions comes to in an execution. */
export const Evaluated = ({ execution, expression }: { execution: string; expression: string }) => {
  const text = useDeferredValue(expression)
  const isWhole = text.lastIndexOf('}') > text.lastIndexOf('${')
  const { data, error, isPending } = useQuery({
    queryKey: ['evaluate', execution, text],
    queryFn: ({ signal }) => evaluate(execution, text, signal),
    enabled: isWhole,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!isWhole) return null
  const details = Object.values(data?.detail ?? {}).flat()
  const why = error?.message ?? details[0]?.description
  return (
    <div className="small mono editor-evaluated" data-state={why ? 'failed' : 'idle'} aria-live="polite">
      {why ? why : isPending ? '…' : `= ${short(data?.result)}`}
    </div>
  )
}
