import { useQueryClient } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { get } from '../../data/gate.ts'
import { type ExecutionLine, type Home, useHomeOfBell } from '../../data/home.ts'
import { useIdle } from '../../data/idle.ts'
import { onLiveEvent } from '../../data/live.ts'
import { useFollowed } from '../../data/personal.ts'
import type { Execution } from '../../data/shapes.ts'
import { storedList } from '../../data/stored.ts'
import { goneOf, isOf, type Notice, noticesOf } from './notices.ts'

const seen = storedList<string>('seen', 400)
const ended = storedList<ExecutionLine>('ended', 30)
const wish = storedList<'on'>('browser-notifications', 1)

const HIDDEN_PACE_MS = 3_000

/** What one should know of, what of it is new, and how to have seen it. */
export const useNotices = () => {
  const isHome = useRouterState({ select: ({ location }) => location.pathname === '/' })
  // What the page is about comes first.
  const isIdle = useIdle()
  const home = useHomeOfBell(isIdle && !isHome)
  const followed = useFollowed()
  const past = ended.use()
  const known = seen.use()
  const isWished = useBrowserNotifications().isOn
  useEnds(home.data)
  useWatchWhileHidden(isWished)
  const notices = useMemo(() => (home.data ? noticesOf(home.data, followed, past) : []), [home.data, followed, past])
  const unread = useMemo(() => {
    const before = new Set(known)
    return notices.filter(({ id }) => !before.has(id))
  }, [notices, known])
  useTell(unread, isWished)
  const markSeen = useCallback(
    () => seen.write((before) => [...new Set([...notices.map(({ id }) => id), ...before])]),
    [notices],
  )
  return { notices, unread, markSeen }
}

/** Sees one's executions end, and keeps how. */
const useEnds = (home: Home | undefined): void => {
  const followed = useFollowed()
  const before = useRef<readonly ExecutionLine[]>([])
  useEffect(() => {
    if (!home) return
    const own = home.running.filter((line) => isOf(line, home.user, followed))
    const gone = goneOf(before.current, own)
    before.current = own
    if (gone.length === 0) return
    const executionIds = gone.map(({ id }) => id).join(',')
    get<Execution[]>('/executions', { executionIds, expand: false })
      .then((now) => {
        const over = now.flatMap(({ id, status, endTime }) => {
          const line = gone.find((each) => each.id === id)
          return line && endTime ? [{ ...line, status, endTime, stages: [] }] : []
        })
        if (over.length > 0)
          ended.write((kept) => [...over, ...kept.filter(({ id }) => !over.some((each) => each.id === id))])
      })
      // It is told at the next reading, if it failed; a success that nobody could read is no loss.
      .catch(() => {})
  }, [home, followed])
}

/** A hidden tab reads nothing, unless its person asked to be told all the same. */
const useWatchWhileHidden = (isWished: boolean): void => {
  const queries = useQueryClient()
  useEffect(() => {
    if (!isWished) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = onLiveEvent(({ type }) => {
      if (type !== 'execution' || !document.hidden || timer) return
      timer = setTimeout(() => {
        timer = undefined
        void queries.refetchQueries({ queryKey: ['home'], type: 'active' })
      }, HIDDEN_PACE_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [queries, isWished])
}

/** Tells by the browser what came while the tab was hidden; the same in several tabs is told once (`tag`). */
const useTell = (unread: readonly Notice[], isWished: boolean): void => {
  const told = useRef<Set<string> | undefined>(undefined)
  useEffect(() => {
    const fresh = unread.filter(({ id }) => told.current !== undefined && !told.current.has(id))
    told.current = new Set([...(told.current ?? []), ...unread.map(({ id }) => id)])
    if (!isWished || !document.hidden) return
    for (const { id, title, detail, to } of fresh) {
      const shown = new Notification(title, { body: detail, tag: id })
      shown.onclick = () => {
        window.focus()
        location.hash = `#${to}`
        shown.close()
      }
    }
  }, [unread, isWished])
}

/** Whether the browser tells of what is new; it is asked only when somebody wishes so. */
export const useBrowserNotifications = () => {
  const isWished = wish.use().length > 0
  const can = typeof Notification !== 'undefined'
  const permission = can ? Notification.permission : 'denied'
  return {
    isPossible: can && permission !== 'denied',
    isOn: isWished && permission === 'granted',
    async turn(on: boolean) {
      if (!on) wish.write(() => [])
      else if ((await Notification.requestPermission()) === 'granted') wish.write(() => ['on'])
      // Refused: what is shown must say so.
      else wish.write((before) => [...before])
    },
  }
}
