export { type ServerGroupPlace, type TaggedEntities, type TagsQuery, taggedEntities } from './entity-tags.ts'
export { entityTagOperations } from './operations.ts'
