import { ActionIcon, Menu } from '@mantine/core'
import { IconBell, IconBellFilled, IconStar, IconStarFilled } from '@tabler/icons-react'
import { isSame, toggleFollowed, toggleStar, useFollowed, useStars } from '../data/personal.ts'
import type { Subject } from '../data/places.ts'

/** Puts an application or a pipeline on Home, for this browser's person. */
export const Star = ({ subject }: { subject: Subject }) => {
  const starred = useStars().some((each) => isSame(each, subject))
  return (
    <ActionIcon
      variant="subtle"
      color={starred ? 'yellow' : 'gray'}
      size={24}
      aria-label={`Star ${subject.name}`}
      aria-pressed={starred}
      title={starred ? 'Starred: on Home. Take it off' : 'Star: put it on Home'}
      onClick={() => toggleStar(subject)}
    >
      {starred ? <IconStarFilled size={16} /> : <IconStar size={16} />}
    </ActionIcon>
  )
}

/** Asks to be told when an execution of a pipeline ends. */
export const Follow = ({ subject }: { subject: Subject }) => {
  const following = useFollowed().some((each) => isSame(each, subject))
  return (
    <ActionIcon
      variant="subtle"
      color={following ? 'blue' : 'gray'}
      size={24}
      aria-label={`Follow ${subject.name}`}
      aria-pressed={following}
      title={following ? 'You hear of its executions. Stop that' : 'Hear when its executions end'}
      onClick={() => toggleFollowed(subject)}
    >
      {following ? <IconBellFilled size={16} /> : <IconBell size={16} />}
    </ActionIcon>
  )
}

/** The same two as entries of a menu. */
export const StarItems = ({ subject }: { subject: Subject }) => {
  const starred = useStars().some((each) => isSame(each, subject))
  const following = useFollowed().some((each) => isSame(each, subject))
  return (
    <>
      <Menu.Item onClick={() => toggleStar(subject)}>{starred ? 'Take off Home' : 'Star: put on Home'}</Menu.Item>
      <Menu.Item onClick={() => toggleFollowed(subject)}>
        {following ? 'Stop following' : 'Follow: hear when executions end'}
      </Menu.Item>
    </>
  )
}
