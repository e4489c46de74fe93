import type { ComponentType } from 'react'
import type { Execution, Stage } from '../../../../data/shapes.ts'

export interface ContentProps {
  readonly execution: Execution
  readonly stage: Stage
}

/** A part of a stage's panel; `key` is what the stock deck calls it in addresses (`?details=`). */
export interface Part {
  readonly key: string
  readonly label: string
  readonly Content: ComponentType<ContentProps>
}
