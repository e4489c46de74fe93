import { Button, Group, Modal, Radio } from '@mantine/core'
import { useState } from 'react'
import type { Conflict } from '../../../ui/diff/merge.ts'
import { Person } from '../../../ui/person.tsx'
import { mergePipelines, type Side } from '../document/merge.ts'
import { type Pipeline, textOf } from '../document/pipeline.ts'
import { useEditing } from '../editor-context.ts'
import { Difference } from './difference.tsx'

/** Puts together what two people did to the same pipeline; a person decides where both touched the same. */
export const MergeDialog = ({ theirs, close }: { theirs: Pipeline; close: () => void }) => {
  const { base, document, rebase } = useEditing()
  const [choices, setChoices] = useState<Readonly<Record<string, Side>>>({})
  const { merged, conflicts } = mergePipelines(base, document, theirs, choices)
  const open = conflicts.filter(({ key }) => choices[key] === undefined)
  const who = textOf(theirs.lastModifiedBy) || 'somebody else'
  return (
    <Modal
      opened
      onClose={close}
      size="min(1200px, 96vw)"
      title="Merge both versions"
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={false}
    >
      <div className="stack">
        <p className="editor-about">
          <Person name={who} /> saved this pipeline while you were editing.{' '}
          {conflicts.length === 0
            ? 'Your changes and theirs do not touch each other: both are kept.'
            : `${conflicts.length} ${conflicts.length === 1 ? 'field was' : 'fields were'} changed by both: choose which value to keep. All other changes are kept.`}
        </p>
        {conflicts.map((conflict) => (
          <ConflictChoice
            key={conflict.key}
            conflict={conflict}
            chosen={choices[conflict.key]}
            choose={(side) => setChoices({ ...choices, [conflict.key]: side })}
          />
        ))}
        <h3>What comes of it, compared with what is saved now</h3>
        <Difference label="Merged" before={theirs} after={merged} />
        <Group justify="flex-end">
          {open.length > 0 && <span className="quiet">{open.length} still to be decided</span>}
          <Button variant="default" onClick={close}>
            Close
          </Button>
          <Button
            disabled={open.length > 0}
            onClick={() => {
              rebase(merged, theirs)
              close()
            }}
          >
            Go on with the merged version
          </Button>
        </Group>
      </div>
    </Modal>
  )
}

const written = (value: unknown): string =>
  value === undefined ? '(not there)' : typeof value === 'string' ? value : JSON.stringify(value, null, 2)

interface ChoiceProps {
  conflict: Conflict
  chosen: Side | undefined
  choose: (side: Side) => void
}

const ConflictChoice = ({ conflict: { path, base, mine, theirs }, chosen, choose }: ChoiceProps) => (
  <Radio.Group
    className="panel editor-conflict"
    label={path.join(' › ')}
    value={chosen ?? ''}
    onChange={(side) => choose(side as Side)}
  >
    <div className="editor-conflict-values">
      <div>
        <span className="quiet small">Before</span>
        <pre className="mono">{written(base)}</pre>
      </div>
      <div>
        <Radio value="mine" label="Mine" />
        <pre className="mono">{written(mine)}</pre>
      </div>
      <div>
        <Radio value="theirs" label="Theirs" />
        <pre className="mono">{written(theirs)}</pre>
      </div>
    </div>
  </Radio.Group>
)
