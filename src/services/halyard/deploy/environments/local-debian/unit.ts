import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../../../halconfig/index.ts'
import type { HalHome } from '../../../home.ts'
import type { Deployment } from '../../../schema/index.ts'
import type { Places } from './places.ts'

const memory: Readonly<Record<string, string>> = { SMALL: '1G', MEDIUM: '2G', LARGE: '4G' }

/** What hal says of the unit: how much memory the deployment's size gives it, and the identity by which secrets are decrypted. */
export function dropInOf(home: HalHome, { deploymentEnvironment }: Deployment): string {
  const identity = join(home.directory, 'age-identity.txt')
  return [
    '# Written by hal deploy apply, and written anew by the next one.',
    '[Service]',
    `MemoryMax=${memory[deploymentEnvironment.size] ?? memory.SMALL}`,
    ...(existsSync(identity)
      ? [
          '# Only root reads the identity; systemd hands it to the services.',
          `LoadCredential=age-identity:${identity}`,
          'Environment=SECRETS_AGE_IDENTITYFILE=%d/age-identity',
        ]
      : []),
    '',
  ].join('\n')
}

/** Puts the drop-in there; whether it is another one than before, and how to take it back. */
export function placeDropIn(text: string, { dropIn }: Places): { readonly changed: boolean; undo(): void } {
  const before = existsSync(dropIn) ? readFileSync(dropIn, 'utf8') : undefined
  if (before === text) return { changed: false, undo() {} }
  writeAtomically(dropIn, text, 0o644)
  return {
    changed: true,
    undo() {
      if (before === undefined) rmSync(dropIn, { force: true })
      else writeAtomically(dropIn, before, 0o644)
    },
  }
}

/** Whether a running process has to be started anew to get it: a credential is handed over at the start only. */
export const needsRestart = (before: string | undefined, after: string) =>
  credentials(before ?? '') !== credentials(after)

const credentials = (text: string) =>
  text
    .split('\n')
    .filter((line) => /^(LoadCredential|Environment)=/.test(line))
    .join('\n')
