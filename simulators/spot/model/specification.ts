import { azureSpecification } from '../azure/specification.ts'
import { gcpSpecification } from '../gcp/specification.ts'
import type { GroupDocument } from './group-schema.ts'
import type { Cloud, Group, WireDocument } from './state.ts'

/**
 * What a group asks for, in one set of words whatever cloud it is on: those of Elastigroups on AWS. The model reads this
 * alone, so that reconciling, rolling and healing are the same everywhere.
 */
const READERS: Record<Cloud, (document: WireDocument) => GroupDocument> = {
  // The words of the wire are the words of the model there.
  aws: (document) => document as GroupDocument,
  gcp: gcpSpecification,
  azure: azureSpecification,
}

const read = new WeakMap<object, GroupDocument>()

/** A document is never changed in place, so that it is read once. */
export function specificationOf({ cloud, document }: Pick<Group, 'cloud' | 'document'>): GroupDocument {
  if (cloud === 'aws') return document as GroupDocument
  let specification = read.get(document)
  if (!specification) {
    specification = READERS[cloud](document)
    read.set(document, specification)
  }
  return specification
}
