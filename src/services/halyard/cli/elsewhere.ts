import { setTimeout as pause } from 'node:timers/promises'
import { GennakerError, problem } from '../../../platform/errors/index.ts'
import type { Command } from './command.ts'
import { createDaemonClient, type DaemonClient } from './daemon-client.ts'
import { asked, type Line } from './line.ts'
import type { World } from './main.ts'
import { createQuestions } from './questions.ts'

/** The words that a daemon does instead, where one is named. The others concern this machine, or the daemon itself. */
const words = new Set(['config', 'plugins', 'version', 'deploy', 'status'])

/** `path` as `hal config provider`: the words of a command, `hal` first. */
export const isForDaemon = (path: readonly string[]) => words.has(path[1] ?? '')

interface Task {
  readonly uuid: string
  readonly state: string
  readonly events: readonly { readonly stage: string; readonly message: string }[]
  readonly response: {
    readonly responseBody: { readonly code: number } | null
    readonly problemSet: { readonly problems: readonly { readonly message: string }[] }
  } | null
}

/**
 * Lets a daemon do what a line says, as it would be done there, and says what it says. Secrets are asked for here. Returns the exit
 * code; throws `unavailable` when no daemon answers. An interruption interrupts it there.
 */
export async function doElsewhere(
  endpoint: string,
  command: Command,
  line: readonly string[],
  { given }: Line,
  world: World,
  signal: AbortSignal,
): Promise<number> {
  const ask = createQuestions(world.terminal, { quiet: false }, signal)
  const input: string[] = []
  for (const flag of command.flags ?? [])
    if (given[flag.name] === asked) input.push(await ask.secret(`${flag.describe.replace(/\.$/, '')} (--${flag.name})`))
  const client = createDaemonClient({ home: world.home, env: world.env, endpoint })
  const begun = await begin(client, endpoint, { line, directory: world.directory, input: input.join('\n') })
  const ended = await follow(client, begun, world, signal)
  signal.throwIfAborted()
  const { responseBody, problemSet } = ended.response!
  if (responseBody !== null) return responseBody.code
  throw problem(
    'unavailable',
    `The daemon at ${endpoint}: ${problemSet.problems.map(({ message }) => message).join(' ')}`,
  )
}

async function begin(client: DaemonClient, endpoint: string, body: object): Promise<Task> {
  try {
    return await client.call<Task>({ method: 'POST', path: '/v1/hal', body })
  } catch (error) {
    if (!(error instanceof GennakerError) || error.code !== 'notFound') throw error
    throw problem(
      'invalid',
      `The daemon at ${endpoint} takes no commands, as that of Spinnaker. 'hal task', 'hal shutdown' and 'hal --ready' work with it; leave --daemon-endpoint out for the rest.`,
    )
  }
}

const longestPauseMs = 400

/** Says what the task says as it goes on, until it ends. */
async function follow(client: DaemonClient, begun: Task, { terminal }: World, signal: AbortSignal): Promise<Task> {
  const path = `/v1/tasks/${begun.uuid}`
  let task = begun
  let said = 0
  let interrupted = false
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    for (const { stage, message } of task.events.slice(said))
      if (stage === 'output' || stage === 'errors') terminal[stage].write(message)
    said = task.events.length
    if (task.state !== 'RUNNING' && task.state !== 'NOT_STARTED') return task
    if (signal.aborted && !interrupted) {
      interrupted = true
      await client.call({ method: 'PUT', path: `${path}/interrupt` })
    }
    // An interruption is passed on at once.
    await pause(pauseMs, undefined, interrupted ? {} : { signal }).catch(() => {})
    task = await client.call<Task>({ method: 'GET', path })
  }
}
