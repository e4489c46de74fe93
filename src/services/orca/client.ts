import { callJson, path, type Transport } from '../../platform/clients/index.ts'

type Json = Record<string, unknown>

export type OrcaClient = ReturnType<typeof orcaClient>

/** Orca for other services. Calls carry the current identity; a refusal is an error with Orca's status and words. */
export function orcaClient(transport: Transport) {
  return {
    /** Starts a pipeline, given whole with its `trigger`; `executionId`, where given, will be the execution's. */
    startPipeline: (body: Json) => callJson<{ ref: string }>(transport, { method: 'POST', path: '/orchestrate', body }),
    hasExecution: async (id: string): Promise<boolean> => {
      const call = { method: 'GET', path: path`/pipelines/${id}` } as const
      const answer = await transport.call(call)
      if (answer.status === 404) return false
      if (answer.status >= 400) await callJson({ ...transport, call: async () => answer }, call)
      return true
    },
  }
}
