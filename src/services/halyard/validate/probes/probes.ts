import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { at } from '../../halconfig/index.ts'
import type { HalHome } from '../../home.ts'
import type { Deployment } from '../../schema/index.ts'
import { awsProbes, s3StoreProbes } from './aws.ts'
import { azureProbes } from './azure.ts'
import { dockerRegistryProbes } from './docker-registry.ts'
import { gcsStoreProbes, googleProbes } from './google.ts'
import { kubernetesProbes } from './kubernetes.ts'
import { ldapProbes } from './ldap.ts'
import type { Probe } from './probe.ts'
import { secretProbes } from './secrets.ts'
import { artifactProbes, buildProbes, canaryProbes, identityProbes, notificationProbes } from './services.ts'
import { spotProbes } from './spot.ts'

/** Everybody whom a deployment depends on, asked once each. */
export function probesOf(deployment: Deployment, home: HalHome, makesBuckets = false): Probe[] {
  const { providers } = deployment
  return [
    ...spotProbes(providers, spotEndpoint(deployment, home)),
    ...dockerRegistryProbes(providers),
    ...kubernetesProbes(deployment, home),
    ...awsProbes(providers),
    ...s3StoreProbes(deployment, makesBuckets),
    ...buildProbes(deployment),
    ...artifactProbes(deployment),
    ...notificationProbes(deployment),
    ...canaryProbes(deployment),
    ...googleProbes(providers),
    ...gcsStoreProbes(deployment),
    ...azureProbes(providers),
    ...identityProbes(deployment),
    ...ldapProbes(deployment),
    ...secretProbes(deployment),
  ]
}

/** The address of Spot's API stands in no halconfig, but may in the profile of Clouddriver. */
function spotEndpoint({ name }: Deployment, home: HalHome): string | undefined {
  try {
    const found = at(
      parse(readFileSync(join(home.of(name).profiles, 'clouddriver-local.yml'), 'utf8')),
      'spot.endpoint',
    )
    return typeof found === 'string' ? found : undefined
  } catch {
    return undefined
  }
}
