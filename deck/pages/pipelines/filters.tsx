import { Button, Checkbox, NativeSelect, Popover, TextInput } from '@mantine/core'
import { useState } from 'react'
import { readList, useAddress, writeList } from '../../ui/address.ts'
import { Loading } from '../../ui/states.tsx'
import { statusWords } from '../../ui/status.tsx'
import { type Facets, useFacets } from './queries.ts'

export const GROUPINGS = ['Pipeline', 'None', 'Time boundary'] as const
export type Grouping = (typeof GROUPINGS)[number]
export const RUN_COUNTS = [1, 2, 5, 10, 20, 30, 40, 50, 100, 200] as const

const STATUSES = ['RUNNING', 'SUCCEEDED', 'TERMINAL', 'CANCELED', 'STOPPED', 'PAUSED', 'NOT_STARTED'] as const

interface FilterBarProps {
  readonly app: string
  readonly grouping: Grouping
  readonly group: (grouping: Grouping) => void
  readonly runs: number
  readonly show: (runs: number) => void
}

/** What of an application's pipelines is shown; all but the layout is in the address. */
export const FilterBar = ({ app, grouping, group, runs, show }: FilterBarProps) => {
  const [address, change] = useAddress()
  const [isWanted, setWanted] = useState(false)
  const { data: facets, error } = useFacets(app, isWanted)
  const list = (name: 'status' | 'pipeline' | 'tags') => ({
    chosen: readList(address[name]),
    change: (values: readonly string[]) => change({ [name]: writeList(values) }),
  })
  const read = { problem: error?.message, want: () => setWanted(true) }
  return (
    <>
      <Words />
      <Choice
        label="Status"
        options={STATUSES.map((status) => ({ value: status, label: statusWords(status) }))}
        {...list('status')}
      />
      <Choice
        label="Pipelines"
        options={facets?.pipelines.map(({ name }) => ({ value: name, label: name }))}
        {...list('pipeline')}
        {...read}
      />
      <Choice label="Tags" options={facets && tagOptions(facets)} {...list('tags')} {...read} />
      <Checkbox
        size="xs"
        label="Awaiting judgment"
        checked={address.awaitingJudgement === 'true'}
        onChange={(event) => change({ awaitingJudgement: event.currentTarget.checked ? 'true' : undefined })}
      />
      <NativeSelect
        size="xs"
        aria-label="Group by"
        value={grouping}
        onChange={(event) => group(event.currentTarget.value as Grouping)}
        data={GROUPINGS.map((each) => ({
          value: each,
          label: each === 'None' ? 'No groups' : `By ${each.toLowerCase()}`,
        }))}
      />
      <NativeSelect
        size="xs"
        aria-label="Executions per pipeline"
        value={String(runs)}
        onChange={(event) => show(Number(event.currentTarget.value))}
        data={RUN_COUNTS.map((count) => ({ value: String(count), label: `${count} per pipeline` }))}
      />
    </>
  )
}

const tagOptions = ({ tags }: Facets) =>
  tags.flatMap(({ name, values }) => values.map((value) => ({ value: `${name}:${value}`, label: `${name}: ${value}` })))

/** Goes into the address a moment after the last key, so that a list is not read for each letter. */
const Words = () => {
  const [address, change] = useAddress()
  const [typed, setTyped] = useState<string>()
  const [timer, setTimer] = useState<ReturnType<typeof setTimeout>>()
  return (
    <TextInput
      className="pipelines-search"
      size="xs"
      type="search"
      aria-label="Search pipelines and executions"
      placeholder="Name, id, or what started it"
      value={typed ?? address.q ?? ''}
      onChange={(event) => {
        const words = event.currentTarget.value
        setTyped(words)
        clearTimeout(timer)
        setTimer(
          setTimeout(() => {
            change({ q: words.trim() || undefined })
            setTyped(undefined)
          }, 300),
        )
      }}
    />
  )
}

interface ChoiceProps {
  readonly label: string
  /** Undefined until they are read. */
  readonly options: readonly { value: string; label: string }[] | undefined
  readonly chosen: readonly string[]
  readonly change: (values: readonly string[]) => void
  /** Why the options cannot be read. */
  readonly problem?: string | undefined
  /** Somebody is about to choose. */
  readonly want?: () => void
}

/** More than fit into a glance are found by typing. */
const MOST_SHOWN = 100

const Choice = ({ label, options, chosen, change, problem, want }: ChoiceProps) => (
  <Popover position="bottom-start" withinPortal shadow="md" width={280} trapFocus {...(want ? { onOpen: want } : {})}>
    <Popover.Target>
      <Button
        size="compact-sm"
        variant={chosen.length > 0 ? 'light' : 'default'}
        // What is asked for this early is there when the button is pressed.
        onPointerEnter={want}
        onFocus={want}
      >
        {label}
        {chosen.length > 0 && ` (${chosen.length})`}
      </Button>
    </Popover.Target>
    <Popover.Dropdown className="stack" aria-label={label}>
      {options ? (
        <Options label={label} options={options} chosen={chosen} change={change} />
      ) : problem ? (
        <span role="alert">{problem}</span>
      ) : (
        <Loading />
      )}
      {chosen.length > 0 && (
        <Button size="compact-xs" variant="subtle" onClick={() => change([])}>
          Clear
        </Button>
      )}
    </Popover.Dropdown>
  </Popover>
)

type OptionsProps = Pick<ChoiceProps, 'label' | 'chosen' | 'change'> & { options: NonNullable<ChoiceProps['options']> }

const Options = ({ label, options, chosen, change }: OptionsProps) => {
  const [words, setWords] = useState('')
  const found = options.filter((option) => option.label.toLowerCase().includes(words.toLowerCase()))
  const first = [...found].sort((a, b) => Number(chosen.includes(b.value)) - Number(chosen.includes(a.value)))
  return (
    <>
      {options.length > 10 && (
        <TextInput
          size="xs"
          aria-label={`Search ${label.toLowerCase()}`}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <div className="pipelines-options">
        {first.slice(0, MOST_SHOWN).map(({ value, label: text }) => (
          <Checkbox
            key={value}
            size="xs"
            label={text}
            checked={chosen.includes(value)}
            onChange={() =>
              change(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value])
            }
          />
        ))}
        {found.length > MOST_SHOWN && (
          <span className="quiet small">{found.length - MOST_SHOWN} more: type to find them.</span>
        )}
        {found.length === 0 && <span className="quiet small">Nothing to choose.</span>}
      </div>
    </>
  )
}
