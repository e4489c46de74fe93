import type { HalHome } from '../../home.ts'
import { isElsewhere, localPath } from '../../local-paths.ts'
import type { Deployment } from '../../schema/index.ts'
import type { Answer, Probe } from './probe.ts'

/** Each cluster by its version, through the context of the account. */
export function kubernetesProbes({ name, providers: { kubernetes } }: Deployment, home: HalHome): Probe[] {
  if (!kubernetes.enabled) return []
  return (
    kubernetes.accounts
      // A pod's own account can only be tried from the pod.
      .filter(({ serviceAccount, kubeconfigContents }) => serviceAccount !== true && kubeconfigContents === undefined)
      .map((account) => ({
        at: `provider.kubernetes.${account.name}`,
        asks: 'the cluster',
        async run({ runProgram, timeoutMs }) {
          const { context, kubeconfigFile, kubectlPath = 'kubectl' } = account
          if (kubeconfigFile !== undefined && isElsewhere(kubeconfigFile)) return []
          const file = kubeconfigFile && localPath(kubeconfigFile, home, name, process.env)
          const args = [
            ...(file === undefined ? [] : ['--kubeconfig', file]),
            ...(context === undefined ? [] : ['--context', context]),
            `--request-timeout=${Math.max(1, Math.floor(timeoutMs / 1000) - 1)}s`,
          ]
          const { code, stderr } = await runProgram(kubectlPath, [...args, 'get', '--raw', '/version'])
          return code === 0 ? [] : [meaning(stderr, context)]
        },
      }))
  )
}

function meaning(stderr: string, context: string | undefined): Answer {
  const said = stderr.trim().split('\n').at(-1) ?? ''
  if (/context .* does not exist|no context exists/i.test(stderr))
    return {
      severity: 'ERROR',
      says: `The kubeconfig has no context ${context}.`,
      remedy: 'See kubectl config get-contexts.',
    }
  if (/unauthorized|must be logged in/i.test(stderr))
    return {
      severity: 'ERROR',
      says: 'The cluster does not know these credentials.',
      remedy: 'Renew them in the kubeconfig.',
    }
  if (/forbidden/i.test(stderr))
    return { severity: 'WARNING', says: 'The cluster knows these credentials, and does not say its version to them.' }
  return {
    severity: 'WARNING',
    says: `The cluster could not be asked: ${said}`,
    remedy: 'If the services reach it from where they run, go on.',
  }
}
