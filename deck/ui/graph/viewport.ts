import { type RefObject, startTransition, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { Placed } from './layout.ts'

export interface View {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

/** What is in view, in the drawing's own pixels. */
export interface Seen {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const LEAST = 0.05
const MOST = 2
const MARGIN = 16
/** Below this nothing can be read: boxes are only their colours. */
const FAR = 0.35
/** No graph opens smaller than this; one that would opens in part, larger. */
const SMALL = 0.6
const READABLE = 0.85
/** What is drawn beyond the edges, so that a short pan shows nothing new. */
const BEYOND = 300

/** A page that moved so lately is still being scrolled. */
const LATCH_MS = 200
/** Pixels of a line, where a wheel counts in lines. */
const LINE = 16

const clampZoom = (zoom: number): number => Math.min(MOST, Math.max(LEAST, zoom))

/** Where one side of a drawing comes to when it is scrolled: no further than to its ends. */
const scrolledTo = (from: number, by: number, length: number, room: number): number => {
  if (length + 2 * MARGIN <= room) return from
  return Math.min(Math.max(from, MARGIN), Math.max(Math.min(from, room - length - MARGIN), from - by))
}

export const fitting = (placed: Placed, width: number, height: number): View => {
  const zoom = clampZoom(
    Math.min(1, (width - 2 * MARGIN) / Math.max(1, placed.width), (height - 2 * MARGIN) / Math.max(1, placed.height)),
  )
  return { zoom, x: (width - placed.width * zoom) / 2, y: (height - placed.height * zoom) / 2 }
}

export const NOTHING: Seen = { left: 0, top: 0, right: 0, bottom: 0 }

/**
 * A drawing that one moves and zooms. Moving sets the layer's transform and nothing else; what is drawn changes only when
 * the view has come near the edge of what is.
 */
export const useViewport = (
  frame: RefObject<HTMLDivElement | null>,
  layer: RefObject<HTMLDivElement | null>,
  placed: Placed | undefined,
  /** What is in the middle at first, where the whole would be too small to read. */
  first: { readonly x: number; readonly y: number } | undefined,
  moved: (view: View) => void,
) => {
  const view = useRef<View>({ x: 0, y: 0, zoom: 1 })
  const touched = useRef(false)
  const drawn = useRef<Seen>(NOTHING)
  const watcher = useRef<((seen: Seen) => void) | undefined>(undefined)
  const tell = useRef(moved)
  tell.current = moved

  const apply = useCallback(
    (next: View, isMoved = false): void => {
      view.current = next
      const box = frame.current
      if (!box || !layer.current) return
      layer.current.toggleAttribute('data-far', next.zoom < FAR)
      layer.current.style.transform = `translate(${next.x}px, ${next.y}px) scale(${next.zoom})`
      tell.current(next)
      const exact = {
        left: -next.x / next.zoom,
        top: -next.y / next.zoom,
        right: (box.clientWidth - next.x) / next.zoom,
        bottom: (box.clientHeight - next.y) / next.zoom,
      }
      const now = drawn.current
      const isInside =
        exact.left >= now.left && exact.top >= now.top && exact.right <= now.right && exact.bottom <= now.bottom
      const isFar = now.right - now.left > 3 * (exact.right - exact.left + 2 * BEYOND)
      if (isInside && !isFar) return
      const beyond = BEYOND / next.zoom
      drawn.current = {
        left: exact.left - beyond,
        top: exact.top - beyond,
        right: exact.right + beyond,
        bottom: exact.bottom + beyond,
      }
      // While somebody moves the view, moving comes first: boxes that come near may come a moment later.
      const wanted = drawn.current
      if (isMoved) startTransition(() => watcher.current?.(wanted))
      else watcher.current?.(wanted)
    },
    [frame, layer],
  )

  const fitAll = useCallback((): void => {
    const box = frame.current
    if (!box || !placed) return
    touched.current = true
    apply(fitting(placed, box.clientWidth, box.clientHeight))
  }, [apply, frame, placed])

  const begin = useRef(first)
  begin.current = first
  const beginHere = useCallback((): void => {
    const box = frame.current
    if (!box || !placed) return
    const whole = fitting(placed, box.clientWidth, box.clientHeight)
    if (whole.zoom >= SMALL || !begin.current) {
      apply(whole)
      return
    }
    const { x, y } = begin.current
    const left = Math.min(MARGIN, box.clientWidth / 2 - x * READABLE)
    apply({ zoom: READABLE, x: left, y: box.clientHeight / 2 - y * READABLE })
  }, [apply, frame, placed])

  const zoomBy = useCallback(
    (factor: number, at?: { x: number; y: number }): void => {
      const box = frame.current
      if (!box) return
      touched.current = true
      const { x, y, zoom } = view.current
      const next = clampZoom(zoom * factor)
      const centre = at ?? { x: box.clientWidth / 2, y: box.clientHeight / 2 }
      apply({
        zoom: next,
        x: centre.x - ((centre.x - x) / zoom) * next,
        y: centre.y - ((centre.y - y) / zoom) * next,
      })
    },
    [apply, frame],
  )

  /** Brings a point into the middle, large enough to be read; `onlyIfHidden`: unless it is in view already. */
  const centreOn = useCallback(
    (point: { x: number; y: number }, onlyIfHidden = false): void => {
      const box = frame.current
      if (!box) return
      const { x, y, zoom } = view.current
      const [px, py] = [point.x * zoom + x, point.y * zoom + y]
      if (onlyIfHidden && px > 90 && py > 30 && px < box.clientWidth - 90 && py < box.clientHeight - 30) return
      touched.current = true
      const next = Math.max(zoom, Math.min(1, MOST))
      const wanted = onlyIfHidden ? zoom : next
      apply({ zoom: wanted, x: box.clientWidth / 2 - point.x * wanted, y: box.clientHeight / 2 - point.y * wanted })
    },
    [apply, frame],
  )

  useLayoutEffect(() => {
    if (!touched.current) beginHere()
    else apply(view.current)
  }, [beginHere, apply])

  useEffect(() => {
    const box = frame.current
    if (!box) return
    const resized = new ResizeObserver(() => {
      if (touched.current) apply(view.current)
      else beginHere()
    })
    resized.observe(box)
    // As any box that scrolls: it moves while there is more of it, and then the page does; a page that is being scrolled
    // goes on when the pointer comes over a graph. Pinching, or the wheel with Ctrl or ⌘, zooms.
    let pageMoved = Number.NEGATIVE_INFINITY
    const scrolled = (): void => {
      pageMoved = performance.now()
    }
    const wheel = (event: WheelEvent): void => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        const { left, top } = box.getBoundingClientRect()
        zoomBy(Math.exp(-event.deltaY / 300), { x: event.clientX - left, y: event.clientY - top })
        return
      }
      if (!placed || performance.now() - pageMoved < LATCH_MS) return
      const size = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1
      const [dx, dy] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY]
      const { x, y, zoom } = view.current
      const next = {
        zoom,
        x: scrolledTo(x, dx * size, placed.width * zoom, box.clientWidth),
        y: scrolledTo(y, dy * size, placed.height * zoom, box.clientHeight),
      }
      if (next.x === x && next.y === y) return
      event.preventDefault()
      touched.current = true
      apply(next, true)
    }
    addEventListener('scroll', scrolled, { capture: true, passive: true })
    box.addEventListener('wheel', wheel, { passive: false })
    return () => {
      resized.disconnect()
      box.removeEventListener('wheel', wheel)
      removeEventListener('scroll', scrolled, { capture: true })
    }
  }, [apply, beginHere, frame, placed, zoomBy])

  const drag = useCallback(
    (event: React.PointerEvent): void => {
      if (event.button !== 0) return
      const start = { x: event.clientX, y: event.clientY, view: view.current }
      let dragging = false
      const move = (to: PointerEvent): void => {
        const [dx, dy] = [to.clientX - start.x, to.clientY - start.y]
        if (!dragging && Math.hypot(dx, dy) < 4) return
        dragging = true
        touched.current = true
        apply({ ...start.view, x: start.view.x + dx, y: start.view.y + dy }, true)
      }
      const end = (): void => {
        removeEventListener('pointermove', move)
        removeEventListener('pointerup', end)
        removeEventListener('pointercancel', end)
        if (!dragging) return
        // What was a drag is not also a click on the box below it.
        const swallow = (click: MouseEvent): void => click.stopPropagation()
        addEventListener('click', swallow, { capture: true, once: true })
        setTimeout(() => removeEventListener('click', swallow, { capture: true }), 50)
      }
      addEventListener('pointermove', move)
      addEventListener('pointerup', end)
      addEventListener('pointercancel', end)
    },
    [apply],
  )

  /** Tells what is to be drawn; whoever draws is told, and nobody else renders again. */
  const watch = useCallback((tellSeen: (seen: Seen) => void) => {
    watcher.current = tellSeen
    tellSeen(drawn.current)
    return () => {
      watcher.current = undefined
    }
  }, [])

  return { view, watch, fitAll, zoomBy, centreOn, drag }
}
