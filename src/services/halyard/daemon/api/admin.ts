import { z } from 'zod'
import type { HttpServer } from '../../../../platform/http/index.ts'
import { spinScript } from '../../cli/commands/spin.ts'
import { readHalconfig } from '../../halconfig/index.ts'
import type { DaemonContext } from '../context.ts'
import { speak } from '../spoken.ts'
import { finding, Refused, type TaskContext } from '../tasks/index.ts'
import { action } from './remote-action.ts'

const version = z.object({
  version: z.string(),
  alias: z.string().default(''),
  changelog: z.string().default(''),
  minimumHalyardVersion: z.string().nullish(),
})
const bom = z.object({ bomPath: z.string() })
const profile = bom.extend({ profilePath: z.string() })
const reason = z.object({ illegalReason: z.string().optional() })
const newest = z.object({ latestSpinnaker: z.string().optional(), latestHalyard: z.string().optional() })

/** What `hal admin` and `hal spin` do, at their old addresses. Paths are of the machine of the daemon. */
export function adminRoutes(server: HttpServer, context: DaemonContext): void {
  const { home, tasks, timeouts } = context
  const done = async (line: readonly string[], task: TaskContext) => {
    const { code, errors } = await speak(context, { line, directory: '/', input: '' }, task)
    if (code !== 0) throw new Refused([finding(errors.replace(/^- /, '').trim())])
    return {}
  }
  const submit = (name: string, line: readonly string[]) =>
    tasks.submit(name, timeouts.task, (task) => done(line, task))
  const flags = (given: Readonly<Record<string, string | null | undefined>>) =>
    Object.entries(given).flatMap(([name, value]) => (value ? [`--${name}`, value] : []))

  server.put<{ Querystring: z.infer<typeof bom> }>(
    '/v1/admin/publishBom',
    { schema: { querystring: bom } },
    async ({ query: { bomPath } }) =>
      submit('Publish BOM', ['admin', 'publish', 'bom', ...flags({ 'bom-path': bomPath })]),
  )
  server.put<{ Querystring: z.infer<typeof profile>; Params: { artifact: string } }>(
    '/v1/admin/publishProfile/:artifact',
    { schema: { querystring: profile } },
    async ({ params: { artifact }, query: { bomPath, profilePath } }) =>
      submit('Publish profile', [
        ...['admin', 'publish', 'profile', artifact],
        ...flags({ 'bom-path': bomPath, 'profile-path': profilePath }),
      ]),
  )
  server.put<{ Body: z.infer<typeof version> }>(
    '/v1/admin/publishVersion',
    { schema: { body: version } },
    async ({ body: { minimumHalyardVersion, ...told } }) =>
      submit('Publish version', [
        ...['admin', 'publish', 'version'],
        ...flags({ ...told, 'minimum-halyard-version': minimumHalyardVersion }),
      ]),
  )
  server.put<{ Body: z.infer<typeof version>; Querystring: z.infer<typeof reason> }>(
    '/v1/admin/deprecateVersion',
    { schema: { body: version, querystring: reason } },
    async ({ body, query }) =>
      submit('Deprecate version', [
        ...['admin', 'deprecate', 'version'],
        ...flags({ version: body.version, 'illegal-reason': query.illegalReason }),
      ]),
  )
  for (const [path, key, word] of [
    ['publishLatestSpinnaker', 'latestSpinnaker', 'latest-spinnaker'],
    ['publishLatestHalyard', 'latestHalyard', 'latest-halyard'],
  ] as const)
    server.put<{ Querystring: z.infer<typeof newest> }>(
      `/v1/admin/${path}`,
      { schema: { querystring: newest.required({ [key]: true } as Record<typeof key, true>) } },
      async ({ query }) => submit('Publish latest version', ['admin', 'publish', word, String(query[key])]),
    )
  server.get('/v1/spin/install/latest', async () =>
    tasks.submit('Install spin', timeouts.task, async (task) => {
      await done(['spin', 'install', '--auto-run', 'false'], task)
      const path = spinScript(home, readHalconfig(home).deployment().name)
      return { body: action('Installs spin in /usr/local/bin.', path) }
    }),
  )
}
