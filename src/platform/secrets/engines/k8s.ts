import { readFile } from 'node:fs/promises'
import { problem } from '../../errors/index.ts'
import type { SecretEngine } from './engine.ts'

const ownNamespace = '/var/run/secrets/kubernetes.io/serviceaccount/namespace'

/** A key of a Secret of the cluster in which this runs, or to which the kubeconfig leads. */
export const k8s: SecretEngine = async ({ n = '', k = '', ns }, context) => {
  if (!context.settings.spinnaker.secrets.kubernetes.enabled)
    throw problem('invalid', 'Secrets of Kubernetes are not enabled: set spinnaker.secrets.kubernetes.enabled to true')
  const name = n.toLowerCase()
  const namespace = ns ?? (await podNamespace())
  const what = `The secret ${name} of namespace ${namespace}`
  const data = await context.once(`k8s ${namespace} ${name}`, async () => {
    const { CoreV1Api, KubeConfig } = await import('@kubernetes/client-node')
    const config = new KubeConfig()
    config.loadFromDefault()
    try {
      const secret = await config.makeApiClient(CoreV1Api).readNamespacedSecret({ name, namespace })
      return secret.data ?? {}
    } catch (error) {
      const { code } = error as { code?: number | string }
      const why = typeof code === 'number' ? `Kubernetes answered ${code}` : (error as Error).message
      throw problem('unavailable', `${what} could not be read: ${why}`)
    }
  })
  if (!Object.hasOwn(data, k)) throw problem('notFound', `${what} has no key ${k}`)
  return Buffer.from(data[k]!, 'base64')
}

async function podNamespace(): Promise<string> {
  return (await readFile(ownNamespace, 'utf8').catch(() => 'default')).trim()
}
