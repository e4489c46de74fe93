import { Autocomplete } from '@mantine/core'
import type { Execution } from '../../../data/shapes.ts'

export interface Artifact {
  readonly type?: string
  readonly name?: string
  readonly version?: string
  readonly reference?: string
  readonly artifactAccount?: string
  readonly [other: string]: unknown
}

export interface ExpectedArtifact {
  readonly id?: string
  readonly displayName?: string
  readonly matchArtifact?: Artifact
  readonly defaultArtifact?: Artifact
  readonly useDefaultArtifact?: boolean
  readonly usePriorArtifact?: boolean
}

/** What a person wrote for an expected artifact, by its id: its reference, e.g. an image with its tag. */
export type ChosenArtifacts = Readonly<Record<string, string>>

export const keyOf = ({ id, displayName, matchArtifact }: ExpectedArtifact): string =>
  id ?? displayName ?? matchArtifact?.name ?? ''

const referenceOf = ({ reference, name, version }: Artifact): string =>
  reference ?? [name, version].filter(Boolean).join(':')

/** The artifacts as they are sent: what is expected, with the reference that was chosen. A tag or digest becomes the version. */
export const artifactsOf = (
  expected: readonly ExpectedArtifact[],
  chosen: ChosenArtifacts,
  known: readonly Artifact[],
): Artifact[] =>
  expected.flatMap((each) => {
    const reference = chosen[keyOf(each)]?.trim()
    if (!reference) return []
    const same = known.find((artifact) => referenceOf(artifact) === reference)
    if (same) return [same]
    const { type, name, artifactAccount } = each.matchArtifact ?? {}
    const tag = /(?:@|:)([^@:/]+)$/.exec(reference)
    return [
      {
        ...(type ? { type } : {}),
        ...(artifactAccount ? { artifactAccount } : {}),
        name: name && !/[*+?^$()[\]|\\]/.test(name) ? name : reference.slice(0, tag?.index ?? reference.length),
        ...(tag?.[1] ? { version: tag[1] } : {}),
        reference,
      },
    ]
  })

/** Artifacts that earlier executions of the pipeline ran with, the newest first, each once. */
export const artifactsOfRuns = (runs: readonly Execution[]): Artifact[] => {
  const all = runs.flatMap((run): Artifact[] => {
    const { artifacts, resolvedExpectedArtifacts } = (run.trigger ?? {}) as {
      artifacts?: Artifact[]
      resolvedExpectedArtifacts?: { boundArtifact?: Artifact }[]
    }
    return [
      ...(resolvedExpectedArtifacts ?? []).flatMap(({ boundArtifact }) => (boundArtifact ? [boundArtifact] : [])),
      ...(artifacts ?? []),
    ]
  })
  return [...new Map(all.map((artifact) => [referenceOf(artifact), artifact])).values()]
}

interface ArtifactFieldsProps {
  readonly expected: readonly ExpectedArtifact[]
  readonly known: readonly Artifact[]
  readonly chosen: ChosenArtifacts
  readonly change: (chosen: ChosenArtifacts) => void
}

export const ArtifactFields = ({ expected, known, chosen, change }: ArtifactFieldsProps) => {
  if (expected.length === 0) return null
  return (
    <fieldset className="stack" style={{ border: 0, padding: 0, margin: 0 }}>
      <legend>
        <h3>Artifacts</h3>
      </legend>
      {expected.map((each) => {
        const type = each.matchArtifact?.type
        const fitting = known.filter((artifact) => !type || artifact.type === type)
        return (
          <Autocomplete
            key={keyOf(each)}
            label={each.displayName ?? each.matchArtifact?.name ?? keyOf(each)}
            description={otherwise(each)}
            placeholder={type ?? 'Reference'}
            data={[...new Set(fitting.map(referenceOf).filter(Boolean))]}
            limit={50}
            value={chosen[keyOf(each)] ?? ''}
            onChange={(value) => change({ ...chosen, [keyOf(each)]: value })}
          />
        )
      })}
    </fieldset>
  )
}

/** What is taken when nothing is chosen. */
const otherwise = ({ useDefaultArtifact, usePriorArtifact, defaultArtifact }: ExpectedArtifact): string => {
  const preset = useDefaultArtifact && defaultArtifact ? referenceOf(defaultArtifact) || 'the default' : undefined
  if (usePriorArtifact) return `Left empty: the one of the last execution${preset ? `, else ${preset}` : ''}.`
  return preset ? `Left empty: ${preset}.` : 'Needed: there is neither a default nor an earlier one.'
}
