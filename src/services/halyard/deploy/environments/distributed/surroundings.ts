import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HalHome } from '../../../home.ts'
import type { Deployment } from '../../../schema/index.ts'
import { release } from '../../../versions/release.ts'
import type { Manifest } from './manifest.ts'
import { digest } from './names.ts'

/** On a Deployment: what else than its service's files it was made of. */
const annotation = 'halyard.spinnaker.io/surroundings'

/**
 * What a service is made of besides its files and settings: this release, how the halconfig has it on Kubernetes, and what users change
 * of the objects. Two Deployments of the same hash and the same surroundings are equal.
 */
export function surroundingsOf(home: HalHome, deployment: Deployment): string {
  const directory = home.of(deployment.name).kustomize
  const files = existsSync(directory) ? readdirSync(directory, { recursive: true, withFileTypes: true }) : []
  const contents = files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((path) => [path.slice(directory.length), readFileSync(path)])
  return digest([release(), JSON.stringify(deployment.deploymentEnvironment), ...contents])
}

/** Marks the Deployments with the surroundings that they were made in. */
export const markedWith = (objects: readonly Manifest[], surroundings: string): Manifest[] =>
  objects.map((object) =>
    object.kind === 'Deployment'
      ? {
          ...object,
          metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [annotation]: surroundings } },
        }
      : object,
  )

export const surroundingsAt = ({ metadata }: Manifest): string | undefined => metadata.annotations?.[annotation]
