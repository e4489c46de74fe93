import type { ClouddriverClient, JobAt } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { defineTask, type PlannedTask, type StageView } from '../../stage.ts'
import { json, objects, present, text, texts } from '../../values.ts'
import { hours, minutes, running, seconds, succeeded, terminal } from '../results.ts'
import { requireAccount } from '../server-groups/deployment.ts'
import { outputsOf } from './outputs.ts'

/** The one job of the stage; undefined where it has made none. @throws where there are several */
export function jobOf(stage: StageView): JobAt | undefined {
  const { context, execution } = stage
  const [place, another] = Object.entries(json(context['deploy.jobs']))
  if (another !== undefined) throw new Error('At most one job location can be specified at a time.')
  const [name, second] = texts(place?.[1])
  if (second !== undefined) throw new Error('At most one job can be run and monitored at a time.')
  if (place === undefined || name === undefined) return undefined
  const application = text(json(context.moniker).app) ?? text(context.application) ?? execution.application
  return { application, account: requireAccount(context), location: place[0], name }
}

/** The clocks of Orca and of the cloud differ: a job that the cloud ends in time is waited for that much longer. */
const padding = minutes(5)

/** Milliseconds of a duration like `PT1H30M`; undefined for anything else. */
export function millisOf(duration: unknown): number | undefined {
  const [matched, days, hour, minute, second] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text(duration) ?? '') ?? []
  if (matched === undefined) return undefined
  const [d, h, m, s] = [days, hour, minute, second].map((part) => Number(part ?? 0)) as [number, number, number, number]
  return hours(d * 24 + h) + minutes(m) + seconds(s)
}

export const waitOnJobCompletion: PlannedTask = {
  name: 'waitOnJobCompletion',
  task: defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.job.WaitOnJobCompletion',
    needs: ['clouddriver'],
    backoffMs: (_stage, elapsedMs) => seconds(elapsedMs < seconds(30) ? 2 : 10),
    timeoutMs: ({ context }) => {
      const limit = millisOf(context.jobRuntimeLimit)
      return limit === undefined ? hours(2) : limit + padding
    },
    timeoutOverridable: true,
    async run(stage, { clouddriver }) {
      if (Object.keys(json(stage.context['deploy.jobs'])).length === 0) throw new Error('No jobs in stage context.')
      const reference = jobOf(stage)
      if (reference === undefined) return running()
      const job = await clouddriver.job(reference)
      if (job === undefined)
        throw new Error(`There is no job ${reference.name} in ${reference.account}/${reference.location}`)
      const told = present({ jobStatus: job, completionDetails: job.completionDetails })
      const isSuccess = job.jobState === 'Succeeded'
      if (!isSuccess && job.jobState !== 'Failed') return { ...running(told), outputs: outputsOf(stage, told) }
      const properties = await propertiesOf(stage, reference, job, clouddriver)
      const more = Object.keys(properties).length === 0 ? {} : { ...properties, propertyFileContents: properties }
      const context = { ...told, ...more }
      return isSuccess ? succeeded(context, outputsOf(stage, context)) : terminal(failureOf(job), context)
    },
  }),
}

function failureOf({ name, reason, message, failureDetails }: Json): string {
  const said = [
    `Job: '${text(name) ?? ''}' failed.`,
    text(reason) && `Reason: ${text(reason)}.`,
    text(message) && `Details: ${text(message)}.`,
    text(failureDetails) && `Additional Details: ${text(failureDetails)}`,
  ]
  return said.filter(Boolean).join(' ')
}

/** What the job wrote for the pipeline. A job that succeeded must have; of one that failed it is only welcome. */
async function propertiesOf(stage: StageView, at: JobAt, job: Json, clouddriver: ClouddriverClient): Promise<Json> {
  const file = text(stage.context.propertyFile)
  if (file === undefined) return {}
  let problem = ''
  const read = await clouddriver.jobFile(at, file).catch((error: Error) => {
    problem = ` Error: ${error.message}`
    return {}
  })
  if (Object.keys(read ?? {}).length > 0) return read ?? {}
  if (job.jobState !== 'Succeeded') return {}
  const again = await fromSucceededPod(at, job, file, clouddriver)
  if (Object.keys(again).length > 0) return again
  const { application, account, location, name } = at
  throw new Error(
    `Expected properties file: ${file} in job: ${name}, application: ${application}, location: ${location}, account: ${account} but it was either missing, empty or contained invalid syntax.${problem}`,
  )
}

/** Kubernetes may have run a second pod of the job: the one that succeeded has the words. */
async function fromSucceededPod(at: JobAt, job: Json, file: string, clouddriver: ClouddriverClient): Promise<Json> {
  if (job.provider !== 'kubernetes') return {}
  const pod = objects(job.pods).find(({ status }) => json(status).phase === 'Succeeded')
  const name = text(pod?.name)
  return name === undefined ? {} : ((await clouddriver.podFile(at, name, file)) ?? {})
}
