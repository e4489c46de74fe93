import { useQueries } from '@tanstack/react-query'
import { objectsIn, textOf } from '../document/pipeline.ts'
import { useEditing } from '../editor-context.ts'
import { checkCron } from '../queries.ts'

/** What the server says about the schedules: only it knows which it can follow. */
export const CronCheck = () => {
  const { document } = useEditing()
  const schedules = objectsIn(document.triggers)
    .filter(({ type }) => type === 'cron')
    .map(({ cronExpression }) => textOf(cronExpression))
    .filter(Boolean)
  const answers = useQueries({
    queries: [...new Set(schedules)].map((expression) => ({
      queryKey: ['cron', expression],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        checkCron(expression, signal).then((why) => ({ expression, why })),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  })
  return answers.map(
    ({ data }) =>
      data?.why && (
        <div key={data.expression} className="notice" data-state="failed" role="alert">
          <span className="mono">{data.expression}</span>: {data.why}
        </div>
      ),
  )
}
