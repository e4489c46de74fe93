import type { FastifyPluginAsync } from 'fastify'
import { type Backends, passOn } from '../backends.ts'

/** The stage types that pipelines may have, with the JSON Schema of each: what the editor's forms, completion and checks are made of. */
export function stageTypeRoutes({ orca }: Backends): FastifyPluginAsync {
  return async (app) => {
    app.get('/v1/stages', passOn(orca))
  }
}
