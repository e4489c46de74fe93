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
  /** Led to by addresses of the stock deck alone. */
  readonly unlisted?: true
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
  {
    key: 'managed-resources',
    label: 'Managed resources',
    unlisted: true,
    show: () => (
      <p className="quiet">
        No resources are managed by themselves here: what runs is changed by pipelines and by people, and nothing else.
      </p>
    ),
  },
  { key: 'delete', label: 'Delete', show: (given) => <DeleteApplication {...given} /> },
]

/** Sections of the stock deck whose content is in another one. */
const MOVED: Readonly<Record<string, string>> = { snapshot: 'revisions' }

/** An application's configuration, a section at a time. */
export const Settings = () => {
  const { app } = useParams({ strict: false }) as { app: string }
  const [{ section }] = useAddress()
  const chosen = SECTIONS.find(({ key }) => key === (MOVED[section ?? ''] ?? section)) ?? SECTIONS[0]!
  usePageTitle(`${chosen.label} · ${app}`)
  return (
    <div className="settings-sides">
      <nav className="settings-sections" aria-label="Settings">
        {SECTIONS.filter(({ unlisted }) => !unlisted).map(({ key, label }) => (
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
