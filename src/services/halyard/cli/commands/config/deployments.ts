import { forbids } from '../../../findings.ts'
import { deploymentIn, editHalconfig, readHalconfig } from '../../../halconfig/index.ts'
import { deploymentConfiguration } from '../../../schema/index.ts'
import type { Invocation } from '../../command.ts'
import { exitCodes } from '../../main.ts'
import { applyEdit } from '../../nodes/edit.ts'
import { masked } from '../../nodes/mask.ts'

/** `hal config`: the deployment, and what is wrong with it. */
export async function showDeployment(invocation: Invocation): Promise<number> {
  const { home, deployment, env, validates, say } = invocation
  const stored = readHalconfig(home)
  const shown = masked(deploymentConfiguration, stored.deployment(deployment))
  let isWrong = false
  if (validates) {
    const { validateOffline } = await import('../../../validate/index.ts')
    const findings = validateOffline({ home, stored, name: deployment, env })
    say.findings(findings)
    isWrong = forbids(findings)
  }
  say.success('Configured deployment: ')
  say.data(shown)
  return isWrong ? exitCodes.refused : exitCodes.done
}

/** `hal config --set-current-deployment`: the only way to make a deployment. */
export async function setCurrentDeployment({ home, say }: Invocation, name: string): Promise<number> {
  await editHalconfig(home, (raw) => {
    deploymentIn(raw, name)
    raw.currentDeployment = name
  })
  say.success(`Updated current deployment to ${name}`)
  return exitCodes.done
}

/** `hal config edit`. */
export const editDeployment = (invocation: Invocation) =>
  applyEdit(invocation, {
    scope: '',
    done: 'Successfully edited your deployment configuration',
    failed: 'Failed to edit your deployment configuration',
    change(deployment) {
      const { timezone } = invocation.flags
      if (timezone !== undefined) deployment.timezone = timezone
    },
  })

/** `hal config list`. */
export async function listDeployments({ home, say }: Invocation): Promise<void> {
  const { deploymentConfigurations } = readHalconfig(home).halconfig
  say.success('Retrieved all deployments.')
  say.data(deploymentConfigurations.map((each) => masked(deploymentConfiguration, each)))
}
