import { GennakerError } from '../../../../platform/errors/index.ts'
import { type Finding, forbids } from '../../findings.ts'
import { editHalconfig, type Stored, type Tree } from '../../halconfig/index.ts'
import type { Invocation } from '../command.ts'
import { exitCodes } from '../main.ts'
import { editedDeployment } from './place.ts'

export interface Edition {
  /** What is validated, as findings name it below the deployment; empty for the deployment itself, undefined for nothing. */
  readonly scope: string | undefined
  readonly done: string
  readonly failed: string
  /** Changes the deployment in place. */
  change(deployment: Tree): void
  /** It makes things less: what was wrong before does not forbid it. */
  readonly takesAway?: boolean
}

/** Keeps the file as it was. */
class Refused extends Error {}

/** Edits the halconfig, unless what comes of it is wrong, and says what came of it. */
export async function applyEdit(invocation: Invocation, edition: Edition): Promise<number> {
  const { home, deployment, say, signal, validates } = invocation
  try {
    const { changed } = await editHalconfig(
      home,
      (raw) => edition.change(editedDeployment(raw, deployment)),
      async ({ before, after, changed }) => {
        // It may have waited for another edit to end.
        signal.throwIfAborted()
        if (!changed) return
        if (!validates || edition.scope === undefined) return
        const findings = await validated(invocation, after, edition.scope)
        say.findings(findings)
        const known = edition.takesAway ? await validated(invocation, before, edition.scope) : []
        if (forbids(findings.filter((each) => !known.some((old) => old.message === each.message)))) throw new Refused()
      },
    )
    if (!changed) say.failure('No changes supplied.')
    else say.success(edition.done)
    return exitCodes.done
  } catch (error) {
    if (signal.aborted) throw error
    if (error instanceof Refused) {
      say.failure(edition.failed)
      say.failure('Nothing was saved. --no-validate saves it all the same.')
      return exitCodes.refused
    }
    if (error instanceof GennakerError && error.code !== 'internal') {
      say.failure(error.message)
      say.failure(edition.failed)
      return exitCodes.refused
    }
    throw error
  }
}

async function validated({ home, deployment, env }: Invocation, stored: Stored, scope: string): Promise<Finding[]> {
  const { validateOffline } = await import('../../validate/index.ts')
  return validateOffline({ home, stored, name: deployment, scope, env })
}
