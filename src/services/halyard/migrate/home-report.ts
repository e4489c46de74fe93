import type { Finding } from '../findings.ts'
import { at, isTree, type Stored } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import { releasedServices } from '../names.ts'
import { readProfiles } from '../render/profiles.ts'
import { render } from '../render/render.ts'
import { readWritten, settingsOf } from '../render/settings/index.ts'
import { type Deployment, deploymentConfiguration, serviceSettings, visit } from '../schema/index.ts'
import { validateOffline } from '../validate/index.ts'
import { type Knowledge, readsKey } from './knowledge.ts'
import { type MissingPart, missingParts } from './missing.ts'
import { type Remark, type Reported, reported } from './verdict.ts'

/** What becomes of a deployment in a home: every key that is written in its halconfig, profiles and service settings. */
export async function reportHome(
  home: HalHome,
  stored: Stored,
  name: string | undefined,
  { knowledge, env }: { readonly knowledge: Knowledge; readonly env: NodeJS.ProcessEnv },
): Promise<Reported[]> {
  const deployment = stored.deployment(name)
  const ignored: Finding[] = []
  const settings = settingsOf(deployment, readWritten(home, deployment.name, ignored), ignored)
  const missing = missingParts(deployment, settings)
  const written = deploymentsOf(stored).find((each) => (at(each, 'name') ?? 'default') === deployment.name) ?? {}
  return [
    ...keysOf(deployment, written, missing),
    ...(await findingsOf(home, stored, deployment, missing, env)),
    ...profileKeys(home, deployment.name, knowledge),
    ...settingKeys(home, deployment.name),
  ]
}

const deploymentsOf = ({ raw }: Stored): readonly unknown[] =>
  Array.isArray(raw.deploymentConfigurations) ? raw.deploymentConfigurations : [raw]

/** Halconfig keys whose meaning is another one here, by the place below the deployment. */
const changed: readonly {
  readonly of: RegExp
  readonly when?: (value: unknown) => boolean
  readonly remark: Remark
}[] = [
  {
    of: /^version$/,
    when: (value) => value !== '' && !/^(branch|local):/.test(String(value)),
    remark: {
      verdict: 'changes',
      says: "A version of Spinnaker's stands for the release that runs; it is kept and shown.",
      remedy: 'hal version list',
    },
  },
  {
    of: /^persistentStorage\.persistentStoreType$/,
    when: (value) => value !== 'sql',
    remark: {
      verdict: 'changes',
      says: 'Front50 keeps its documents in the embedded database or in PostgreSQL; those of the old store are imported.',
      remedy: 'hal migrate --front50-bucket BUCKET-OR-COPY --apply, or --sql-dump FILE',
    },
  },
  {
    of: /^deploymentEnvironment\.type$/,
    when: (value) => value === 'BakeDebian',
    remark: {
      verdict: 'unsupported',
      says: 'BakeDebian is not supported.',
      remedy: 'Install the Debian package in your image: hal config deploy edit --type localdebian',
    },
  },
  {
    of: /^stats\.enabled$/,
    when: (value) => value === true,
    remark: { verdict: 'changes', says: 'No figures of use are sent, whatever stands here.' },
  },
]

function* keysOf(deployment: Deployment, written: unknown, missing: readonly MissingPart[]): Iterable<Reported> {
  for (const { location, value } of visit(deploymentConfiguration, written)) {
    const place = location.slice(1)
    const remarks: Remark[] = missing
      .filter(({ at: above, parts }) => isBelow(place, parts === undefined ? [above] : partsOf(above, parts)))
      .map(({ message, remedy }) => ({ verdict: 'unsupported', says: message, remedy }))
    for (const { of, when, remark } of changed) if (of.test(place) && (when?.(value) ?? true)) remarks.push(remark)
    yield reported('halconfig', `${deployment.name}.${place}`, remarks)
  }
}

/** Those of `ci` may stand under `repository` too. */
const partsOf = (above: string, parts: readonly string[]) =>
  parts.flatMap((part) => [`${above}.${part}`, ...(above === 'ci' ? [`repository.${part}`] : [])])

const isBelow = (place: string, above: readonly string[]) =>
  above.some((each) => place === each || place.startsWith(`${each}.`))

/** What validation and rendering say; of what is missing its keys tell already. */
async function findingsOf(
  home: HalHome,
  stored: Stored,
  deployment: Deployment,
  missing: readonly MissingPart[],
  env: NodeJS.ProcessEnv,
): Promise<Reported[]> {
  const said = new Set(missing.map(({ message }) => message))
  const { findings: rendering } = await render(home, deployment, { env })
  const all = [...validateOffline({ home, stored, name: deployment.name, env }), ...rendering]
  const unique = new Map(all.map((each) => [`${each.location} ${each.message}`, each]))
  return [...unique.values()]
    .filter(({ severity, message }) => severity !== 'INFO' && !said.has(message))
    .map(({ severity, location, message, remediation }) =>
      reported('finding', location, [
        {
          verdict: severity === 'WARNING' ? 'changes' : 'broken',
          says: message,
          ...(remediation === undefined ? {} : { remedy: remediation }),
        },
      ]),
    )
}

/** The keys of the YAML files in `profiles/`. What is for all services is read when one of them reads it. */
function* profileKeys(home: HalHome, deployment: string, knowledge: Knowledge): Iterable<Reported> {
  const profiles = readProfiles(home, deployment, [])
  for (const file of profiles.names) {
    const service = /^[a-z0-9]+/.exec(file)![0]
    if (service === 'images') continue
    const readers = service === 'spinnaker' ? Object.keys(knowledge.keys) : [service]
    const isHere = service === 'spinnaker' || releasedServices.some((name) => name === service)
    for (const path of leavesOf(profiles.tree(file))) {
      const remarks: Remark[] = []
      if (!isHere)
        remarks.push({
          verdict: 'unsupported',
          says: `${service} is not part of this release.`,
          remedy: `It is written all the same, for Spinnaker's own ${service} beside these services.`,
        })
      else if (!readers.some((reader) => readsKey(knowledge, reader, path)))
        remarks.push({
          verdict: 'unsupported',
          says: 'No service of this release reads this key.',
          remedy: 'docs/configuration.md lists every key; take it out where it is not needed.',
        })
      yield reported('profile', `${file}: ${path.join('.')}`, remarks)
    }
  }
}

/** The keys of the files in `service-settings/`. What the schema does not know is among the findings. */
function* settingKeys(home: HalHome, deployment: string): Iterable<Reported> {
  for (const [service, settings] of Object.entries(readWritten(home, deployment, [])))
    for (const { location, value } of visit(serviceSettings, settings)) {
      const key = location.slice(1)
      const remarks: Remark[] = []
      if (key === 'env' && isTree(value) && Object.keys(value).some((each) => /^JAVA_(OPTS|TOOL_OPTIONS)$/.test(each)))
        remarks.push({
          verdict: 'changes',
          says: 'There is no JVM: JAVA_OPTS means nothing.',
          remedy: 'Take it out; the services need a tenth of the memory that it asks for.',
        })
      if (key === 'artifactId')
        remarks.push({
          verdict: 'changes',
          says: "What is installed is named here; an image or package of Spinnaker's is Java and is not run.",
          remedy: 'Take it out, or name an image or package of this release.',
        })
      yield reported('service-settings', `${service}.${key}`, remarks)
    }
}

/** Every path to a value that is no map and no list of maps; `a.b: 1` is a path of two. */
function* leavesOf(value: unknown, path: readonly string[] = []): Iterable<readonly string[]> {
  if (Array.isArray(value) && value.some(isTree))
    for (const [index, each] of value.entries()) yield* leavesOf(each, [...path, String(index)])
  else if (isTree(value) && Object.keys(value).length > 0)
    for (const [key, each] of Object.entries(value)) yield* leavesOf(each, [...path, ...key.split('.')])
  else if (path.length > 0) yield path
}
