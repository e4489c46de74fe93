import type { Flag, Invocation } from '../cli/command.ts'

/** What is deployed instead of what the home says. */
export const fileFlag: Flag = {
  name: 'file',
  aliases: ['f'],
  kind: 'text',
  describe:
    'A file or folder of SpinnakerService manifests, or a folder like ~/.hal, whose deployment is taken; - reads standard input.',
}

/** The invocation once its home says what `--file` names; the same without the flag. */
export async function takingOver(invocation: Invocation): Promise<Invocation> {
  const source = await sourceOf(invocation)
  if (source === undefined) return invocation
  const { takeOver } = await import('./take-over.ts')
  await takeOver(source, invocation.home)
  return { ...invocation, deployment: invocation.deployment ?? source.deployment }
}

/** Does `work` as if the home said what `--file` names, and changes nothing of it. */
export async function previewing<T>(invocation: Invocation, work: (invocation: Invocation) => Promise<T>): Promise<T> {
  const source = await sourceOf(invocation)
  if (source === undefined) return work(invocation)
  const [{ mkdtempSync, rmSync }, { tmpdir }, { join }, { previewHome }] = await Promise.all([
    import('node:fs'),
    import('node:os'),
    import('node:path'),
    import('./take-over.ts'),
  ])
  const scratch = mkdtempSync(join(tmpdir(), 'hal-'))
  try {
    const home = previewHome(source, scratch, invocation.home)
    return await work({ ...invocation, home, deployment: invocation.deployment ?? source.deployment })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Throws `invalid` for what can't be deployed. */
async function sourceOf({ flags, say }: Invocation) {
  if (typeof flags.file !== 'string') return undefined
  const [{ readFileSync }, { openSource }, { forbids }, { problem }] = await Promise.all([
    import('node:fs'),
    import('./source.ts'),
    import('../findings.ts'),
    import('../../../platform/errors/index.ts'),
  ])
  const source = openSource(flags.file, () => readFileSync(0, 'utf8'))
  say.findings(source.findings)
  if (forbids(source.findings)) throw problem('invalid', `${flags.file} has errors: nothing was changed.`)
  return source
}
