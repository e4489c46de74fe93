import { parseName } from '../../../../lib/moniker/index.ts'
import { cloudSettings } from '../../cloud-settings.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask } from '../../stage.ts'
import { json, text } from '../../values.ts'
import { succeeded } from '../results.ts'

/** The application that a stage is about: as written, else the one of its moniker or of the names that it has. */
export function applicationOf(context: Json): string | undefined {
  const name = text(context.serverGroupName) ?? text(context.asgName) ?? text(context.cluster)
  return text(context.application) ?? text(json(context.moniker).app) ?? (name && parseName(name).app) ?? undefined
}

function applicationCheck(taskClass: string): PlannedTask {
  const task = defineTask<'front50' | 'clouddriver' | 'settings'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.${taskClass}`,
    needs: ['front50', 'clouddriver', 'settings'],
    async run(stage, { front50, clouddriver, settings }) {
      const { asksClouddriver, onlyWarns } = cloudSettings(settings).applicationCheck
      const name = applicationOf(stage.context) ?? stage.execution.application
      if (await isThere(name, front50, asksClouddriver ? clouddriver : undefined)) return succeeded()
      const warning = `did not find application: ${name} in front50${asksClouddriver ? ' and in clouddriver' : ''}`
      if (!onlyWarns) throw new Error(warning)
      return succeeded(undefined, { checkIfApplicationExistsWarning: warning })
    },
  })
  return { name: 'checkIfApplicationExists', task }
}

async function isThere(name: string, front50: Capabilities['front50'], clouddriver?: Capabilities['clouddriver']) {
  const known = await front50.findApplication(name).catch(() => undefined)
  return (known ?? (await clouddriver?.application(name).catch(() => undefined))) !== undefined
}

/** The same where operators decide whether it is there, by the original's name of the stage. */
export const optional = (check: PlannedTask, stageClass: string, preset: boolean): PlannedTask => ({
  ...check,
  when: ({ settings }) => cloudSettings(settings).checksApplication(stageClass, preset),
})

/** Says when a server group's application is not known (orca: CheckIfApplicationExistsForServerGroupTask). */
export const checkIfApplicationExists = applicationCheck('servergroup.CheckIfApplicationExistsForServerGroupTask')
export const checkIfApplicationExistsForCluster = applicationCheck('cluster.CheckIfApplicationExistsForClusterTask')
