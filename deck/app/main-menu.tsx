import { ActionIcon, Menu } from '@mantine/core'
import { IconMenu2 } from '@tabler/icons-react'
import { openOverlay } from './palette/open.ts'
import { useThemes } from './theme-switch.tsx'

/** The rooms of the deck. */
export const NAVIGATION: readonly { readonly to: string; readonly name: string; readonly keys: string }[] = [
  { to: '/', name: 'Home', keys: 'g h' },
  { to: '/applications', name: 'Applications', keys: 'g a' },
  { to: '/projects', name: 'Projects', keys: 'g o' },
  { to: '/pipeline-templates', name: 'Templates', keys: 'g m' },
]

/** On a narrow screen: what has no room in the bar. */
export const MainMenu = () => {
  const themes = useThemes()
  return (
    <Menu position="bottom-start" shadow="md" width={220}>
      <Menu.Target>
        <ActionIcon className="bar-menu" variant="subtle" color="gray" size={32} aria-label="Menu">
          <IconMenu2 size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {NAVIGATION.map(({ to, name }) => (
          <Menu.Item key={to} component="a" href={`#${to}`}>
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {themes.map(({ name, isChosen, choose, icon: Icon }) => (
          <Menu.Item key={name} leftSection={<Icon size={16} />} onClick={choose} aria-current={isChosen}>
            {name}
            {isChosen && ' ✓'}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => openOverlay('cheat-sheet')}>Keyboard</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
