import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { planSchema } from '../dry-run/index.ts'
import type { OrcaContext } from './context.ts'

const pipeline = z
  .looseObject({ application: z.string().optional(), stages: z.array(z.looseObject({})).optional() })
  .describe('A pipeline as it is saved, or a configuration of a template; with `trigger` as a launch takes it.')

/** What an execution would do, told without doing any of it. Spinnaker has nothing like it. */
export function dryRunRoutes({ planExecution }: OrcaContext): FastifyPluginCallbackZod {
  return (app, _, done) => {
    app.post(
      '/pipelines/plan',
      {
        schema: {
          summary: 'Plan an execution without effects',
          description: 'Reads clouds and configuration as they are now, changes nothing and stores nothing.',
          tags: ['dry run'],
          body: pipeline,
          response: { 200: planSchema },
        },
      },
      async (request) => planExecution(request.body),
    )
    done()
  }
}
