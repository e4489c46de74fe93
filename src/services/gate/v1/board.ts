import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { callJson, path } from '../../../platform/clients/index.ts'
import type { ServerGroupView } from '../../clouddriver/client.ts'
import type { Backends } from '../backends.ts'
import { type Environment, environmentsOf } from './environments.ts'
import type { PipelineDigest } from './pipeline-digest.ts'
import type { PipelineDigests } from './pipeline-digests.ts'
import { type Recent, type Run, readRecent } from './recent-runs.ts'

/** A pipeline that deploys to an environment, and what to tell it which version. */
export interface Deployer {
  readonly id: string
  readonly name: string
  readonly disabled?: true
  /** The parameter that takes the version. */
  readonly parameter?: string
}

/** An environment with what runs in it, if anything does, and how something else gets there. */
export interface BoardEnvironment extends Partial<Environment> {
  readonly account: string
  readonly stack: string
  readonly pipelines: readonly Deployer[]
  /** What ran when the server group was made. */
  readonly broughtBy?: Run
  /** What runs now of the pipelines that deploy there, the newest. */
  readonly deploying?: Run
}

const ofApplication = z.object({ application: z.string() })
/** As many executions of a pipeline are looked at for the one that brought a version. */
const lookedAt = 20

/** Which version of an application is where, and what brings another one there. */
export function boardRoutes({ orca, clouddriver }: Backends, digests: PipelineDigests): FastifyPluginAsync {
  return async (app) => {
    app.get('/v1/applications/:application/board', async (request) => {
      const { application } = ofApplication.parse(request.params)
      const [pipelines, groups] = await Promise.all([
        digests.of(application),
        callJson<ServerGroupView[]>(clouddriver, {
          method: 'GET',
          path: path`/applications/${application}/serverGroups`,
        }),
      ])
      const deployers = pipelines.filter(({ deploysTo, strategy }) => deploysTo.length > 0 && !strategy)
      const recent = await readRecent(orca, deployers, { runs: lookedAt, awaitingJudgement: false })
      return { environments: boardOf(environmentsOf(groups), deployers, recent) }
    })
  }
}

const keyOf = ({ account, stack }: { account: string; stack: string }) => JSON.stringify([account, stack])

/** Environments in which something runs, and those to which a pipeline would deploy. */
export function boardOf(
  running: readonly Environment[],
  deployers: readonly PipelineDigest[],
  recent: ReadonlyMap<string, Recent>,
): BoardEnvironment[] {
  const places = new Map<string, { account: string; stack: string } | Environment>()
  for (const place of deployers.flatMap(({ deploysTo }) => deploysTo)) places.set(keyOf(place), place)
  for (const environment of running) places.set(keyOf(environment), environment)
  return [...places.values()].map((place) => {
    const own = deployers.filter(({ deploysTo }) => deploysTo.some((each) => keyOf(each) === keyOf(place)))
    const since = 'since' in place ? place.since : undefined
    const runs = own.flatMap(({ id }) => recent.get(id)?.runs ?? [])
    const broughtBy = since === undefined ? undefined : runs.find((run) => wasGoing(run, since))
    const deploying = runs
      .filter(({ startTime, endTime }) => startTime !== undefined && endTime === undefined)
      .toSorted((a, b) => (b.startTime ?? 0) - (a.startTime ?? 0))[0]
    return {
      ...place,
      pipelines: own.map(deployerOf),
      ...(broughtBy ? { broughtBy } : {}),
      ...(deploying ? { deploying } : {}),
    }
  })
}

const wasGoing = ({ startTime, endTime }: Run, at: number): boolean =>
  startTime !== undefined && startTime <= at && at <= (endTime ?? Number.POSITIVE_INFINITY)

const versionNames = ['version', 'image', 'imageid', 'ami', 'amiid', 'tag', 'build', 'buildnumber']

function deployerOf({ id, name, disabled, parameterNames }: PipelineDigest): Deployer {
  const parameter = versionNames
    .map((wanted) => parameterNames.find((each) => each.toLowerCase().replace(/[-_ ]/g, '') === wanted))
    .find(Boolean)
  return { id, name, ...(disabled ? { disabled } : {}), ...(parameter ? { parameter } : {}) }
}
