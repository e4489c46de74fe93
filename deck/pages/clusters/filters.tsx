import { Button, Drawer, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { ClusterFilters, FacetValue } from '../../data/infrastructure.ts'
import { readList, useAddress, writeList } from '../../ui/address.ts'

/** The filters of the address that choose among values, by their names there. */
const SETS: readonly (readonly [name: string, title: string])[] = [
  ['acct', 'Account'],
  ['reg', 'Region'],
  ['stack', 'Stack'],
  ['detail', 'Detail'],
  ['status', 'Status'],
  ['providerType', 'Provider'],
  ['zone', 'Zone'],
  ['instanceType', 'Instance type'],
  ['category', 'Category'],
  ['labels', 'Labels'],
]
const OTHERS = ['q', 'clusters', 'minInstances', 'maxInstances'] as const

const WORDS: Readonly<Record<string, string>> = { OutOfService: 'Out of service', serverGroup: 'Server group' }

type Search = Readonly<Record<string, string | undefined>>

/** What of an address Gate filters and sorts by. */
export const filtersOf = (search: Search): ClusterFilters =>
  Object.fromEntries(
    [...SETS.map(([name]) => name), ...OTHERS, 'instanceSort'].flatMap((name) =>
      search[name] ? [[name, search[name]]] : [],
    ),
  )

/** How many filters are on; the text is seen by itself. */
export const countFilters = (search: Search): number =>
  [...SETS.map(([name]) => name), ...OTHERS].filter((name) => name !== 'q' && search[name]).length

export const NO_FILTERS: Record<string, undefined> = Object.fromEntries(
  [...SETS.map(([name]) => name), ...OTHERS].map((name) => [name, undefined]),
)

interface FiltersProps {
  facets: Record<string, FacetValue[]>
}

/** What the list can be narrowed to, with how much each choice would show. */
export const Filters = ({ facets }: FiltersProps) => {
  const [search, change] = useAddress()
  return (
    <div className="clusters-filters">
      {countFilters(search) > 0 && (
        <Button size="compact-xs" variant="default" onClick={() => change(NO_FILTERS)}>
          Clear all filters
        </Button>
      )}
      {SETS.map(([name, title]) => (
        <Facet key={name} name={name} title={title} values={facets[name] ?? []} />
      ))}
      <fieldset>
        <legend>Instances</legend>
        <div className="row tight">
          <Bound name="minInstances" label="At least" />
          <Bound name="maxInstances" label="At most" />
        </div>
      </fieldset>
    </div>
  )
}

/** The same in a drawer, where there is no room beside the list. */
export const FilterDrawer = ({ facets, opened, close }: FiltersProps & { opened: boolean; close: () => void }) => (
  <Drawer
    opened={opened}
    onClose={close}
    title="Filters"
    position="left"
    size="xs"
    closeButtonProps={{ 'aria-label': 'Close' }}
  >
    <Filters facets={facets} />
  </Drawer>
)

const FEW = 8

const Facet = ({ name, title, values }: { name: string; title: string; values: readonly FacetValue[] }) => {
  const [search, change] = useAddress()
  const [all, setAll] = useState(false)
  const chosen = readList(search[name])
  // A choice between one thing is none.
  if (values.length < 2 && chosen.length === 0) return null
  const toggle = (value: string) =>
    change({ [name]: writeList(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]) })
  const shown = all ? values : values.filter(({ value }, position) => position < FEW || chosen.includes(value))
  return (
    <fieldset>
      <legend>{title}</legend>
      {shown.map(({ value, count }) => (
        <label key={value} className="clusters-choice">
          <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
          <span className="clip" title={value}>
            {WORDS[value] ?? value}
          </span>
          <span className="quiet small push">{count}</span>
        </label>
      ))}
      {values.length > shown.length && (
        <button type="button" className="plain small quiet" onClick={() => setAll(true)}>
          {values.length - shown.length} more
        </button>
      )}
    </fieldset>
  )
}

const Bound = ({ name, label }: { name: 'minInstances' | 'maxInstances'; label: string }) => {
  const [value, setValue] = useTyped(name)
  return (
    <TextInput
      size="xs"
      label={label}
      inputMode="numeric"
      className="clusters-bound"
      value={value}
      onChange={(event) => setValue(event.currentTarget.value.replaceAll(/\D/g, ''))}
    />
  )
}

const PAUSE_MS = 200

/** A part of the address that is typed: it follows a little later, and what the address becomes otherwise is shown. */
export const useTyped = (name: string) => {
  const [search, change] = useAddress()
  const said = search[name] ?? ''
  const [value, setValue] = useState(said)
  const [last, setLast] = useState(said)
  if (said !== last) {
    setLast(said)
    setValue(said)
  }
  useEffect(() => {
    if (value === said) return
    const timer = setTimeout(() => change({ [name]: value || undefined }), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value, said, name, change])
  return [value, setValue] as const
}
