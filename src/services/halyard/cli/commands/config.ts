import type { Command, Invocation } from '../command.ts'

/** `hal config`, and what it leads to; each family is loaded when a line names it. */
export const config: Command = {
  name: 'config',
  describe: 'Shows the configuration with what is wrong with it; its words change it.',
  flags: [
    {
      name: 'set-current-deployment',
      kind: 'text',
      describe: 'Makes this deployment the one that is meant where none is named; makes one that is not there.',
    },
  ],
  examples: [
    ['config', 'shows the deployment, and what is wrong with it'],
    ['config provider kubernetes account add prod --context prod', 'tells of a Kubernetes cluster'],
    ['config storage s3 edit --region us-east-1', 'says where applications and pipelines are kept'],
    ['config version edit --version 1.35.0', 'chooses the version'],
  ],
  run,
  commands: async () => (await import('./config/index.ts')).families,
}

async function run(invocation: Invocation): Promise<number | undefined> {
  const { showDeployment, setCurrentDeployment } = await import('./config/deployments.ts')
  const name = invocation.flags['set-current-deployment'] as string | undefined
  return name === undefined ? showDeployment(invocation) : setCurrentDeployment(invocation, name)
}
