import { Fragment } from 'react'

const isApple = /mac|iphone|ipad/i.test(navigator.userAgent)

const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  mod: isApple ? '⌘' : 'Ctrl',
}

/** `mod+Z` is three keys: a capital needs ⇧. */
const partsOf = (key: string): readonly string[] =>
  key.split(/(?<=.)\+/).flatMap((part) => (/^[A-Z]$/.test(part) ? ['⇧', part] : [part]))

/** Keys as `PageAction` writes them, as people read them. */
export const KeyNames = ({ keys }: { keys: string }) => (
  <span className="key-names">
    {keys.split(' ').map((key, position) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: two keys may be the same one, and never change places
      <Fragment key={position}>
        {partsOf(key).map((part) => (
          <kbd key={part}>{NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)}</kbd>
        ))}
      </Fragment>
    ))}
  </span>
)
