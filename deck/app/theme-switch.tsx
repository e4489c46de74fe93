import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'

const THEMES = [
  { scheme: 'auto', name: 'Theme of the system', icon: IconDeviceDesktop },
  { scheme: 'light', name: 'Light theme', icon: IconSun },
  { scheme: 'dark', name: 'Dark theme', icon: IconMoon },
] as const

/** The themes, each with whether it is chosen and how to choose it. */
export const useThemes = () => {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return THEMES.map(({ scheme, name, icon }) => ({
    name,
    icon,
    isChosen: scheme === colorScheme,
    choose: () => setColorScheme(scheme),
  }))
}

export const ThemeSwitch = () => {
  const themes = useThemes()
  const chosen = themes.find(({ isChosen }) => isChosen) ?? themes[0]!
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`${chosen.name}. Change`} title={chosen.name}>
          <chosen.icon size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {themes.map(({ name, icon: Icon, isChosen, choose }) => (
          <Menu.Item key={name} leftSection={<Icon size={16} />} onClick={choose} aria-current={isChosen}>
            {name}
            {isChosen && ' ✓'}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
