import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { takeExclusively } from '../../../platform/store/exclusive.ts'
import { revisions } from '../deploy/revisions.ts'
import type { Check, Diagnosis, Patient } from './check.ts'
import { holdersOf, named } from './holders.ts'

interface Tool {
  readonly program: string
  readonly version: readonly string[]
  readonly why: string
  readonly optional?: boolean
}

/** What the deployment type runs. */
function toolsFor({ deployment }: Patient): Tool[] {
  const { deploymentEnvironment, providers } = deployment
  const kubectl: Tool = {
    program: 'kubectl',
    version: ['version', '--client'],
    why: 'for Kubernetes',
    optional: deploymentEnvironment.type !== 'Distributed',
  }
  switch (deploymentEnvironment.type) {
    case 'LocalGit':
      return [{ program: 'git', version: ['--version'], why: 'for the checkouts of LocalGit' }]
    case 'LocalDebian':
      return [
        { program: 'systemctl', version: ['--version'], why: 'for the unit of LocalDebian' },
        { program: 'nginx', version: ['-v'], why: 'for TLS before Gate and Deck', optional: true },
      ]
    case 'Distributed':
      return [kubectl]
    default:
      return providers.kubernetes.enabled ? [kubectl] : []
  }
}

export const tools: Check = {
  name: 'tools',
  async run(patient, signal) {
    const wanted = toolsFor(patient)
    if (wanted.length === 0)
      return [{ status: 'OK', says: `${patient.deployment.deploymentEnvironment.type} needs none` }]
    const { run } = await import('../../../platform/subprocess/index.ts')
    return Promise.all(
      wanted.map(async ({ program, version, why, optional }): Promise<Diagnosis> => {
        try {
          const { code, stdout, stderr } = await run(program, version, { env: patient.env, signal, timeoutMs: 5_000 })
          const [line = ''] = (stdout || stderr).split('\n')
          if (code === 0) return { status: 'OK', says: line.trim() }
          return { status: 'WARNING', says: `${program} ${version.join(' ')} ended with ${code}: ${line.trim()}` }
        } catch (error) {
          return {
            status: optional ? 'WARNING' : 'FAILED',
            says: `${program}, ${why}: ${(error as Error).message}`,
            remedy: `Install ${program}${optional ? ' if you need it' : ''}.`,
          }
        }
      }),
    )
  },
}

/** Who changes the home at this moment. A lock whose holder died is none. */
export const locks: Check = {
  name: 'locks',
  run: ({ home }) => {
    const held = [
      { file: home.lock, what: 'the configuration is being changed' },
      { file: `${home.lock}.apply`, what: 'an apply is under way' },
    ].filter(({ file }) => isHeld(file))
    if (held.length === 0) return [{ status: 'OK', says: 'Nobody holds one' }]
    return held.map(({ file, what }) => {
      const holders = holdersOf(file).map(named)
      return {
        status: 'WARNING',
        says: `${file} is held by ${holders.length === 0 ? 'a process that can not be seen' : holders.join(', ')}: ${what}.`,
        remedy: 'Wait for it; end it if it hangs. Nothing has to be deleted.',
      }
    })
  },
}

function isHeld(file: string): boolean {
  if (!existsSync(file)) return false
  const release = takeExclusively(file, 0)
  release?.()
  return release === undefined
}

export const lastApply: Check = {
  name: 'last apply',
  run: ({ home, deployment }) => {
    const [last] = revisions(home, deployment.name)
    if (last === undefined) return [{ status: 'OK', says: 'Nothing was applied yet' }]
    const which = `Revision ${last.number} of ${last.startedAt}`
    if (last.result?.state === 'SUCCEEDED') return [{ status: 'OK', says: `${which} came up` }]
    if (last.result !== undefined)
      return [
        {
          status: 'WARNING',
          says: `${which} did not come up: ${last.result.reason ?? 'it does not say why'}`,
          remedy: 'hal deploy diff, then hal deploy apply; hal deploy logs SERVICE says more.',
        },
      ]
    if (isHeld(`${home.lock}.apply`)) return [{ status: 'OK', says: `${which} is under way` }]
    return [
      {
        status: 'FAILED',
        says: `${which} was interrupted.`,
        remedy: `Repeat it (hal deploy apply), or go back: hal deploy rollback. ${join(last.directory, 'plan.json')} says what it was about to do.`,
      },
    ]
  },
}
