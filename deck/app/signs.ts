/**
 * Signs as images of style sheets. A list of a thousand rows has ten thousand of them: as an image a sign costs a style, while an
 * `<svg>` costs elements and a coordinate system of its own, each of which the browser goes through at every frame of scrolling.
 */
const RING = '<circle cx="12" cy="12" r="9"/>'

const SHAPES = {
  succeeded: `${RING}<path d="m8.8 12.2 2.2 2.2 4.4-4.6"/>`,
  failed: `${RING}<path d="m9.7 9.7 4.6 4.6m0-4.6-4.6 4.6"/>`,
  warning: '<path d="M12 9.5v4m0 3v.2M12 4 3 19.5h18z"/>',
  running: '<path d="M7 4.5v15L19.5 12z"/>',
  paused: '<path d="M7 5h3v14H7zm7 0h3v14h-3z"/>',
  canceled: `${RING}<path d="m5.7 5.7 12.6 12.6"/>`,
  untouched: '<circle cx="12" cy="12" r="9" stroke-dasharray="3.2 3.87"/>',
  closed: '<path d="m9 6 6 6-6 6"/>',
  opened: '<path d="m6 9 6 6 6-6"/>',
  more: '<path d="M5 12h.1m6.9 0h.1m6.9 0h.1" stroke-width="4"/>',
} as const

const image = (shape: string, colour: string): string =>
  `url("data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="${colour}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shape}</svg>`,
  )}")`

/** Those that stand on a state's colour are drawn in the surface's; those that stand on grey, in a quiet one. */
export const signs = ({ surface, text, quiet }: Readonly<Record<'surface' | 'text' | 'quiet', string>>) => {
  const inked = { canceled: quiet, untouched: quiet, closed: quiet, opened: quiet, more: text }
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]) => [
      `--deck-sign-${name}`,
      image(shape, name in inked ? inked[name as keyof typeof inked] : surface),
    ]),
  )
}
