import { Button, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Detail, DetailLink } from '../../clouds/detail.tsx'
import { counted } from '../../clouds/group.ts'
import type { AttachedGroup } from '../../data/networking.ts'
import { readList, useAddress, writeList } from '../../ui/address.ts'
import { Place } from '../../ui/place.tsx'
import { Empty } from '../../ui/states.tsx'
import { useTyped } from '../clusters/filters.tsx'

/** Something that clouds have by account, name and region, with the server groups that it is about. */
export interface NetworkItem {
  readonly key: string
  readonly name: string
  readonly account: string
  readonly region: string
  readonly provider: string
  readonly stack: string
  readonly detail: string
  /** What else is known of it, in a few words. */
  readonly words: string
  readonly link: Detail
  readonly serverGroups: readonly AttachedGroup[]
  /** What it leads to beside server groups, e.g. target groups. */
  readonly more?: ReactNode
}

const SETS = [
  ['acct', 'Account', (item: NetworkItem) => item.account],
  ['reg', 'Region', (item: NetworkItem) => item.region],
  ['stack', 'Stack', (item: NetworkItem) => item.stack || '(none)'],
  ['detail', 'Detail', (item: NetworkItem) => item.detail || '(none)'],
  ['providerType', 'Provider', (item: NetworkItem) => item.provider],
] as const

interface ListProps {
  items: readonly NetworkItem[]
  /** One of them, e.g. `load balancer`. */
  word: string
  /** What to do where there are none. */
  hint: string
}

/** Such things grouped by account and name, with what uses them in line; the filters are in the address. */
export const NetworkList = ({ items, word, hint }: ListProps) => {
  const [search, change] = useAddress()
  const [text, setText] = useTyped('q')
  if (items.length === 0) return <Empty title={`There is no ${word}`}>{hint}</Empty>
  const words = (search.q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const shown = items.filter(
    (item) =>
      SETS.every(([name, , of]) => {
        const chosen = readList(search[name])
        return chosen.length === 0 || chosen.includes(of(item))
      }) && words.every((each) => textOf(item).includes(each)),
  )
  const groupsShown = search.hideServerGroups !== 'true'
  return (
    <div className="stack">
      <div className="row tight">
        <TextInput
          size="xs"
          aria-label={`Filter ${word}s`}
          placeholder="Name, account, server group"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {SETS.map(([name, title, of]) => (
          <Choices
            key={name}
            title={title}
            values={[...new Set(items.map(of))].sort()}
            chosen={readList(search[name])}
            choose={(values) => change({ [name]: writeList(values) })}
          />
        ))}
        <Button
          size="compact-sm"
          variant="default"
          aria-pressed={groupsShown}
          onClick={() => change({ hideServerGroups: groupsShown ? 'true' : undefined })}
        >
          Server groups
        </Button>
      </div>
      <div className="quiet small" role="status">
        {counted(shown.length, word)}
        {shown.length < items.length && ` of ${items.length}`}
      </div>
      {shown.length === 0 && <Empty title={`No ${word} matches`} />}
      {[...Map.groupBy(shown, ({ account, name }) => `${account}\n${name}`).values()].map((members) => (
        <section key={members[0]!.key} className="panel infra-item" aria-label={members[0]!.name}>
          <div className="top">
            <h2>{members[0]!.name}</h2>
            <Place account={members[0]!.account} />
          </div>
          {members.map((item) => (
            <Line key={item.key} item={item} groupsShown={groupsShown} />
          ))}
        </section>
      ))}
    </div>
  )
}

const textOf = (item: NetworkItem): string =>
  [item.name, item.account, item.region, item.words, ...item.serverGroups.map(({ name }) => name)]
    .join(' ')
    .toLowerCase()

const Line = ({ item, groupsShown }: { item: NetworkItem; groupsShown: boolean }) => (
  <div className="infra-network">
    <div className="row tight">
      <DetailLink data-row to={item.link}>
        {item.region}
      </DetailLink>
      <span className="quiet small">{item.words}</span>
    </div>
    {item.more}
    {groupsShown &&
      item.serverGroups.map((group) => (
        <AttachedLine key={`${group.region} ${group.name}`} group={group} within={item} />
      ))}
  </div>
)

/** A server group with how its instances are seen from there. */
export const AttachedLine = ({
  group,
  within,
}: {
  group: AttachedGroup
  within: { account: string; region: string; provider: string }
}) => {
  const instances = group.instances ?? []
  const inService = instances.filter(({ health }) =>
    ['InService', 'healthy', 'Up'].includes(health?.state ?? ''),
  ).length
  return (
    <div className="row tight infra-attached">
      <DetailLink
        to={{
          kind: 'serverGroup',
          provider: within.provider,
          account: group.account ?? within.account,
          region: group.region ?? within.region,
          name: group.name,
        }}
      >
        {group.name}
      </DetailLink>
      {group.isDisabled && <span className="tag">disabled</span>}
      <span className="quiet small">
        {group.total === undefined
          ? `${inService} of ${counted(instances.length, 'instance')} in service`
          : counted(group.total, 'instance')}
      </span>
    </div>
  )
}

interface ChoicesProps {
  title: string
  values: readonly string[]
  chosen: readonly string[]
  choose: (values: string[]) => void
}

const Choices = ({ title, values, chosen, choose }: ChoicesProps) => {
  if (values.length < 2 && chosen.length === 0) return null
  return (
    <details className="infra-choices">
      <summary>{chosen.length > 0 ? `${title}: ${chosen.join(', ')}` : title}</summary>
      <div>
        {values.map((value) => (
          <label key={value} className="clusters-choice">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={() =>
                choose(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value])
              }
            />
            {value}
          </label>
        ))}
      </div>
    </details>
  )
}

/** The provider of something that may name it in either way. */
export const cloudOf = ({ cloudProvider, type }: { cloudProvider?: string; type?: string }): string =>
  cloudProvider ?? type ?? 'unknown'
