/** What becomes of something: as before, in another way, not at all in this release, or it was wrong already. The mildest first. */
export const verdicts = ['works', 'changes', 'unsupported', 'broken'] as const
export type Verdict = (typeof verdicts)[number]

/** Why something does not simply work, and what to do. Never holds a secret. */
export interface Remark {
  readonly verdict: Exclude<Verdict, 'works'>
  readonly says: string
  readonly remedy?: string
}

/** One thing that is migrated: a key, a file, a document. */
export interface Reported {
  readonly kind: string
  /** A dotted path of the halconfig, a key of a file, or the application and name of a document. */
  readonly place: string
  readonly verdict: Verdict
  readonly remarks: readonly Remark[]
}

/** With the worst of its remarks as its verdict. */
export function reported(kind: string, place: string, remarks: readonly Remark[]): Reported {
  const verdict = remarks.reduce<Verdict>(
    (worst, remark) => (verdicts.indexOf(remark.verdict) > verdicts.indexOf(worst) ? remark.verdict : worst),
    'works',
  )
  return { kind, place, verdict, remarks }
}

/** How many of each kind came out how. */
export function counted(all: readonly Reported[]): Record<string, Record<Verdict, number>> {
  const counts: Record<string, Record<Verdict, number>> = {}
  for (const { kind, verdict } of all) {
    counts[kind] ??= { works: 0, changes: 0, unsupported: 0, broken: 0 }
    counts[kind][verdict]++
  }
  return counts
}
