import { ActionIcon, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { Link, Outlet } from '@tanstack/react-router'
import { useLive } from '../data/live.ts'
import { useUser } from '../data/queries.ts'
import { Empty, Failed } from '../ui/states.tsx'

const SCHEMES = {
  auto: { next: 'light', icon: IconDeviceDesktop, name: 'system' },
  light: { next: 'dark', icon: IconSun, name: 'light' },
  dark: { next: 'auto', icon: IconMoon, name: 'dark' },
} as const

/** What surrounds every page: the way home, whether updates are live, the theme, the user. */
export const Shell = () => {
  const user = useUser()
  return (
    <>
      <button type="button" className="skip" onClick={focusContent}>
        Skip to content
      </button>
      <header className="bar">
        <Link to="/applications" className="name">
          Gennaker
        </Link>
        <nav aria-label="Main">
          <Link to="/applications">Applications</Link>
        </nav>
        <div className="end">
          <LiveMark />
          <ThemeSwitch />
          {user.data?.username && <span className="wide">{user.data.username}</span>}
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  )
}

const focusContent = () => document.getElementById('content')?.focus()

const LiveMark = () => {
  const live = useLive()
  return (
    <span className="status small" data-state={live ? 'succeeded' : 'waiting'} role="status">
      <span aria-hidden="true">●</span>
      {live ? 'Live' : 'Reconnecting'}
    </span>
  )
}

const ThemeSwitch = () => {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { next, icon: Icon, name } = SCHEMES[colorScheme]
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      onClick={() => setColorScheme(next)}
      aria-label={`Theme: ${name}. Change`}
    >
      <Icon size={18} />
    </ActionIcon>
  )
}

export const Missing = () => (
  <Empty title="There is no such page">
    <Link to="/applications">All applications</Link>
  </Empty>
)

/** A page that broke; the rest of the deck stays usable. */
export const Broken = ({ error, reset }: { error: Error; reset: () => void }) => (
  <Failed what="This page could not be shown." error={error} retry={reset} />
)
