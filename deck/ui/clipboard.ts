import { notifications } from '@mantine/notifications'

/** Puts a text where it can be pasted from, and says so. Without https the browser has no clipboard of its own to offer. */
export const copyText = async (text: string, what: string): Promise<void> => {
  const copied = await (navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  ) ?? false)
  if (copied || copyBySelection(text)) notifications.show({ message: `${what} copied`, autoClose: 2_000 })
  else notifications.show({ color: 'red', message: `${what} could not be copied: the browser does not allow it.` })
}

const copyBySelection = (text: string): boolean => {
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  const from = document.activeElement
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (from instanceof HTMLElement) from.focus()
  return done
}
