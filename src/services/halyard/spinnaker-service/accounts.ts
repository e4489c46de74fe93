import type { Finding } from '../findings.ts'
import { at, isTree, type Tree } from '../halconfig/index.ts'

/** The halconfig with the accounts that stand in objects of their own. One of a name that is there already wins. */
export function withAccounts(config: Tree, accounts: readonly Tree[], deployment: string, findings: Finding[]): Tree {
  const made = accounts.flatMap((each) => {
    const account = accountOf(each, deployment, findings)
    return account === undefined ? [] : [account]
  })
  if (made.length === 0) return config
  const kubernetes = at(config, 'providers.kubernetes')
  const given = isTree(kubernetes) ? kubernetes : {}
  const names = new Set(made.map(({ name }) => name))
  const others = (Array.isArray(given.accounts) ? given.accounts.filter(isTree) : []).filter(
    ({ name }) => !names.has(name),
  )
  return {
    ...config,
    providers: {
      ...(config.providers as Tree | undefined),
      kubernetes: { ...given, enabled: true, accounts: [...others, ...made] },
    },
  }
}

/** What the halconfig says of a SpinnakerAccount; nothing of one that is off. */
function accountOf(manifest: Tree, deployment: string, findings: Finding[]): Tree | undefined {
  const name = String(at(manifest, 'metadata.name'))
  const spec = isTree(manifest.spec) ? manifest.spec : {}
  const location = `${deployment}.provider.kubernetes.${name}`
  if (spec.enabled === false) return undefined
  if (spec.type !== undefined && spec.type !== 'Kubernetes') {
    findings.push({
      severity: 'WARNING',
      location,
      message: `The SpinnakerAccount ${name} is of type ${spec.type}; only Kubernetes is understood.`,
    })
    return undefined
  }
  const settings = isTree(spec.settings) ? spec.settings : {}
  const permissions = isTree(spec.permissions) ? { permissions: spec.permissions } : {}
  const access = accessOf(isTree(spec.kubernetes) ? spec.kubernetes : {})
  if (access === undefined) {
    findings.push({
      severity: 'ERROR',
      location,
      message: `The SpinnakerAccount ${name} does not say how its cluster is reached.`,
      remediation:
        'Set one of kubeconfigFile, kubeconfigSecret, kubeconfig and useServiceAccount under spec.kubernetes.',
    })
    return undefined
  }
  return { ...settings, name, ...permissions, ...access }
}

/** A Secret is named by a reference: it is read where the account is used. */
function accessOf({ kubeconfigFile, kubeconfigSecret, kubeconfig, useServiceAccount }: Tree): Tree | undefined {
  if (useServiceAccount === true) return { serviceAccount: true }
  if (typeof kubeconfigFile === 'string') return { kubeconfigFile }
  if (isTree(kubeconfigSecret))
    return { kubeconfigFile: `encryptedFile:k8s!n:${kubeconfigSecret.name}!k:${kubeconfigSecret.key}` }
  if (typeof kubeconfig === 'string') return { kubeconfigContents: kubeconfig }
  return isTree(kubeconfig) ? { kubeconfigContents: JSON.stringify(kubeconfig) } : undefined
}
