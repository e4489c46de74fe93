/**
 * The odd labels that Asgard, Spinnaker's ancestor, wrote at the end of a cluster's name: a letter, a zero, a value
 * (`shop-prod-c0us-d0test`). Only user data templates still read them.
 */
export interface Labels {
  readonly countries?: string
  readonly devPhase?: string
  readonly hardware?: string
  readonly partners?: string
  readonly revision?: string
  readonly usedBy?: string
  readonly redBlackSwap?: string
  readonly zone?: string
}

/** The letter of each label, in the order in which they are written. */
const LETTERS: ReadonlyArray<readonly [keyof Labels, string]> = [
  ['countries', 'c'],
  ['devPhase', 'd'],
  ['hardware', 'h'],
  ['partners', 'p'],
  ['revision', 'r'],
  ['usedBy', 'u'],
  ['redBlackSwap', 'w'],
  ['zone', 'z'],
]

/** The source of a pattern that finds a label with a value. */
export const labelPattern = `[${LETTERS.map(([, letter]) => letter).join('')}]0[a-zA-Z0-9]+`

const wholeLabel = new RegExp(`^${labelPattern}$`)

/**
 * Reads the labels of a cluster: only those in the unbroken run of labels at its very end, which may reach back to the
 * first part. Of two equal labels the first counts, and so does text inside another label's value that looks like a
 * label (`d0xc0us` has countries `us`), because the original searches the run as text
 * (frigga: LabeledVariablesNamingConvention).
 */
export function parseLabels(cluster: string): Labels {
  const parts = cluster.split('-')
  const firstOfRun = parts.findLastIndex((part) => !wholeLabel.test(part)) + 1
  const run = parts.slice(firstOfRun).join('-')
  const found = LETTERS.flatMap(([label, letter]) => {
    const value = new RegExp(`${letter}0([a-zA-Z0-9]+)`).exec(run)?.[1]
    return value === undefined ? [] : [[label, value] as const]
  })
  return Object.fromEntries(found)
}

/** Writes the labels that have a value, each with its leading hyphen: `-c0us-d0test`, or nothing. */
export function renderLabels(labels: Labels): string {
  return LETTERS.map(([label, letter]) => (labels[label] ? `-${letter}0${labels[label]}` : '')).join('')
}

/** The labels' values that are set, for checking. */
export function labelValues(labels: Labels): string[] {
  return LETTERS.flatMap(([label]) => labels[label] || [])
}
