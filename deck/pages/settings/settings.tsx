import './settings.css'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useApplication } from '../../data/queries.ts'
import type { Json } from '../../data/shapes.ts'
import { useAddress } from '../../ui/address.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { Loaded } from '../../ui/states.tsx'
import { Attributes } from './attributes.tsx'
import { DeleteApplication } from './delete-application.tsx'
import { Features } from './features.tsx'
import { ListSection } from './list-section.tsx'
import { LISTS } from './lists.ts'
import { Notifications } from './notifications.tsx'
import { Revisions } from './revisions.tsx'

export interface SectionProps {
  readonly app: string
  readonly attributes: Json
}

interface Section {
  readonly key: string
  readonly label: string
  readonly show: (given: SectionProps) => ReactNode
}

/** By the stock names, in the order in which they are asked for. */
const SECTIONS: readonly Section[] = [
  { key: 'location', label: 'Attributes', show: (given) => <Attributes {...given} /> },
  { key: 'notifications', label: 'Notifications', show: ({ app }) => <Notifications app={app} /> },
  { key: 'features', label: 'Features', show: (given) => <Features {...given} /> },
  ...LISTS.map((list) => ({
    key: list.section,
    label: list.title,
    show: (given: SectionProps) => <ListSection key={list.section} {...given} list={list} />,
  })),
  { key: 'revisions', label: 'Revisions', show: ({ app }) => <Revisions app={app} /> },
  { key: 'delete', label: 'Delete', show: (given) => <DeleteApplication {...given} /> },
]

/** An application's configuration, a section at a time. */
export const Settings = () => {
  const { app } = useParams({ strict: false }) as { app: string }
  const [{ section }] = useAddress()
  const chosen = SECTIONS.find(({ key }) => key === section) ?? SECTIONS[0]!
  usePageTitle(`${chosen.label} · ${app}`)
  return (
    <div className="settings-sides">
      <nav className="settings-sections" aria-label="Settings">
        {SECTIONS.map(({ key, label }) => (
          <Link
            key={key}
            to="/applications/$app/config"
            params={{ app }}
            search={{ section: key } as never}
            aria-current={key === chosen.key ? 'page' : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      <Loaded of={useApplication(app)} what="The application">
        {({ attributes = {} }) => (
          <section className="stack" aria-label={chosen.label}>
            <h2>{chosen.label}</h2>
            {chosen.show({ app, attributes })}
          </section>
        )}
      </Loaded>
    </div>
  )
}
