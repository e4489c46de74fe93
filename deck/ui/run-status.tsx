import { Status, statusWords } from './status.tsx'

/** As Gate's lists tell of an execution. */
interface Standing {
  readonly status: string
  readonly needsJudgment?: boolean
}

/** The status by which it is coloured: one that waits for a person says so, rather than that it runs. */
export const statusOfRun = ({ status, needsJudgment }: Standing): string => (needsJudgment ? 'SUSPENDED' : status)

export const wordsOfRun = ({ status, needsJudgment }: Standing): string =>
  needsJudgment ? 'Needs judgment' : statusWords(status)

export const RunStatus = ({ run }: { run: Standing }) => <Status status={statusOfRun(run)} words={wordsOfRun(run)} />
