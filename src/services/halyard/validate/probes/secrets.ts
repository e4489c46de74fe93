import { type SecretReference, secretReference, shownReference } from '../../../../platform/secrets/reference.ts'
import { type Deployment, deploymentConfiguration, visit } from '../../schema/index.ts'
import type { Probe } from './probe.ts'

/** Each reference to a secret, once: what can't be read here may still be readable where the services run. */
export function secretProbes(deployment: Deployment): Probe[] {
  const references = new Map<string, SecretReference>()
  for (const { value } of visit(deploymentConfiguration, deployment))
    if (typeof value === 'string') note(value, references)
  return [...references].map(([text, reference]) => ({
    at: 'secrets',
    asks: `the secret ${shownReference(reference)}`,
    async run({ reveal }) {
      try {
        const value = await reveal(text)
        return value === '' ? [{ severity: 'WARNING', says: `${shownReference(reference)} is empty.` }] : []
      } catch (error) {
        return [
          {
            severity: 'WARNING',
            says: `${shownReference(reference)} can't be read: ${(error as Error).message}`,
            remedy:
              'If the services may read it where they run, go on; otherwise mend the reference or who may read it.',
          },
        ]
      }
    },
  }))
}

function note(text: string, references: Map<string, SecretReference>): void {
  try {
    const reference = secretReference(text)
    if (reference !== undefined) references.set(text, reference)
  } catch {
    // The offline rules say what is wrong with it.
  }
}
