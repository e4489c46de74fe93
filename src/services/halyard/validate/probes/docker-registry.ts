import type { OutboundAnswer } from '../../../../platform/outbound/index.ts'
import type { Deployment } from '../../schema/index.ts'
import { type Answer, basic, bearer, type Means, type Probe, refusal } from './probe.ts'

type Account = Deployment['providers']['dockerRegistry']['accounts'][number]

/** Each registry by its catalog, or by the tags of the repositories that it is to show. */
export function dockerRegistryProbes({ dockerRegistry }: Deployment['providers']): Probe[] {
  if (!dockerRegistry.enabled) return []
  return dockerRegistry.accounts
    .filter(({ address }) => address !== undefined)
    .map((account) => ({
      at: `provider.dockerRegistry.${account.name}`,
      asks: `the registry ${account.address}`,
      run: (means) => look(account, means),
    }))
}

async function look(account: Account, means: Means): Promise<Answer[]> {
  const { address, repositories } = account
  if (address.includes('${'))
    return [{ severity: 'WARNING', says: 'The address has a placeholder in it; it was not tried.' }]
  const base = (/^https?:\/\//.test(address) ? address : `https://${address}`).replace(/\/$/, '')
  const { password, answers } = await passwordOf(account, means)
  const get = reader(base, account.username ?? '', password, means)
  if (repositories.length === 0) return [...answers, ...(await catalog(get, address))]
  let tags = 0
  const problems: Answer[] = []
  for (const repository of repositories) {
    const answer = await get(`/v2/${repository}/tags/list`)
    if (answer.status >= 400)
      problems.push({
        severity: 'ERROR',
        says: `Unable to fetch tags from the docker repository: ${repository} (${answer.status}).`,
        remedy: 'Can the provided user access this repository?',
      })
    else tags += ((answer.body as { tags?: unknown[] | null } | undefined)?.tags ?? []).length
  }
  if (problems.length === 0 && tags === 0)
    problems.push({
      severity: 'WARNING',
      says: 'None of your supplied repositories contain any tags. Spinnaker will not be able to deploy any docker images.',
      remedy: 'Push some images to your registry.',
    })
  return [...answers, ...problems]
}

async function catalog(get: Reader, address: string): Promise<readonly Answer[]> {
  const answer = await get('/v2/_catalog?n=1')
  if (answer.status >= 400)
    return [
      ...refusal(`The registry ${address}`, answer, {
        credentials: 'Check user and password.',
        address: 'It has no catalog: name its repositories with --repositories.',
      }),
      ...(address.includes('gcr.io')
        ? [
            {
              severity: 'INFO' as const,
              says: "Google's registry needs the role Storage Object Viewer, and Browser for the catalog.",
            },
          ]
        : []),
    ]
  const { repositories = [] } = (answer.body ?? {}) as { repositories?: unknown[] | null }
  return (repositories ?? []).length > 0
    ? []
    : [
        {
          severity: 'WARNING',
          says: 'Your docker registry has no repositories specified, and the registry’s catalog is empty.',
          remedy: 'Push an image, or name repositories with --repositories.',
        },
      ]
}

type Reader = (path: string) => Promise<OutboundAnswer>

/** A registry either takes the password itself, or says where a token is had for it. */
function reader(base: string, username: string, password: string | undefined, { call }: Means): Reader {
  const own = password === undefined ? {} : basic(username, password)
  return async (path) => {
    const first = await call({ method: 'GET', url: `${base}${path}`, headers: own })
    if (first.status !== 401) return first
    const challenge = String(first.headers['www-authenticate'] ?? '')
    if (!/^bearer /i.test(challenge)) return first
    const said = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]))
    if (said.realm === undefined || !URL.canParse(said.realm)) return first
    const url = new URL(said.realm)
    for (const key of ['service', 'scope'] as const) if (said[key] !== undefined) url.searchParams.set(key, said[key])
    const granted = await call({ method: 'GET', url: url.href, headers: own })
    const { token, access_token } = (granted.body ?? {}) as { token?: string; access_token?: string }
    const pass = token ?? access_token
    return pass === undefined ? first : call({ method: 'GET', url: `${base}${path}`, headers: bearer(pass) })
  }
}

async function passwordOf(
  account: Account,
  means: Means,
): Promise<{ password: string | undefined; answers: Answer[] }> {
  const { password, passwordFile, passwordCommand } = account
  if (password !== undefined && password !== '') return { password: await means.reveal(password), answers: [] }
  if (passwordFile !== undefined) {
    const text = await means.readFile(passwordFile)
    const answers: Answer[] = []
    if (text.trim() === '') answers.push({ severity: 'WARNING', says: 'The supplied password file is empty.' })
    else if (text !== text.trim())
      answers.push({
        severity: 'WARNING',
        says: 'Your password file has a trailing newline; many text editors append a newline to files they open. If you think this is causing authentication issues, you can strip the newline with the command:',
        remedy: "tr -d '\\n' < FILE | tee FILE",
      })
    return { password: text.trim(), answers }
  }
  if (passwordCommand === undefined) return { password: undefined, answers: [] }
  // The services run it in a shell too.
  const { code, stdout } = await means.runProgram('sh', ['-c', passwordCommand])
  if (code === 0 && stdout.trim() !== '') return { password: stdout.trim(), answers: [] }
  return {
    password: undefined,
    answers: [
      {
        severity: 'WARNING',
        says: `The password command ended with code ${code} and printed ${stdout.trim() === '' ? 'nothing' : 'something'}.`,
      },
    ],
  }
}
