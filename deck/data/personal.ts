import { addressOf, type Subject } from './places.ts'
import { storedList } from './stored.ts'

/** Something that one looked at; `title`: what its page called itself, where its name says little. */
export interface Recent extends Subject {
  readonly title?: string
  readonly at: number
}

const recents = storedList<Recent>('recent', 40)
const stars = storedList<Subject>('starred', 200)
const followed = storedList<Subject>('followed', 200)

export const isSame = (a: Subject, b: Subject): boolean => a.type === b.type && addressOf(a) === addressOf(b)

/** What one looked at in this browser, the latest first. */
export const useRecents = (): readonly Recent[] => recents.use()
export const remember = (subject: Subject, title: string | undefined, at: number): void =>
  recents.write((before) => [
    { ...subject, ...(title ? { title } : {}), at },
    ...before.filter((each) => !isSame(each, subject)),
  ])
/** What is not there any more need not be offered. */
export const forget = (subject: Subject): void =>
  recents.write((before) => before.filter((each) => !isSame(each, subject)))

const toggle = (list: typeof stars) => (subject: Subject) =>
  list.write((before) =>
    before.some((each) => isSame(each, subject))
      ? before.filter((each) => !isSame(each, subject))
      : [subject, ...before],
  )

/** Applications and pipelines that this browser's person starred. */
export const useStars = (): readonly Subject[] => stars.use()
export const toggleStar = toggle(stars)

/** Pipelines whose executions' ends this browser's person wants to hear of. */
export const useFollowed = (): readonly Subject[] => followed.use()
export const toggleFollowed = toggle(followed)
