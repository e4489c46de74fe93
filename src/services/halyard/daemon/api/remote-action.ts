import type { Applied } from '../../deploy/apply.ts'
import { type Finding, forbids } from '../../findings.ts'
import { Refused, type TaskContext } from '../tasks/index.ts'

/** What a client has to do itself: of old, to run a script. Here it is nothing, but for what concerns the client's machine. */
export interface RemoteAction {
  readonly scriptPath: string | null
  readonly scriptDescription: string
  readonly autoRun: false
}

export const action = (scriptDescription: string, scriptPath: string | null = null): RemoteAction => ({
  scriptPath,
  scriptDescription,
  autoRun: false,
})

/** Throws `Refused` when it was forbidden, or did not come up. */
export function answerOfApply(
  deployment: string,
  { findings, revision, failure }: Applied,
  task: TaskContext,
): { readonly body: RemoteAction; readonly findings: readonly Finding[] } {
  if (forbids(findings)) throw new Refused(findings)
  if (failure !== undefined) {
    for (const line of failure.log) task.tell(failure.service, line)
    const after = failure.restored === false ? 'Nothing runs now.' : 'What ran before runs again.'
    const message = `${failure.service} did not come up: ${failure.reason}. ${after}`
    throw new Refused([...findings, { severity: 'FATAL', location: `${deployment}.${failure.service}`, message }])
  }
  const said =
    revision === undefined ? 'No changes: what runs is what is configured.' : `Revision ${revision.number} is in place.`
  return { body: action(said), findings }
}
