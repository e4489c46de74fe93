import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ExecutionDetails } from './execution-details.tsx'

/** An execution on its own page: the address to share. */
export const ExecutionPage = () => {
  const { app, id } = useParams({ from: '/applications/$app/executions/details/$id' })
  const { stage } = useSearch({ from: '/applications/$app/executions/details/$id' })
  const navigate = useNavigate()
  return (
    <ExecutionDetails
      key={id}
      id={id}
      titled
      stage={stage}
      choose={(chosen) =>
        void navigate({
          to: '/applications/$app/executions/details/$id',
          params: { app, id },
          search: { stage: chosen },
          replace: true,
        })
      }
    />
  )
}
