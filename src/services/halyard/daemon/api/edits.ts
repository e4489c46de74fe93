import { editedDeployment } from '../../cli/nodes/place.ts'
import type { Finding } from '../../findings.ts'
import { editHalconfig, readHalconfig, type Stored, type Tree } from '../../halconfig/index.ts'
import { validateOffline } from '../../validate/index.ts'
import type { DaemonContext } from '../context.ts'
import { Refused, type TaskContext, type Work } from '../tasks/index.ts'
import { type Asking, isTooSevere } from './asked.ts'

export interface Edit {
  readonly deployment: string
  /** What is validated, below the deployment; undefined for all of it. */
  readonly scope: string | undefined
  /** It makes things less: what was wrong before does not forbid it. */
  readonly takesAway?: boolean
  /** Changes the deployment in place; `before` is the completed one. */
  change(deployment: Tree, before: Stored): void
}

/** Edits of one daemon wait for each other here; those of another process at the lock of the home. */
export function createEdits(context: Pick<DaemonContext, 'home' | 'env'>) {
  const queue = createQueue()

  const validated = (stored: Stored, { deployment, scope }: Edit): Finding[] =>
    validateOffline({
      home: context.home,
      stored,
      name: deployment,
      env: context.env,
      ...(scope === undefined ? {} : { scope }),
    })

  /** In memory, then validated where it was asked for, then saved; what is refused or interrupted leaves the file as it was. */
  const work =
    (edit: Edit, asking: Asking): Work =>
    ({ signal, tell }: TaskContext) =>
      queue(async () => {
        signal.throwIfAborted()
        let findings: readonly Finding[] = []
        await editHalconfig(
          context.home,
          (raw) => edit.change(editedDeployment(raw, edit.deployment), readHalconfig(context.home)),
          ({ before, after }) => {
            if (asking.validate) {
              tell('Running validation', `Validating ${edit.scope || edit.deployment}`)
              findings = validated(after, edit)
              const known = edit.takesAway ? validated(before, edit).map(({ message }) => message) : []
              const fresh = findings.filter(({ message }) => !known.includes(message))
              if (isTooSevere(fresh, asking)) throw new Refused(findings)
            }
            signal.throwIfAborted()
            tell('Saving', 'Writing the halconfig')
          },
        )
        return { findings }
      })

  return { work, queue }
}

export type Edits = ReturnType<typeof createEdits>

/** Does one thing after the other. */
function createQueue() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work)
    last = next.catch(() => {})
    return next
  }
}
