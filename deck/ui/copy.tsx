import { ActionIcon } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { copyText } from './clipboard.ts'

/** A text that people carry elsewhere, and a button that does it. `what`: what it is, e.g. `Private IP`. */
export const Copyable = ({ text, what }: { text: string; what: string }) => (
  <span className="row tight" style={{ display: 'inline-flex', flexWrap: 'nowrap' }}>
    <span className="mono">{text}</span>
    <ActionIcon
      size={24}
      variant="subtle"
      color="gray"
      onClick={() => void copyText(text, what)}
      aria-label={`Copy ${what}`}
    >
      <IconCopy size={14} aria-hidden="true" />
    </ActionIcon>
  </span>
)
