import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { usePageTitle } from '../../ui/page-title.ts'
import { Empty } from '../../ui/states.tsx'

interface Absence {
  readonly title: string
  readonly why: string
  /** Where what was looked for may be found instead. */
  readonly instead: (app: string) => ReactNode
}

const applications = () => <Link to="/applications">Applications</Link>
const pipelines = (app: string) => (
  <Link to="/applications/$app/executions" params={{ app }}>
    Pipelines of {app}
  </Link>
)

const ABSENT = {
  canary: {
    title: 'Canary analysis is not here',
    why: 'This installation has no service that compares metrics. Pipelines may wait for a judgment instead.',
    instead: pipelines,
  },
  builds: {
    title: 'Builds are not here',
    why: 'What a CI server builds is looked at there. The execution that a build started links to it.',
    instead: pipelines,
  },
  'api-tokens': {
    title: 'API tokens are not here',
    why: 'Scripts sign in the way that the operators of this installation have set up for Gate.',
    instead: applications,
  },
  'global-banners': {
    title: 'Global banners are not edited here',
    why: 'What is to be told to everybody at an application is one of its custom banners, among its settings.',
    instead: applications,
  },
  'account-management': {
    title: 'Accounts are not edited here',
    why: 'The operators of this installation keep its accounts in the configuration of Clouddriver.',
    instead: applications,
  },
  page: {
    title: 'Paging is not here',
    why: 'An application tells below its name who owns it.',
    instead: applications,
  },
} as const satisfies Readonly<Record<string, Absence>>

/** What the stock deck has at an address and this one does not, and where to look instead. */
const notHere = (what: keyof typeof ABSENT) => () => {
  const { app } = useParams({ strict: false })
  const { title, why, instead } = ABSENT[what]
  usePageTitle(title)
  return (
    <Empty title={title} page={app === undefined}>
      <p>{why}</p>
      {instead(app ?? '')}
    </Empty>
  )
}

export const NoCanary = notHere('canary')
export const NoBuilds = notHere('builds')
export const NoTokens = notHere('api-tokens')
export const NoGlobalBanners = notHere('global-banners')
export const NoAccounts = notHere('account-management')
export const NoPaging = notHere('page')
