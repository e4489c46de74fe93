import { z } from 'zod'
import type { HttpServer } from '../../../../platform/http/index.ts'
import { isForDaemon } from '../../cli/elsewhere.ts'
import { resolve } from '../../cli/words.ts'
import type { DaemonContext } from '../context.ts'
import { speak } from '../spoken.ts'
import { conflict, finding } from '../tasks/index.ts'

const spoken = z.object({
  line: z.array(z.string()).min(1),
  directory: z.string().default('/'),
  input: z.string().default(''),
})

/** Lines of `hal` on another machine, or of another person: done here as if they were typed here. */
export function commandRoutes(server: HttpServer, context: DaemonContext): void {
  const { root, tasks, timeouts } = context
  server.post<{ Body: z.infer<typeof spoken> }>('/v1/hal', { schema: { body: spoken } }, async ({ body }) => {
    const { path } = await resolve(root, body.line)
    const named = path.slice(1).join(' ')
    if (!isForDaemon(path)) throw conflict([finding(`'hal ${named}' is nothing that a daemon does for others.`)])
    if (named === 'config secret get') throw conflict([finding('A daemon shows no secret.')])
    if (body.line.some((word) => /^(-|(--file|-f)=-)$/.test(word)))
      throw conflict([finding('A daemon has no standard input of yours: name a file on its machine instead of -.')])
    const timeoutMs = named.startsWith('deploy') ? timeouts.deploy : timeouts.task
    return tasks.submit(`hal ${named}`, timeoutMs, async (task) => ({ body: await speak(context, body, task) }))
  })
}
