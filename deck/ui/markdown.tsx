import { lazy, Suspense } from 'react'

const Rendered = lazy(() => import('./markdown-rendered.tsx'))

/** Text that people wrote as Markdown (instructions, descriptions, banners). HTML in it is shown as text, never run. */
export const Markdown = ({ children }: { children: string }) => (
  <Suspense fallback={<div className="markdown">{children}</div>}>
    <Rendered text={children} />
  </Suspense>
)
