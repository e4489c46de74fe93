import { releasedServices } from '../../../names.ts'
import type { Rendered } from '../../../render/index.ts'
import { release } from '../../../versions/release.ts'
import type { Launch } from './contract.ts'
import type { Deployed } from './files.ts'

/** How one process is started that serves all that was rendered and that this release has. */
export function launchOf(
  rendered: Rendered,
  { config, awsCredentials }: Pick<Deployed, 'config' | 'awsCredentials'>,
): Launch {
  const services = rendered.services.filter(({ name }) => releasedServices.includes(name))
  const gateUrl = services.find(({ name }) => name === 'gate')?.settings.overrideBaseUrl
  return {
    flags: [
      ...['--config', config, '--services', services.map(({ name }) => name).join(','), '--no-sandbox'],
      ...['--log-level', 'info'],
      ...(gateUrl === undefined ? [] : ['--gate-url', gateUrl]),
    ],
    env: {
      ...(awsCredentials === undefined ? {} : { AWS_SHARED_CREDENTIALS_FILE: awsCredentials }),
      ...Object.assign({}, ...services.map(({ settings }) => settings.env)),
    },
    about: {
      version: rendered.version === '' ? release() : rendered.version,
      hashes: Object.fromEntries(services.map(({ name, hash }) => [name, hash])),
    },
  }
}
