import { type CSSVariablesResolver, createTheme } from '@mantine/core'
import { signs } from './signs.ts'

/** The deck's whole palette. State colours are readable as text (4.5:1) on the surface of their theme. */
export const colour = {
  light: {
    ground: '#f5f6f8',
    surface: '#ffffff',
    raised: '#eef1f5',
    line: '#dde2e8',
    text: '#1a212b',
    quiet: '#576273',
    focus: '#1668c7',
    idle: '#6b7686',
    running: '#1668c7',
    succeeded: '#1d7a3c',
    failed: '#c2261d',
    waiting: '#8a5800',
  },
  dark: {
    ground: '#10141a',
    surface: '#171d25',
    raised: '#202833',
    line: '#2d3744',
    text: '#e4e9f0',
    quiet: '#9ba8b8',
    focus: '#6db3ff',
    idle: '#8b98a9',
    running: '#62adff',
    succeeded: '#4fc378',
    failed: '#ff7a72',
    waiting: '#e6b34a',
  },
} as const

const space = { 1: '4px', 2: '8px', 3: '12px', 4: '16px', 5: '24px' } as const
const type = { small: '12px', body: '13px', title: '15px', head: '20px' } as const
const motion = { quick: '120ms' } as const

const variables = (prefix: string, values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`--${prefix}-${name}`, value]))

const scheme = (values: Record<string, string> & { surface: string; text: string; quiet: string; line: string }) => ({
  ...variables('deck', values),
  ...signs(values),
  '--mantine-color-body': values.surface,
  '--mantine-color-text': values.text,
  '--mantine-color-dimmed': values.quiet,
  '--mantine-color-placeholder': values.quiet,
  '--mantine-color-default-border': values.line,
})

/** Puts the tokens where style sheets and Mantine's components read them. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { ...variables('space', space), ...variables('type', type), ...variables('motion', motion) },
  light: scheme(colour.light),
  dark: {
    ...scheme(colour.dark),
    // Mantine's own greys of the dark theme, where fields and plain buttons take theirs from.
    '--mantine-color-dark-6': colour.dark.raised,
    '--mantine-color-default': colour.dark.raised,
    '--mantine-color-default-hover': colour.dark.line,
  },
})

export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: type.small, sm: type.body, md: type.title },
  focusRing: 'auto',
  // A cross says nothing to a reader of screens.
  components: { Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss this message' } } } },
})
