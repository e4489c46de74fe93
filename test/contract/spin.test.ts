import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, type Home, type Product, startProduct, untilTask } from '../support/product.ts'
import { sharedFile } from '../support/root.ts'

interface Recording {
  /** `present`: the application, pipeline, … that the command names exists; `absent`: it does not. */
  readonly gate: string
  readonly command: readonly string[]
  readonly requests: readonly {
    readonly method: string
    readonly path: string
    readonly headers?: Record<string, string>
    readonly body?: unknown
  }[]
  readonly exit: number
}

const file = sharedFile('peers/spin/requests.json')
if (file === undefined) {
  process.stdout.write('The recordings of spin are not here; set GENNAKER_SHARED to the folder that has peers/spin.\n')
}
const recordings: Recording[] = file === undefined ? [] : JSON.parse(readFileSync(file, 'utf8')).commands
/** All but what needs a canary configuration to be there or to be saved, which is Kayenta's, and what sends nothing. */
const replayed = recordings.filter(({ command, requests, gate }) => {
  const needsKayenta = command[1] === 'canary' && (gate === 'present' ? command[3] !== 'list' : command[3] !== 'get')
  return requests.length > 0 && !needsKayenta
})

/** The statuses that `spin` insists on; it takes everything else for a failure. */
function expected({ command, gate }: Recording, { method, path }: Recording['requests'][number]): number {
  const looksFor = method === 'GET' && /^\/(applications|projects|v2\/pipelineTemplates|v2\/canaryConfig)\/./.test(path)
  if (gate === 'absent' && looksFor) return 404
  if (command.slice(1, 3).join(' ') === 'pipeline execute' && method === 'POST') return 202
  if (method === 'DELETE' && path.startsWith('/v2/pipelineTemplates')) return 202
  return 200
}

describe.runIf(file !== undefined)('what spin sends', () => {
  let home: Home
  let product: Product
  let executionId = ''

  beforeAll(async () => {
    home = createHome()
    product = await startProduct(home)
  })
  afterAll(async () => {
    await product?.stop()
    home?.remove()
  })

  const post = (path: string, body: unknown) => product.gate(path, { method: 'POST', body })
  const task = async (application: string, job: object) => {
    const { body } = await post('/tasks', { application, description: 'Prepare', job: [job] })
    return untilTask(product, body.ref)
  }

  /** Makes, or removes, all that the recordings name. */
  async function prepare(gate: string): Promise<void> {
    const known = (await product.gate('/applications/app?expand=false')).status === 200
    if (!known) await task('app', { type: 'createApplication', application: { name: 'app', email: 'a@example.test' } })
    const project = (await product.gate('/projects/prj')).body
    const template = (await product.gate('/v2/pipelineTemplates/t1')).status === 200
    if (gate === 'absent') {
      await product.gate('/pipelines/app/deploy', { method: 'DELETE' })
      if (template) await product.gate('/v2/pipelineTemplates/t1', { method: 'DELETE' })
      if (project?.id) await task('spinnaker', { type: 'deleteProject', project: { id: project.id } })
      await task('app', { type: 'deleteApplication', application: { name: 'app' } })
      return
    }
    // A pipeline without stages fails at its start, as it does in Spinnaker.
    const stages = [{ refId: '1', requisiteStageRefIds: [], type: 'wait', name: 'Wait', waitTime: 0 }]
    await post('/pipelines', { application: 'app', name: 'deploy', id: 'p1', stages })
    if (!template) {
      const metadata = { name: 'n', description: 'd', owner: 'o@example.test', scopes: ['global'] }
      const body = { id: 't1', schema: 'v2', metadata, protect: false, variables: [], pipeline: { stages: [] } }
      await post('/v2/pipelineTemplates/create', body)
      await post('/v2/pipelineTemplates/create?tag=stable', body)
    }
    if (!project?.id) {
      const config = { applications: ['app'], clusters: [], pipelineConfigs: [] }
      await task('spinnaker', {
        type: 'upsertProject',
        project: { name: 'prj', email: 'a@example.test', config },
      })
    }
    executionId = (await post('/pipelines/app/deploy', { type: 'manual' })).body.ref.split('/').at(-1)
    await product.untilExecution(executionId, 'SUCCEEDED')
  }

  /** The recording's project has an id that is not the one it has here. */
  async function here(body: unknown): Promise<unknown> {
    const id = (await product.gate('/projects/prj')).body?.id
    return id ? JSON.parse(JSON.stringify(body).replaceAll('"id":"x"', `"id":"${id}"`)) : body
  }

  it.each(replayed.map((recording) => [`${recording.command.join(' ')} (${recording.gate})`, recording] as const))(
    '%s is answered as spin wants it',
    async (_name, recording) => {
      await prepare(recording.gate)
      let ref = ''
      for (const request of recording.requests) {
        const path = request.path.replace('/tasks/01', ref).replace(/(?<=\/pipelines\/|executionIds=)e1/, executionId)
        const answer = await product.gate(path, {
          method: request.method,
          headers: request.headers ?? {},
          ...(request.body === undefined || request.body === null ? {} : { body: await here(request.body) }),
        })
        expect({ request: `${request.method} ${path}`, status: answer.status, text: answer.text }).toMatchObject({
          status: expected(recording, request),
        })
        if (request.path === '/tasks') {
          ref = answer.body.ref
          expect(ref).toMatch(/^\/tasks\/.+/)
          await untilTask(product, ref)
        }
        if (
          request.path.startsWith('/v2/pipelineTemplates/update') ||
          request.path.startsWith('/v2/pipelineTemplates/create')
        ) {
          expect(answer.body?.status ?? 'SUCCEEDED').toBe('SUCCEEDED')
        }
      }
    },
  )
})
