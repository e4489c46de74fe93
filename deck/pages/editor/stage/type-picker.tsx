import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { changeType } from '../document/edits.ts'
import { nameOf, refOf, type StageConfig, textOf, typeOf } from '../document/pipeline.ts'
import { useEditing } from '../editor-context.ts'
import { usePreconfigured } from '../queries.ts'
import { CATEGORIES, categoryOf, formOf } from './catalogue.ts'

interface Offer {
  readonly type: string
  readonly label: string
  readonly about: string
  readonly category: string
  readonly alias?: string
}

/** Every type that a stage can have: found by words, chosen by mouse or keys. */
export const TypePicker = ({ stage, close }: { stage: StageConfig; close: () => void }) => {
  const { types, edit } = useEditing()
  const [webhooks, jobs] = [usePreconfigured('webhooks').data ?? [], usePreconfigured('jobs').data ?? []]
  const [words, setWords] = useState('')
  const offers: readonly Offer[] = [
    ...types.all.map(({ type, label, aliases }) => ({
      type,
      label: formOf(type)?.label ?? label,
      about: formOf(type)?.description ?? [type, ...aliases].join(', '),
      category: categoryOf(type),
    })),
    ...[
      ...webhooks.map((each) => ({ ...each, alias: 'preconfiguredWebhook' })),
      ...jobs.map((each) => ({ ...each, alias: 'preconfiguredJob' })),
    ].map(({ type, label, description, alias }) => ({
      type,
      label: label ?? type,
      about: description ?? '',
      category: 'Set up here',
      alias,
    })),
  ]
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean)
  const found = offers.filter(({ type, label, about }) => {
    const text = `${type} ${label} ${about}`.toLowerCase()
    return asked.every((word) => text.includes(word))
  })
  const choose = ({ type, label, alias }: Offer) => {
    edit((now) => {
      const begin = { ...formOf(type)?.begin, ...(alias && { alias }) }
      const changed = changeType(now, refOf(stage), type, begin)
      // A stage that nobody gave a name is called what it does.
      const unnamed =
        textOf(stage.name) === '' || textOf(stage.name) === 'New stage' || nameOf(stage) === labelNow(stage, offers)
      return unnamed ? { ...changed, stages: renamed(changed.stages, refOf(stage), label) } : changed
    })
    close()
  }
  const name = words.trim()
  return (
    <Modal
      opened
      onClose={close}
      title="What does the stage do?"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          const [best] = found.toSorted((a, b) => rankOf(a, words) - rankOf(b, words))
          if (best) choose(best)
        }}
      >
        <TextInput
          aria-label="Search stage types"
          placeholder="Search stage types"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          data-autofocus
        />
      </form>
      <div className="editor-types">
        {['Set up here', ...CATEGORIES].map((category) => {
          const here = found.filter((offer) => offer.category === category)
          if (here.length === 0) return null
          return (
            <section key={category} aria-label={category}>
              <h3>{category}</h3>
              {here.map((offer) => (
                <button key={offer.type} type="button" className="plain editor-type" onClick={() => choose(offer)}>
                  <strong>{offer.label}</strong>
                  <span className="quiet small">{offer.about}</span>
                </button>
              ))}
            </section>
          )
        })}
        {found.length === 0 && name !== '' && (
          <p>
            No type known here is called so.{' '}
            <button
              type="button"
              className="plain editor-link"
              onClick={() => choose({ type: name, label: name, about: '', category: 'Other' })}
            >
              Use “{name}” all the same
            </button>
          </p>
        )}
      </div>
    </Modal>
  )
}

/** How well a type fits what was typed, the best as 0. */
const rankOf = ({ label, type }: Offer, words: string): number => {
  const wanted = words.trim().toLowerCase()
  const names = [label.toLowerCase(), type.toLowerCase()]
  if (names.includes(wanted)) return 0
  if (names.some((name) => name.startsWith(wanted))) return 1
  return names.some((name) => name.includes(wanted)) ? 2 : 3
}

const labelNow = (stage: StageConfig, offers: readonly Offer[]): string | undefined =>
  offers.find(({ type }) => type === typeOf(stage))?.label

const renamed = (stages: unknown, refId: string, name: string): unknown =>
  (stages as StageConfig[]).map((stage) => (refOf(stage) === refId ? { ...stage, name } : stage))
