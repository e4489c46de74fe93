import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './root.ts'

const script = join(root, 'test/peers/kube/start-kube.sh')
const cache = process.env.PEERS_CACHE ?? join(homedir(), '.cache/gennaker-peers')

/**
 * Whether a real Kubernetes can be started at once. To build it takes minutes, so that it is built only when somebody asks for it:
 * `npm run peers:kubernetes`. Says what to do when there is none.
 */
export function hasKubernetes(): boolean {
  const version = /^\tk8s\.io\/kubernetes v(.*)$/m.exec(
    readFileSync(join(root, 'test/peers/kube/module/go.mod'), 'utf8'),
  )?.[1]
  const built =
    existsSync(cache) &&
    readdirSync(cache).some((name) => name.startsWith(`kube-${version}-`) && existsSync(join(cache, name, 'kube')))
  if (!built)
    console.warn(
      'No Kubernetes was built, so tests against a real one are left out. Have it with: npm run peers:kubernetes',
    )
  return built
}

export interface Cluster {
  readonly kubeconfig: string
  /** The folder with a kubectl that fits. */
  readonly tools: string
  kubectl(...args: string[]): Promise<string>
  stop(): void
}

/** A control plane of its own; kwok plays the nodes, so that pods become ready and run nothing. */
export async function startCluster(): Promise<Cluster> {
  const run = mkdtempSync(join(tmpdir(), 'gennaker-kube-'))
  const call = promisify(execFile)
  const tools = execFileSync(script, ['tools']).toString().trim()
  const { stdout } = await call(script, ['start', run], { env: { ...process.env, KUBE_NODES: '1' }, timeout: 170_000 })
  const kubeconfig = stdout.trim()
  return {
    kubeconfig,
    tools,
    async kubectl(...args) {
      const answer = await call(join(tools, 'kubectl'), ['--kubeconfig', kubeconfig, ...args], { maxBuffer: 2 ** 28 })
      return answer.stdout
    },
    stop() {
      execFileSync(script, ['stop', run])
      rmSync(run, { recursive: true, force: true })
    },
  }
}
