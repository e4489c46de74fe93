import type { Document, ElastigroupDriver, Group } from './driver.ts'
import { objectAt } from './read.ts'

type Json = Record<string, unknown>

/** The launch specification of a document, empty where it has none. */
export const launchOf = (document: Document): Json => objectAt(document, 'compute', 'launchSpecification')

/** The document with another launch specification. */
export const withLaunch = (document: Document, change: (launch: Json) => Json): Document => ({
  ...document,
  compute: { ...objectAt(document, 'compute'), launchSpecification: change(launchOf(document)) },
})

/** What a driver reads from and writes into documents, without a call. Documents are never changed: each is a new one. */
export type Documents = Pick<
  ElastigroupDriver,
  | 'describe'
  | 'template'
  | 'imageOf'
  | 'withImage'
  | 'imagePatch'
  | 'withRegion'
  | 'withCapacity'
  | 'withRequest'
  | 'requestOf'
  | 'regionOf'
>

/** What Spot itself writes into a group, and its name: not part of a new one. */
const ownFields = ['id', 'createdAt', 'updatedAt', 'name', 'autoTagsApplied']

/** A copy of a group's document without what is that group's alone. */
export const withoutOwnFields = (group: Group): Json =>
  Object.fromEntries(Object.entries(structuredClone(group)).filter(([key]) => !ownFields.includes(key)))
