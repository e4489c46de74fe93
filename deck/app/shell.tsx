import './shell.css'
import { ActionIcon } from '@mantine/core'
import { IconKeyboard, IconSearch } from '@tabler/icons-react'
import { Link, Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { useIdle } from '../data/idle.ts'
import { Contained } from '../ui/contained.tsx'
import { Empty } from '../ui/states.tsx'
import { Arrival } from './arrival.tsx'
import { Banners } from './banners.tsx'
import { EVERYWHERE, useShellActions } from './everywhere.ts'
import { KeyNames } from './key-names.tsx'
import { usePageKeys } from './keys.ts'
import { LiveMark } from './live-mark.tsx'
import { MainMenu, NAVIGATION } from './main-menu.tsx'
import { Bell } from './notices/bell.tsx'
import { openOverlay, useOverlay } from './palette/open.ts'
import { ThemeSwitch } from './theme-switch.tsx'
import { UserMenu } from './user-menu.tsx'

const loadPalette = () => import('./palette/palette.tsx')
const Palette = lazy(loadPalette)
const CheatSheet = lazy(() => import('./cheat-sheet.tsx'))

/** What surrounds every page: the ways that lead everywhere, whether updates are live, what needs one, and who one is. */
export const Shell = () => {
  usePageKeys()
  useShellActions()
  useFetchedLater(loadPalette)
  return (
    <>
      <button type="button" className="skip" onClick={() => document.getElementById('content')?.focus()}>
        Skip to content
      </button>
      <header className="bar">
        <MainMenu />
        <Link to="/" className="name" aria-label="Gennaker: home">
          Gennaker
        </Link>
        <nav aria-label="Main" className="bar-nav">
          {NAVIGATION.map(({ to, name }) => (
            <Link key={to} to={to} activeOptions={{ exact: to === '/' }} activeProps={{ className: 'active' }}>
              {name}
            </Link>
          ))}
        </nav>
        <button type="button" className="bar-search" aria-haspopup="dialog" onClick={() => openOverlay('palette')}>
          <IconSearch size={16} aria-hidden="true" />
          <span>Search or do…</span>
          <KeyNames keys="mod+k" />
        </button>
        <div className="end">
          <LiveMark />
          <Contained>
            <Bell />
          </Contained>
          <span className="bar-roomy">
            <ThemeSwitch />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Keyboard help"
              title="Keyboard"
              onClick={() => openOverlay('cheat-sheet')}
            >
              <IconKeyboard size={18} />
            </ActionIcon>
          </span>
          <UserMenu />
        </div>
      </header>
      <Contained>
        <Banners />
      </Contained>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <Arrival />
      <Contained>
        <Overlays />
      </Contained>
    </>
  )
}

/** Fetches what will be wanted at once. One that cannot be had is asked for again when it is wanted. */
const useFetchedLater = (load: () => Promise<unknown>): void => {
  const isIdle = useIdle()
  useEffect(() => {
    if (isIdle) load().catch(() => {})
  }, [isIdle, load])
}

const Overlays = () => {
  const overlay = useOverlay()
  return (
    <Suspense>
      {overlay === 'palette' && <Palette />}
      {overlay === 'cheat-sheet' && <CheatSheet everywhere={EVERYWHERE} />}
    </Suspense>
  )
}

export const Missing = () => (
  <Empty page title="There is no such page">
    <p>The address may be old, or mistyped. What you look for may be found by its name.</p>
    <div className="row tight shell-ways">
      <button type="button" className="bar-search" aria-haspopup="dialog" onClick={() => openOverlay('palette')}>
        <IconSearch size={16} aria-hidden="true" />
        <span>Search</span>
      </button>
      {NAVIGATION.map(({ to, name }) => (
        <Link key={to} to={to}>
          {name}
        </Link>
      ))}
    </div>
  </Empty>
)
