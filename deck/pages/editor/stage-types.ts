import { useMemo } from 'react'
import type { StageTypes } from './editor-context.ts'
import { useStageTypes } from './queries.ts'

/** The stage types that the server runs, by each of their names; undefined until they are read. */
export const useTypes = (): StageTypes | undefined => {
  const { data } = useStageTypes()
  return useMemo(() => {
    if (!data) return undefined
    const byName = new Map(data.flatMap((each) => [each.type, ...each.aliases].map((name) => [name, each] as const)))
    return { all: data, find: (type) => byName.get(type), schemaOf: (type) => byName.get(type)?.schema }
  }, [data])
}

export const NO_TYPES: StageTypes = { all: [], find: () => undefined, schemaOf: () => undefined }
