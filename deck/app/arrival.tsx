import { useRouterState } from '@tanstack/react-router'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { remember } from '../data/personal.ts'
import { subjectOf } from '../data/places.ts'

const SUFFIX = ' · Gennaker'
/** Who passes through a page did not look at it. */
const LOOK_MS = 1_500
/** For so long a heading that is still being read may take the focus. */
const HEADING_MS = 4_000

/** A list and the panels beside it are one page. */
const pageOf = (pathname: string): string => pathname.split('/').slice(0, 4).join('/')

/** What happens when one comes to another page: its title, the focus on its heading, and that one was there is remembered. */
export const Arrival = () => {
  const pathname = useRouterState({
    select: ({ resolvedLocation, location }) => (resolvedLocation ?? location).pathname,
  })
  const pipeline = useRouterState({ select: ({ location }) => (location.search as { pipeline?: unknown }).pipeline })
  const page = pageOf(pathname)
  const isFirst = useRef(true)

  // Before the page's own effects: who knows a better title says it there.
  useLayoutEffect(() => {
    const parts = pathname.split('/').filter(Boolean).map(decodeURIComponent)
    const [room = 'home', name, part] = parts
    document.title = `${[part, name ?? room]
      .filter((each) => each !== undefined)
      .map(capital)
      .join(' · ')}${SUFFIX}`
  }, [pathname])

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of page that moves the focus
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false
      return
    }
    return focusHeading()
  }, [page])

  useEffect(() => {
    const subject = subjectOf(pathname, { pipeline })
    if (!subject) return
    const timer = setTimeout(() => {
      const title = subject.type === 'execution' ? document.title.replace(SUFFIX, '') : undefined
      remember(subject, title, Date.now())
    }, LOOK_MS)
    return () => clearTimeout(timer)
  }, [pathname, pipeline])
  return null
}

const capital = (text: string): string => (text[0]?.toUpperCase() ?? '') + text.slice(1)

/** Moves the focus to the page's heading once it is there, unless somebody works in the page by then. */
const focusHeading = (): (() => void) => {
  const main = document.getElementById('content')
  if (!main) return () => {}
  const take = (): boolean => {
    const { activeElement } = document
    if (activeElement?.closest('[role=dialog]') || (activeElement !== main && main.contains(activeElement))) return true
    const heading = main.querySelector<HTMLElement>('h1')
    if (!heading) return false
    if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1
    heading.focus({ preventScroll: true })
    return true
  }
  const stop = () => {
    observer.disconnect()
    clearTimeout(timer)
  }
  const observer = new MutationObserver(() => take() && stop())
  const timer = setTimeout(stop, HEADING_MS)
  if (!take()) observer.observe(main, { childList: true, subtree: true })
  else stop()
  return stop
}
