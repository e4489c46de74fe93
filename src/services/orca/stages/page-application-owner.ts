import { z } from 'zod'
import { defineTask, type StageDefinition } from '../stage.ts'
import { json, text, texts } from '../values.ts'
import { exception, minutes, seconds, succeeded } from './results.ts'

const page = defineTask<'front50' | 'notifications'>({
  implementingClass: 'com.netflix.spinnaker.orca.echo.tasks.PageApplicationOwnerTask',
  needs: ['front50', 'notifications'],
  backoffMs: seconds(15),
  timeoutMs: minutes(5),
  async run({ context, execution }, { front50, notifications }) {
    if (notifications === undefined)
      throw exception(
        'UnsupportedOperationException',
        'Nobody can be paged: Echo is not configured, see `echo` in orca.yml',
      )
    const asked = await Promise.all(
      texts(context.applications).map(async (name) => {
        const application = await front50.findApplication(name).catch(() => undefined)
        return { name, key: text(application?.pdApiKey) }
      }),
    )
    const without = asked.filter(({ key }) => key === undefined).map(({ name }) => name)
    if (without.length > 0) {
      const names = `${without.join(', ')} ${without.length > 1 ? 'do' : 'does'}`
      throw exception('IllegalStateException', `${names} not have a pager duty service key.`)
    }
    const { user } = execution.authentication
    await notifications.send({
      notificationType: 'PAGER_DUTY',
      to: [...texts(context.keys), ...asked.map(({ key }) => key)],
      source: { user },
      additionalContext: { message: context.message, details: { from: user, ...json(context.details) } },
    })
    return succeeded()
  },
})

/** Pages who is on duty for applications, or for given keys (orca: PageApplicationOwnerStage). */
export const pageApplicationOwner: StageDefinition = {
  type: 'pageApplicationOwner',
  label: 'Page Application Owner',
  schema: z.looseObject({
    applications: z.array(z.string()).describe('Each has its key, `pdApiKey`, in Front50.').nullish(),
    keys: z.array(z.string()).nullish(),
    message: z.string().nullish(),
    details: z.looseObject({}).nullish(),
  }),
  tasks: () => [{ name: 'pageApplicationOwner', task: page }],
}
