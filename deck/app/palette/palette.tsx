import './palette.css'
import { Modal } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { useRecents, useStars } from '../../data/personal.ts'
import { useSearch } from '../../data/search.ts'
import { useOfferedActions } from '../../ui/page-actions.ts'
import { KeyNames } from '../key-names.tsx'
import { actionEntries, askedOf, foundEntries, grouped, type PaletteEntry, subjectEntry } from './entries.ts'
import { fitness } from './fuzzy.ts'
import { closeOverlay, takeTyped } from './open.ts'

/** The keys that the palette itself answers to need not be among what it offers. */
const OWN = ['mod+k', '/', 'j', 'k', '.']

/** Goes anywhere and does anything, by words: a field whose list of answers is walked with the arrows. */
const Palette = () => {
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState(0)
  const groups = useGroups(words.trim())
  const entries = useMemo(() => groups.entries.flatMap(([, all]) => all), [groups.entries])
  const active = entries[Math.min(chosen, entries.length - 1)]
  useEffect(() => {
    if (active) document.getElementById(idOf(active))?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const take = (entry: PaletteEntry, apart = false): void => {
    if (entry.to !== undefined && apart) {
      window.open(`#${entry.to}`, '_blank', 'noopener')
      return
    }
    closeOverlay(entry.to === undefined)
    if (entry.to !== undefined) location.hash = `#${entry.to}`
    // What it opens takes the focus after the palette has given it back.
    else setTimeout(() => entry.run?.(), 20)
  }
  const hear = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (step !== undefined && entries.length > 0) {
      event.preventDefault()
      const next = Math.min(chosen, entries.length - 1) + step
      const wrapped = Math.abs(step) === 1 ? (next + entries.length) % entries.length : next
      setChosen(Math.min(Math.max(wrapped, 0), entries.length - 1))
    }
    if (event.key === 'Enter' && active) {
      event.preventDefault()
      take(active, event.metaKey || event.ctrlKey)
    }
  }

  return (
    <Modal
      opened
      onClose={() => closeOverlay()}
      withCloseButton={false}
      padding={0}
      size={620}
      yOffset="10vh"
      transitionProps={{ duration: 0 }}
      returnFocus={false}
      aria-label="Go to or do"
      classNames={{ body: 'palette' }}
    >
      <input
        className="palette-field"
        type="text"
        role="combobox"
        aria-label="Search for anything, or say what to do"
        aria-expanded={entries.length > 0}
        aria-controls="palette-list"
        aria-autocomplete="list"
        {...(active ? { 'aria-activedescendant': idOf(active) } : {})}
        placeholder="Search, or “start …”, “configure …”, “clusters of …”"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={hear}
        onFocus={() => {
          const text = takeTyped()
          if (text) setWords((before) => before + text)
        }}
      />
      <div className="palette-list" id="palette-list" role="listbox" aria-label="Answers">
        {groups.entries.map(([name, all]) => (
          // biome-ignore lint/a11y/useSemanticElements: a listbox has groups, a fieldset has not options
          <div key={name} role="group" aria-label={name}>
            <div className="palette-group" aria-hidden="true">
              {name}
            </div>
            {all.map((entry) => (
              <Line
                key={entry.key}
                entry={entry}
                active={entry === active}
                point={() => setChosen(entries.indexOf(entry))}
                take={(apart) => take(entry, apart)}
              />
            ))}
          </div>
        ))}
      </div>
      <div className="palette-foot small quiet" role="status">
        {groups.said ?? (
          <>
            <KeyNames keys="ArrowUp ArrowDown" /> choose <KeyNames keys="Enter" /> open <KeyNames keys="Escape" /> close
          </>
        )}
      </div>
    </Modal>
  )
}

const idOf = ({ key }: PaletteEntry): string => `palette-${key.replaceAll(/[^\w-]/g, '_')}`

interface LineProps {
  entry: PaletteEntry
  active: boolean
  point: () => void
  take: (apart: boolean) => void
}

const Line = ({ entry, active, point, take }: LineProps) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and hears the keys
  <div
    id={idOf(entry)}
    className="palette-line"
    role="option"
    tabIndex={-1}
    aria-selected={active}
    onMouseMove={active ? undefined : point}
    onClick={(event) => take(event.metaKey || event.ctrlKey)}
  >
    <span className="clip">{entry.name}</span>
    {entry.detail && <span className="clip quiet small">{entry.detail}</span>}
    {entry.keys && (
      <span className="push">
        <KeyNames keys={entry.keys} />
      </span>
    )}
  </div>
)

/** What is offered for these words: at once what this page knows, and a moment later what Gate finds. */
const useGroups = (words: string) => {
  const actions = useOfferedActions()
  const recents = useRecents()
  const stars = useStars()
  const [settled] = useDebouncedValue(words, 70)
  const asked = askedOf(settled)
  const search = useSearch(asked.words, { type: asked.type, limit: 5 })
  const entries = useMemo(() => {
    const offered = actions.filter(({ keys }) => !OWN.includes(keys ?? ''))
    if (words === '')
      return grouped([
        ...recents.slice(0, 6).map((each) => subjectEntry(each, 'Recent')),
        ...stars.slice(0, 6).map((each) => subjectEntry(each, 'Starred')),
        ...actionEntries('', offered),
      ])
    const found = settled === '' ? [] : foundEntries(settled, search.data?.results ?? [])
    const known = [...stars, ...recents].filter(
      (each) => fitness(words, `${'title' in each ? each.title : each.name} ${each.application ?? ''}`) >= 2,
    )
    // What is known here comes first, so that nothing moves when Gate's answer comes.
    return grouped([
      ...known.slice(0, 4).map((each) => subjectEntry(each, 'Recent and starred')),
      ...actionEntries(words, offered).slice(0, 4),
      ...found,
      {
        key: 'all',
        group: 'Everywhere',
        name: `Search for “${words}”`,
        to: `/search?q=${encodeURIComponent(words)}`,
      },
    ])
  }, [words, settled, actions, recents, stars, search.data])
  const failed = search.data?.failed ?? []
  const said = search.error
    ? `The search failed: ${search.error.message}`
    : failed.length > 0 && words !== ''
      ? `Could not be searched: ${failed.join(', ')}.`
      : undefined
  return { entries, said }
}

export default Palette
