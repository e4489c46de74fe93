import { useAddress } from '../../../ui/address.ts'
import { StartDialog } from './start-dialog.tsx'

/** What the list itself reads of its address; all else pre-fills the parameter of that name. */
const OF_THE_LIST = [
  'q',
  'pipeline',
  'status',
  'tags',
  'awaitingJudgement',
  'stage',
  'subStage',
  'step',
  'details',
  'startManualExecution',
  'rerun',
]

interface StartFromAddressProps {
  readonly app: string
  readonly began: (pipelineId: string, executionId: string) => void
}

/** `startManualExecution={id or name}` in the address opens the dialog; closing it takes what belongs to it out again. */
export const StartFromAddress = ({ app, began }: StartFromAddressProps) => {
  const [address, change] = useAddress()
  const { startManualExecution: pipeline, rerun } = address
  if (!pipeline) return null
  const given = Object.fromEntries(
    Object.entries(address).filter((entry): entry is [string, string] => !OF_THE_LIST.includes(entry[0])),
  )
  const gone = Object.fromEntries(Object.keys(given).map((name) => [name, undefined]))
  return (
    <StartDialog
      key={`${pipeline} ${rerun}`}
      app={app}
      pipeline={pipeline}
      given={given}
      rerun={rerun}
      close={() => change({ startManualExecution: undefined, rerun: undefined, ...gone })}
      began={began}
    />
  )
}
