import { type Call, callForAnswer, callJson, path, pathSegments, type Transport } from '../../platform/clients/index.ts'

type Json = Record<string, unknown>

export type IgorClient = ReturnType<typeof igorClient>

/** Where a build is: its number in the service that builds, whose name is `master`, and its job. */
export interface BuildAt {
  readonly master: string
  readonly job: string
  readonly buildNumber: number
}

/** Igor for other services. Calls carry the current identity; a refusal is an error with Igor's status and words. */
export function igorClient(transport: Transport) {
  const ask = <T>(method: Call['method'], at: string, more: Omit<Call, 'method' | 'path'> = {}) =>
    callJson<T>(transport, { method, path: at, ...more })

  return {
    /**
     * Starts a build; asked again with the same `startTime`, Igor answers about the build that it started then. The id in the
     * queue of the service that builds; undefined while Igor does not know it yet.
     */
    async startBuild(master: string, job: string, parameters: Record<string, string>, startTime: string) {
      const answer = await callForAnswer(transport, {
        method: 'PUT',
        path: path`/masters/${master}/jobs/` + pathSegments(job),
        query: parameters,
        body: startTime,
      })
      return answer.status === 202 ? undefined : String(answer.body ?? '')
    },
    stopBuild: (master: string, job: string, queuedBuild: string, buildNumber: number) =>
      ask<void>(
        'PUT',
        `${path`/masters/${master}/jobs/`}${pathSegments(job)}/stop/${pathSegments(queuedBuild)}/${buildNumber}`,
        {
          body: '',
        },
      ),
    describeBuild: ({ master, job, buildNumber }: BuildAt, description: string) =>
      ask<void>('PATCH', `${path`/masters/${master}/jobs/`}${pathSegments(job)}/update/${buildNumber}`, {
        body: { description },
      }),
    /** Its build has a `number` once it has begun. */
    queuedBuild: (master: string, queuedBuild: string) =>
      ask<Json | undefined>('GET', path`/builds/queue/${master}/${queuedBuild}`),
    build: ({ master, job, buildNumber }: BuildAt) =>
      ask<Json>('GET', path`/builds/status/${String(buildNumber)}/${master}/` + pathSegments(job)),
    properties: ({ master, job, buildNumber }: BuildAt, fileName: string) =>
      ask<Json>('GET', path`/builds/properties/${String(buildNumber)}/${fileName}/${master}/` + pathSegments(job)),
    artifacts: ({ master, job, buildNumber }: BuildAt, propertyFile: string | undefined) =>
      ask<Json[] | undefined>('GET', path`/builds/artifacts/${String(buildNumber)}/${master}/` + pathSegments(job), {
        query: { propertyFile },
      }),

    startCodeBuild: (account: string, body: Json) =>
      ask<Json>('POST', path`/codebuild/builds/start/${account}`, { body }),
    codeBuild: (account: string, id: string) => ask<Json>('GET', path`/codebuild/builds/${account}/${id}`),
    codeBuildArtifacts: (account: string, id: string) =>
      ask<Json[]>('GET', path`/codebuild/builds/artifacts/${account}/${id}`),
    stopCodeBuild: (account: string, id: string) => ask<Json>('POST', path`/codebuild/builds/stop/${account}/${id}`),

    createGoogleCloudBuild: (account: string, body: Json) =>
      ask<Json>('POST', path`/gcb/builds/create/${account}`, { body }),
    runGoogleCloudBuildTrigger: (account: string, triggerId: string, body: Json) =>
      ask<Json>('POST', path`/gcb/triggers/${account}/${triggerId}/run`, { body }),
    googleCloudBuild: (account: string, id: string) => ask<Json>('GET', path`/gcb/builds/${account}/${id}`),
    googleCloudBuildArtifacts: (account: string, id: string) =>
      ask<Json[]>('GET', path`/gcb/builds/${account}/${id}/artifacts`),
    stopGoogleCloudBuild: (account: string, id: string) => ask<Json>('POST', path`/gcb/builds/stop/${account}/${id}`),
  }
}
