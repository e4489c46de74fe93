import './dialogs.css'
import { Notifications } from '@mantine/notifications'
import { useEffect } from 'react'

/** Where short messages appear. Dialogs end above them (`dialogs.css`): no message lies over a dialog's buttons. */
export const Toasts = () => {
  useEffect(() => {
    const stack = document.querySelector<HTMLElement>('.deck-toasts[data-position="bottom-right"]')
    if (!stack) return
    const observer = new ResizeObserver(() =>
      document.documentElement.style.setProperty('--deck-toasts', `${stack.offsetHeight}px`),
    )
    observer.observe(stack)
    return () => observer.disconnect()
  }, [])
  // In its place and not in a portal, which is not there yet when the effect looks for it.
  return <Notifications position="bottom-right" withinPortal={false} classNames={{ root: 'deck-toasts' }} />
}
