import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { planTemplated } from '../../../data/templates.ts'
import type { Json, Pipeline } from '../document/pipeline.ts'

const AFTER_MS = 400
const FRESH_MS = 30_000

/** The pipeline that a configuration of a template stands for, asked for anew when it has not changed for a moment. */
export const usePlan = (configuration: Json | undefined) => {
  const [settled] = useDebouncedValue(configuration && JSON.stringify(configuration), AFTER_MS)
  return useQuery({
    queryKey: ['templatePlan', settled],
    queryFn: (): Promise<Pipeline> => planTemplated(JSON.parse(settled ?? '{}')),
    enabled: settled !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: FRESH_MS,
  })
}
