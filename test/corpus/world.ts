import { problem } from '../../src/platform/errors/index.ts'
import { createGate, gateConfigSchema } from '../../src/services/gate/index.ts'
import { executionStatusIsFinal } from '../../src/services/orca/engine/index.ts'
import type { Execution, Json } from '../../src/services/orca/model.ts'
import { played, startOrca } from '../../src/services/orca/testing.ts'

/**
 * Gate, Front50 and Orca in one process and in a time of their own. There are no clouds, and nothing outside can be reached:
 * what was asked for is written down and refused.
 */
export async function startCorpusWorld() {
  const reached: string[] = []
  const clouddriver = played('clouddriver', ({ method, path }) =>
    method === 'GET' && path === '/credentials' ? { body: [] } : undefined,
  )
  const outbound = {
    async request({ method, url }: { method: string; url: string }): Promise<never> {
      reached.push(`${method} ${url}`)
      throw problem('invalid', 'Nothing outside is reached from here')
    },
    close: async () => {},
  }
  const orca = await startOrca({
    outbound,
    services: { clouddriver },
    config: { executions: { import: { enabled: true } } },
  })
  const gate = await createGate({ ...orca.deps, version: '1.0.0', config: gateConfigSchema.parse({}) })
  await gate.start()

  async function ask(method: string, url: string, body?: unknown) {
    const asked = gate.server.inject({
      method: method as 'GET',
      url,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    let answer: Awaited<typeof asked> | undefined
    asked.then((given) => {
      answer = given
    })
    // Gate waits for the task that makes the change: time has to go on meanwhile.
    const done = await orca.until(() => answer)
    const isJson = done.headers['content-type']?.toString().includes('json') === true && done.body !== ''
    return { status: done.statusCode, text: done.body, body: isJson ? done.json() : undefined }
  }

  return {
    orca,
    ask,
    clouddriver,
    /** What pipelines wanted of the world. */
    reached,
    /** Runs a pipeline to its end; people approve whatever they are asked. */
    async run(pipeline: Json): Promise<Execution> {
      const { status, body } = await orca.ask('POST', '/orchestrate', pipeline)
      if (status !== 200) throw new Error(`Not started (${status}): ${body?.message}`)
      const id = String(body.ref).split('/').at(-1)!
      return orca.until(async () => {
        const execution = await orca.read(id)
        if (executionStatusIsFinal(execution.status)) return execution
        for (const stage of execution.stages) {
          if (stage.type !== 'manualJudgment' || stage.status !== 'RUNNING' || stage.context.judgmentStatus) continue
          await orca.ask('PATCH', `/pipelines/${id}/stages/${stage.id}`, { judgmentStatus: 'continue' })
        }
        return undefined
      })
    },
    async stop() {
      await gate.stop()
      await orca.stop()
    },
  }
}

export type CorpusWorld = Awaited<ReturnType<typeof startCorpusWorld>>
