import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nearest } from '../../halconfig/index.ts'
import type { Remark, Rule } from '../rule.ts'

function* time(timezone: string): Iterable<Remark> {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    const right = nearest(timezone, Intl.supportedValuesOf('timeZone'))
    yield {
      severity: 'ERROR',
      at: '',
      says: `Timezone ${timezone} does not match any known canonical timezone ID.`,
      remedy: right === undefined ? 'Take an IANA name, such as Etc/UTC or Europe/Berlin.' : `Did you mean ${right}?`,
    }
  }
}

export const deployment: Rule = {
  name: 'deployment',
  *check({ home, deployment: { timezone, version, deploymentEnvironment } }) {
    yield* time(timezone)
    if (version === '')
      yield {
        severity: 'WARNING',
        at: '',
        says: 'You have not chosen a version.',
        remedy: 'The running release is taken; choose one with: hal config version edit --version VERSION',
      }
    else if (version.startsWith('branch:') && deploymentEnvironment.type !== 'LocalGit')
      yield {
        severity: 'FATAL',
        at: '',
        says: `The version ${version} is a branch, which only LocalGit deploys.`,
        remedy: 'hal config deploy edit --type localgit, or choose a release: hal version list',
      }
    else if (
      version.startsWith('local:') &&
      !existsSync(join(home.boms, 'bom', `${version.slice('local:'.length)}.yml`))
    )
      yield {
        severity: 'FATAL',
        at: '',
        says: `The bill of materials of ${version} is not there.`,
        remedy: `Put it at ${join(home.boms, 'bom', `${version.slice('local:'.length)}.yml`)}, or choose a release: hal version list`,
      }
    else if (!/^(branch:|local:)/.test(version) && !/^\d+\.\d+\.\d+$/.test(version))
      yield { severity: 'WARNING', at: '', says: `${version} is not a release.`, remedy: 'See hal version list.' }
  },
}
