import { existsSync, mkdirSync } from 'node:fs'
import { type Ran, run } from '../../../../../platform/subprocess/index.ts'
import type { Finding } from '../../../findings.ts'
import type { ServiceName } from '../../../names.ts'
import type { Deployment } from '../../../schema/index.ts'
import type { Places } from './places.ts'

/** A fetch of a large repository over a slow line takes this long at most. */
const timeoutMs = 15 * 60_000
/** How many are fetched side by side. */
const atOnce = 4

export interface Fetching {
  readonly deployment: Deployment
  readonly services: readonly ServiceName[]
  readonly places: Places
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  tell(service: ServiceName, message: string): void
}

/**
 * Brings the checkout of each service to the version: clones what is not there, fetches, puts changes of one's own aside and takes them
 * up again. What can't be fetched is a WARNING: the service runs from what is there, or from this release.
 */
export async function fetchCheckouts({ services, ...fetching }: Fetching): Promise<Finding[]> {
  mkdirSync(fetching.places.root, { recursive: true })
  const findings: Finding[] = []
  const waiting = [...services]
  const worker = async () => {
    for (let service = waiting.shift(); service !== undefined; service = waiting.shift())
      findings.push(...(await fetchCheckout(service, fetching)))
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, services.length) }, worker))
  return findings
}

async function fetchCheckout(service: ServiceName, fetching: Omit<Fetching, 'services'>): Promise<Finding[]> {
  const { deployment, places, tell } = fetching
  const { gitConfig, updateVersions } = deployment.deploymentEnvironment
  const origin = remoteOf(gitConfig.originUser!, service)
  const upstream = remoteOf(gitConfig.upstreamUser, service)
  const directory = places.checkout(service)
  const git = gitIn(fetching)
  const finding = (message: string, remediation: string): Finding => ({
    severity: 'WARNING',
    location: `${deployment.name}.deploymentEnvironment.${service}`,
    message,
    remediation,
  })

  if (!existsSync(directory)) {
    tell(service, `cloning ${origin}`)
    const cloned = await git(places.root, 'clone', '--quiet', origin, service)
    if (cloned.code !== 0)
      return [
        finding(
          `${origin} can't be cloned: ${lastLine(cloned)}. ${service} runs from this release.`,
          'Fork it under that user, give your SSH key to the server, or name another: hal config deploy edit --git-origin-user USER',
        ),
      ]
  }
  await git(directory, 'remote', 'set-url', 'origin', origin)
  if ((await git(directory, 'remote', 'get-url', 'upstream')).code === 0)
    await git(directory, 'remote', 'set-url', 'upstream', upstream)
  else await git(directory, 'remote', 'add', 'upstream', upstream)
  if (!updateVersions) return []

  tell(service, 'fetching')
  const findings: Finding[] = []
  const fetched = await git(directory, 'fetch', '--quiet', 'origin')
  if (fetched.code !== 0)
    findings.push(
      finding(
        `${origin} can't be fetched: ${lastLine(fetched)}. ${service} runs from what is checked out.`,
        'Look at the network and at your SSH key.',
      ),
    )
  // A fork's origin is what counts; that the upstream is not reached is no reason to stop.
  await git(directory, 'fetch', '--quiet', 'upstream')
  findings.push(...(await checkOut(service, directory, commitOf(deployment.version), git, finding)))
  return findings
}

type Git = (directory: string, ...args: string[]) => Promise<Ran>

async function checkOut(
  service: ServiceName,
  directory: string,
  commit: string,
  git: Git,
  finding: (message: string, remediation: string) => Finding,
): Promise<Finding[]> {
  const status = await git(directory, 'status', '--porcelain', '--untracked-files=no')
  const dirty = status.stdout.trim() !== ''
  if (dirty) await git(directory, 'stash', 'push', '--quiet', '--message', 'hal deploy apply')
  const findings: Finding[] = []
  const checkedOut = await git(directory, 'checkout', '--quiet', commit)
  if (checkedOut.code !== 0)
    findings.push(
      finding(
        `${service} has no ${commit}: ${lastLine(checkedOut)}. It runs from what is checked out.`,
        'Push the branch to every fork, or choose another: hal config version edit --version branch:origin/BRANCH',
      ),
    )
  if (dirty && (await git(directory, 'stash', 'pop', '--quiet')).code !== 0)
    findings.push(
      finding(
        `Your changes in ${directory} do not fit ${commit}; they are kept in its stash.`,
        `git -C ${directory} stash pop`,
      ),
    )
  return findings
}

function gitIn({ env, signal }: Pick<Fetching, 'env' | 'signal'>): Git {
  // Nobody is there to be asked for a password, and a hook of a checkout is somebody else's program.
  const quiet = { ...env, GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes' }
  return (directory, ...args) =>
    run('git', ['-c', 'core.hooksPath=/dev/null', '-C', directory, ...args], { env: quiet, signal, timeoutMs })
}

const remoteOf = (user: string, service: ServiceName) => `git@github.com:${user}/${service}.git`

/** `branch:origin/x` is checked out as `origin/x`; a release as its tag. */
const commitOf = (version: string) => (version.startsWith('branch:') ? version.slice('branch:'.length) : `v${version}`)

const lastLine = ({ stderr, stdout }: Ran) =>
  (stderr.trim() || stdout.trim()).split('\n').at(-1)?.replace(/\.$/, '') ?? 'no reason given'
