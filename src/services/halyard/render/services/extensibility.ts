import type { Tree } from '../../halconfig/index.ts'
import type { ServiceName } from '../../names.ts'
import { deploymentConfiguration } from '../../schema/index.ts'
import type { Rendering } from './rendering.ts'

const { spinnaker } = deploymentConfiguration.fields

/** Plugins, as every service reads them. */
export function extensibility({ deployment, writing }: Rendering, service: ServiceName): Tree {
  const given = deployment.spinnaker.extensibility
  if (Object.keys(given.plugins).length + Object.keys(given.repositories).length === 0) return {}
  const configs = Object.values(given.plugins).flatMap(({ config, extensions }) => [
    config,
    ...Object.values(extensions).map((each) => each.config),
  ])
  if (configs.some((config) => Object.keys(config).length > 0)) writing.mayHoldAnything()
  const part = writing.part(spinnaker.fields.extensibility, given, `${deployment.name}.spinnaker.extensibility`)
  return {
    spinnaker: {
      extensibility: { ...part, 'plugins-root-path': `/opt/${service}/plugins`, 'strict-plugin-loading': false },
    },
  }
}
