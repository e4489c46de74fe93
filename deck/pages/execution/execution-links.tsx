import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

interface LinkProps {
  app: string
  id: string
  /** The stage that is shown there. */
  stageId?: string | undefined
  children: ReactNode
}

/** A way to another execution. */
export const ExecutionLink = ({ app, id, stageId, children }: LinkProps) => (
  <Link
    to="/applications/$app/executions/details/$id"
    params={{ app, id }}
    search={(stageId === undefined ? {} : { stageId }) as never}
  >
    {children}
  </Link>
)

/** A way out to the web; anything that is no web address is only said. */
export const WebLink = ({ url, children }: { url: string; children: ReactNode }) =>
  /^https?:\/\//i.test(url) ? (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  )
