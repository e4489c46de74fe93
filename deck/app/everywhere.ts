import { useParams } from '@tanstack/react-router'
import { type Recent, useRecents } from '../data/personal.ts'
import { usePageActions } from '../ui/page-actions.ts'
import { NAVIGATION } from './main-menu.tsx'
import { openOverlay } from './palette/open.ts'
import { useThemes } from './theme-switch.tsx'

const IN_APPLICATION = [
  { keys: 'g p', page: 'executions', name: 'Pipelines' },
  { keys: 'g c', page: 'clusters', name: 'Clusters' },
  { keys: 'g t', page: 'tasks', name: 'Tasks' },
  { keys: 'g s', page: 'config', name: 'Settings' },
] as const

/** Keys that mean the same on every page. */
export const EVERYWHERE: readonly string[] = [
  'mod+k',
  '/',
  '?',
  ...NAVIGATION.map(({ keys }) => keys),
  ...IN_APPLICATION.map(({ keys }) => keys),
  'j',
  'k',
  '.',
]

const goTo = (place: string) => () => {
  location.hash = `#${place}`
}

/** Outside of an application its keys mean the one that somebody looked at last. */
const lastApplicationOf = (recents: readonly Recent[]): string | undefined =>
  recents.map(({ type, name, application }) => (type === 'application' ? name : application)).find(Boolean)

/** What can be done everywhere: offered by the palette, told by the cheat sheet, run by keys. */
export const useShellActions = (): void => {
  const params = useParams({ strict: false })
  const recents = useRecents()
  const app = params.app ?? lastApplicationOf(recents)
  const themes = useThemes()
  usePageActions([
    { name: 'Search or do', keys: 'mod+k', run: () => openOverlay('palette') },
    { name: 'Search', keys: '/', run: () => openOverlay('palette') },
    { name: 'Keyboard help', keys: '?', run: () => openOverlay('cheat-sheet') },
    ...NAVIGATION.map(({ name, keys, to }) => ({ name: `Go to ${name}`, keys, run: goTo(to) })),
    ...(app === undefined
      ? []
      : IN_APPLICATION.map(({ name, keys, page }) => ({
          name: `Go to ${name} of ${app}`,
          keys,
          run: goTo(`/applications/${encodeURIComponent(app)}/${page}`),
        }))),
    ...themes.filter(({ isChosen }) => !isChosen).map(({ name, choose }) => ({ name: `Use: ${name}`, run: choose })),
  ])
}
