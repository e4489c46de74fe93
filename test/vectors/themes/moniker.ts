import * as moniker from '../../../src/lib/moniker/index.ts'
import { type Difference, differences } from '../compare.ts'
import { casesIn, type VectorTheme } from '../theme.ts'

/** What the original answered: a value, or the Java exception that it threw. */
type Answer = { value: unknown } | { error: { class: string; message: string } }

interface Case {
  readonly id: string
  readonly kind: string
}

interface ParseCase extends Case {
  readonly name: string
  readonly names: unknown
  readonly orThrow: unknown
  readonly moniker: unknown
  readonly validation: unknown
  readonly nextGroupName: unknown
}

interface BuildCase extends Case, moniker.Labels {
  readonly app: string | null
  readonly stack: string | null
  readonly detail: string | null
  readonly sequence?: number
  readonly plain: unknown
  readonly restricted: unknown
  readonly applyMoniker: unknown
  readonly loadBalancerName: unknown
}

interface NextNameCase extends Case, moniker.NextNameRequest {
  readonly takenSlots: moniker.TakenSlot[]
  readonly result: unknown
  readonly resultObjects: unknown
  readonly statusLines: unknown
}

interface AwsNextNameCase extends Omit<NextNameCase, 'takenSlots'> {
  readonly cachedServerGroups: { name: string; region: string; createdTime: number }[]
  readonly liveNames: string[]
}

interface ImageCase extends Case {
  readonly value: string | null
  readonly parsed: unknown
}

type Ask = (vector: never) => Difference[] | Promise<Difference[]>

const asks: Readonly<Record<string, Ask>> = {
  parse(vector: ParseCase) {
    const { name } = vector
    return differences(pick(vector, ['names', 'orThrow', 'moniker', 'validation', 'nextGroupName']), {
      names: moniker.parseName(name),
      orThrow: okOrError(() => moniker.parseNameOrThrow(name)),
      moniker: moniker.deriveMoniker(name),
      validation: {
        checkName: name !== null && moniker.isName(name),
        checkNameWithHyphen: name !== null && moniker.isNameWithHyphen(name),
        checkDetail: name !== null && moniker.isNameWithHyphen(name),
        usesReservedFormat: name !== null && moniker.usesReservedFormat(name),
      },
      nextGroupName:
        name === null
          ? { error: { class: 'java.lang.IllegalArgumentException', message: 'asg name must be specified' } }
          : answer(() => moniker.buildNextGroupName(name)),
    })
  },

  build(vector: BuildCase) {
    return differences(pick(vector, ['plain', 'restricted', 'applyMoniker', 'loadBalancerName']), {
      plain: answer(() => moniker.buildGroupName(vector)),
      restricted: answer(() => moniker.buildCheckedGroupName(vector)),
      applyMoniker: answer(() => moniker.nameOf(vector)),
      loadBalancerName: answer(() => moniker.buildLoadBalancerName(vector)),
    })
  },

  nextName(vector: NextNameCase) {
    return differences(pick(vector, ['result', 'resultObjects', 'statusLines']), {
      result: answer(() => moniker.nextServerGroupName(vector, vector.takenSlots)),
      ...ancestorReport('DEPLOY', vector, vector.takenSlots, moniker.clusterOf),
    })
  },

  async awsNextName(vector: AwsNextNameCase) {
    const isLive = (name: string) => vector.liveNames.includes(name)
    const takenSlots = vector.cachedServerGroups
      .filter((group) => group.region === vector.region && isLive(group.name))
      .map((group) => ({
        serverGroupName: group.name,
        sequence: moniker.parseName(group.name).sequence,
        createdTime: group.createdTime,
      }))
    return differences(pick(vector, ['result', 'resultObjects', 'statusLines']), {
      result: await moniker.nextFreeServerGroupName(vector, takenSlots, isLive).then((value) => ({ value }), failure),
      ...ancestorReport('AWS_DEPLOY', vector, takenSlots, moniker.requireValidCluster),
    })
  },

  appVersion(vector: ImageCase) {
    const parsed = moniker.parseAppVersion(vector.value)
    return differences(vector.parsed, parsed ? { ...parsed, changelist: parsed.commit } : { null: true }, '/parsed')
  },

  baseAmi(vector: ImageCase) {
    const { baseAmiDate, ...parsed } = moniker.parseBaseAmi(vector.value)
    const instant = baseAmiDate?.toISOString().replace('.000Z', 'Z')
    return differences(vector.parsed, { ...parsed, baseAmiDate: instant }, '/parsed')
  },
}

/** Names, builders, next server group names and image descriptions. */
export const theme: VectorTheme = {
  load: (files) => ({
    cases: [...files.keys()].flatMap((file) =>
      casesIn<Case>(files, file).map((vector) => ({
        id: vector.id,
        check() {
          const ask = asks[vector.kind]
          if (!ask) throw new Error(`${file} has a case of kind ${vector.kind}, which this theme does not know.`)
          return ask(vector as never)
        },
      })),
    ),
  }),
}

/** What the deployment tells of the ancestor; nothing when the cluster itself is refused, since nothing was looked up. */
function ancestorReport(
  phase: string,
  request: moniker.NextNameRequest,
  takenSlots: moniker.TakenSlot[],
  requireCluster: (request: moniker.NextNameRequest) => string,
) {
  const refused = 'error' in answer(() => requireCluster(request))
  const ancestor = refused ? undefined : moniker.findAncestor(takenSlots)?.serverGroupName
  if (ancestor === undefined) return { resultObjects: [], statusLines: [] }
  return {
    resultObjects: [{ ancestorServerGroupNameByRegion: { [request.region]: ancestor } }],
    statusLines: [`${phase}: Found ancestor server group, parsing details (name: ${ancestor})`],
  }
}

function answer(ask: () => unknown): Answer {
  try {
    return { value: ask() }
  } catch (error) {
    return failure(error)
  }
}

function okOrError(ask: () => unknown) {
  const given = answer(ask)
  return 'error' in given ? given : { ok: true }
}

function failure(error: unknown): Answer {
  if (!(error instanceof moniker.InvalidNameError)) throw error
  const name = error.missing ? 'NullPointerException' : 'IllegalArgumentException'
  return { error: { class: `java.lang.${name}`, message: error.message } }
}

function pick<T extends object, K extends keyof T>(value: T, keys: K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, value[key]])) as Pick<T, K>
}
