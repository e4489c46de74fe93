import { cloudSettings } from '../../cloud-settings.ts'
import { defineTask, type PlannedTask } from '../../stage.ts'
import { text } from '../../values.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { applicationOf } from './application-check.ts'

/**
 * Tells which commits a deploy brought, for people. The original compares them through Igor; without one there is nothing
 * to tell. Never fails (orca: GetCommitsTask).
 */
export const getCommits: PlannedTask = {
  name: 'getCommits',
  when: ({ settings }) => cloudSettings(settings).tellsCommits,
  task: defineTask<'front50'>({
    implementingClass: 'com.netflix.spinnaker.orca.igor.tasks.GetCommitsTask',
    needs: ['front50'],
    backoffMs: seconds(3),
    timeoutMs: minutes(5),
    async run(stage, { front50 }) {
      const name = applicationOf(stage.context) ?? stage.execution.application
      const application = await front50.findApplication(name).catch(() => undefined)
      const repository = [application?.repoType, application?.repoProjectKey, application?.repoSlug]
      return repository.every((part) => text(part) !== undefined) ? succeeded({ commits: [] }) : succeeded()
    },
  }),
}
