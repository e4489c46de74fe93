import { Menu } from '@mantine/core'
import { IconUser } from '@tabler/icons-react'
import { useUser } from '../data/queries.ts'
import { signOut } from '../data/sign-in.ts'

/** Who one is, in which roles; where people sign in, the way out. */
export const UserMenu = () => {
  const { username, roles = [] } = useUser().data ?? {}
  if (!username) return null
  return (
    <Menu position="bottom-end" shadow="md" width={240}>
      <Menu.Target>
        <button type="button" className="plain bar-user" aria-label={`User ${username}`}>
          <IconUser size={16} aria-hidden="true" />
          <span className="clip">{username}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {username === 'anonymous'
            ? 'Nobody signs in here: everybody is anonymous.'
            : `${username} · ${roles.length > 0 ? roles.join(', ') : 'no roles'}`}
        </Menu.Label>
        {username !== 'anonymous' && <Menu.Item onClick={() => void signOut()}>Sign out</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  )
}
