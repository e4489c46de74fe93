import type { Command, Invocation } from '../command.ts'
import { createDaemonClient } from '../daemon-client.ts'

const clientOf = ({ home, env, flags }: Invocation) =>
  createDaemonClient({
    home,
    env,
    endpoint: (flags['daemon-endpoint'] as string | undefined) ?? env.HAL_DAEMON_ENDPOINT,
  })

/** `hal task` */
export const taskCommands: readonly Command[] = [
  {
    name: 'list',
    describe: 'Lists the tasks of a daemon, those that ended lately too.',
    async run(invocation) {
      const tasks = await clientOf(invocation).call<unknown>({ method: 'GET', path: '/v1/tasks/' })
      invocation.say.data(Array.isArray(tasks) ? { tasks } : tasks)
    },
  },
  {
    name: 'interrupt',
    describe: 'Interrupts a task, and what it started.',
    argument: { name: 'UUID', describe: 'The UUID of the task.', required: true },
    async run(invocation) {
      const path = `/v1/tasks/${encodeURIComponent(invocation.argument!)}/interrupt`
      await clientOf(invocation).call({ method: 'PUT', path })
      invocation.say.success('Successfully interrupted task.')
    },
  },
]

/** `hal shutdown` */
export async function shutdown(invocation: Invocation): Promise<void> {
  const answer = await clientOf(invocation).call<{ message?: string } | undefined>({
    method: 'POST',
    path: '/shutdown',
  })
  invocation.say.success(answer?.message ?? 'The daemon stops.')
}
