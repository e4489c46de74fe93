import type { IgorClient } from '../../../igor/client.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type StageView, type TaskResult } from '../../stage.ts'
import { isTrue, json, number, objects, present, text } from '../../values.ts'
import { exception, hours, minutes, running, seconds, succeeded } from '../results.ts'
import { fewErrorsPatience, orAgain, requireIgor, withError, withFewErrors } from './igor.ts'

const classes = 'com.netflix.spinnaker.orca.igor.tasks'

/** Asks Igor for a build; the stage's start names the request, so that a task that runs again does not start another. */
export async function startBuild(
  { stage }: StageView,
  igor: IgorClient,
  { master, job, parameters }: { readonly master: string; readonly job: string; readonly parameters: Json },
): Promise<string | undefined> {
  const texts = Object.entries(present(parameters)).map(([name, value]) => [name, asText(value)] as const)
  return igor.startBuild(master, job, Object.fromEntries(texts), String(stage.startTime ?? ''))
}

const asText = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))

export const startPatience = { backoffMs: seconds(30), timeoutMs: minutes(15) }

export const startJob = defineTask<'igor'>({
  implementingClass: `${classes}.StartJenkinsJobTask`,
  needs: ['igor'],
  ...startPatience,
  async run(stage, { igor }) {
    const { master, job } = where(stage)
    const queuedBuild = await startBuild(stage, requireIgor(igor), {
      ...{ master, job, parameters: json(stage.context.parameters) },
    })
    return queuedBuild === undefined ? running() : succeeded({ queuedBuild })
  },
})

/** Learns the number of the build, and tells the build where it comes from. */
export const waitForStart = defineTask<'igor' | 'settings'>({
  implementingClass: `${classes}.MonitorQueuedJenkinsJobTask`,
  needs: ['igor', 'settings'],
  backoffMs: seconds(10),
  timeoutMs: hours(2),
  timeoutOverridable: true,
  run: (stage, { igor, settings }) =>
    orAgain(async () => {
      const { master, job } = where(stage)
      const build = await requireIgor(igor).queuedBuild(master, text(stage.context.queuedBuild) ?? '')
      const buildNumber = number(build?.number)
      if (buildNumber === undefined) return running()
      const { application, id, name } = stage.execution
      const www = settings.spinnaker['base-url'].www
      if (www !== undefined) {
        const link = `${www}/#/applications/${application}/executions/details/${id}`
        const words = `This build was triggered by '<a href="${link}">${name ?? 'Unknown Pipeline'}</a>' in Spinnaker.`
        // A build that does not take the words runs all the same.
        await requireIgor(igor)
          .describeBuild({ master, job, buildNumber }, words)
          .catch(() => undefined)
      }
      return succeeded({ buildNumber })
    }),
})

const results: Readonly<Record<string, { readonly status: TaskResult['status']; readonly error?: string }>> = {
  SUCCESS: { status: 'SUCCEEDED' },
  ABORTED: { status: 'CANCELED', error: 'Job was aborted (see Jenkins)' },
  FAILURE: { status: 'TERMINAL', error: 'Job failed (see Jenkins)' },
  UNSTABLE: { status: 'TERMINAL', error: 'Job is unstable' },
}

export const monitorJob = defineTask<'igor'>({
  implementingClass: `${classes}.MonitorJenkinsJobTask`,
  needs: ['igor'],
  backoffMs: seconds(10),
  timeoutMs: hours(2),
  timeoutOverridable: true,
  run: (stage, { igor }) =>
    orAgain(async () => {
      const { master, job, buildNumber } = where(stage)
      if (buildNumber === undefined) return { status: 'TERMINAL' }
      const buildInfo = await requireIgor(igor).build({ master, job, buildNumber })
      const known = text(buildInfo.result)
      const result = known !== undefined && Object.hasOwn(results, known) ? results[known] : undefined
      if (goesOn(buildInfo.building) || goesOn(buildInfo.running) || result === undefined) return running({ buildInfo })
      const isGood = known === 'UNSTABLE' && isTrue(stage.context.markUnstableAsSuccessful)
      return {
        status: isGood ? 'SUCCEEDED' : result.status,
        context: { buildInfo, ...(result.error === undefined ? {} : withError(stage, result.error)) },
        outputs: { buildInfo },
      }
    }),
})

const goesOn = (value: unknown) => Boolean(value) && value !== 'false'

/** Takes over what the build wrote into its property file, for this stage and those after it. */
export const getProperties = defineTask<'igor'>({
  implementingClass: `${classes}.GetBuildPropertiesTask`,
  needs: ['igor'],
  ...fewErrorsPatience,
  run: (stage, { igor }) =>
    withFewErrors(stage, async () => {
      const file = text(stage.context.propertyFile)
      if (file === undefined) return succeeded()
      const { master, job, buildNumber } = where(stage)
      if (buildNumber === undefined)
        throw exception(
          'UserException',
          "Can't retrieve property file because the build number is not available, check for build start failures",
        )
      const properties = await requireIgor(igor).properties({ master, job, buildNumber }, file)
      if (Object.keys(json(properties)).length > 0) {
        const found = { ...properties, propertyFileContents: properties }
        return succeeded(found, found)
      }
      if (master.startsWith('travis-')) return succeeded()
      throw exception(
        'ConfigurationException',
        `Expected properties file ${file} but it was either missing, empty or contained invalid syntax`,
      )
    }),
})

export const getArtifacts = defineTask<'igor'>({
  implementingClass: `${classes}.GetBuildArtifactsTask`,
  needs: ['igor'],
  ...fewErrorsPatience,
  run: (stage, { igor }) =>
    withFewErrors(stage, async () => {
      const { master, job, buildNumber = 0 } = where(stage)
      const file = text(stage.context.propertyFile)
      const artifacts = (await requireIgor(igor).artifacts({ master, job, buildNumber }, file)) ?? []
      const decorated = objects(json(stage.context.buildInfo).artifacts).filter(
        ({ decorated: isDecorated, metadata }) => isTrue(json(metadata).decorated ?? isDecorated),
      )
      return succeeded({}, { artifacts: [...artifacts, ...decorated] })
    }),
})

/** Stops a build that waits or runs. */
export async function stopBuild(stage: StageView, { igor }: Pick<Capabilities, 'igor'>): Promise<void> {
  const queuedBuild = text(stage.context.queuedBuild)
  if (queuedBuild === undefined || igor === undefined) return
  const { master, job, buildNumber = 0 } = where(stage)
  await igor.stopBuild(master, job, queuedBuild, buildNumber)
}

/** A stage that starts again forgets its build, but for who wants to look at it. */
export function withoutBuild({ queuedBuild: _queued, buildInfo, buildNumber: _number, ...context }: Json): Json {
  if (buildInfo === undefined) return context
  return { ...context, restartDetails: { ...json(context.restartDetails), previousBuildInfo: buildInfo } }
}

function where({ context }: StageView) {
  return {
    master: text(context.master) ?? '',
    job: text(context.job) ?? '',
    buildNumber: number(context.buildNumber),
  }
}
