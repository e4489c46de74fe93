import { IconX } from '@tabler/icons-react'
import { type ReactNode, Suspense, useEffect, useRef } from 'react'
import { DetailLink, useOpenDetail } from '../../clouds/detail.tsx'
import { usePageActions } from '../../ui/page-actions.ts'
import { Loading } from '../../ui/states.tsx'

/** Below this width a panel takes the place of the list. */
export const BESIDE = '(min-width: 1200px)'

interface SidePanelProps {
  /** What it is about, e.g. `Server group demo-prod-v003`. */
  label: string
  title: string
  children: ReactNode
}

/** Beside the list on a wide screen, instead of it on a narrow one. */
export const SidePanel = ({ label, title, children }: SidePanelProps) => {
  const open = useOpenDetail()
  const panel = useRef<HTMLElement>(null)
  const head = useRef<HTMLHeadingElement>(null)
  usePageActions([
    { name: 'Close the panel', keys: 'Escape', run: () => open() },
    {
      name: `Actions: ${title}`,
      keys: '.',
      run: () => panel.current?.querySelector<HTMLElement>('[aria-haspopup]')?.click(),
    },
  ])
  // Where it took the list's place, what had the focus is gone.
  useEffect(() => {
    if (!window.matchMedia(BESIDE).matches) head.current?.focus()
  }, [])
  return (
    <aside ref={panel} className="panel side infra-side" aria-label={label}>
      <div className="top">
        <h2 ref={head} tabIndex={-1}>
          {title}
        </h2>
        <DetailLink className="push infra-close" aria-label="Close">
          <IconX size={16} aria-hidden="true" />
          <span className="infra-close-words">Close</span>
        </DetailLink>
      </div>
      <div className="inside stack">
        <Suspense fallback={<Loading />}>{children}</Suspense>
      </div>
    </aside>
  )
}
