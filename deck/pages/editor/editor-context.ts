import { createContext, useContext } from 'react'
import type { JsonSchema } from '../../ui/form/schema.ts'
import type { Problem } from './document/problems.ts'
import type { ConfigKind, StageType } from './queries.ts'
import type { Session } from './session.ts'

export interface StageTypes {
  readonly all: readonly StageType[]
  readonly find: (type: string) => StageType | undefined
  /** Those that the installation has set up: webhooks and jobs that only want their parameters. */
  readonly schemaOf: (type: string) => JsonSchema | undefined
}

/** What the parts of the editor share. */
export interface Editing extends Session {
  readonly app: string
  readonly kind: ConfigKind
  /** Nothing can be changed: the pipeline is locked, or made of a template of version 1. */
  readonly readOnly: boolean
  readonly types: StageTypes
  readonly problems: readonly Problem[]
  /** The refId of the stage that is shown, if one is. */
  readonly selected: string | undefined
  readonly select: (refId: string | undefined) => void
  /** The execution against which expressions are evaluated. */
  readonly execution: string | undefined
}

const Context = createContext<Editing | undefined>(undefined)
export const EditingProvider = Context.Provider

export const useEditing = (): Editing => {
  const editing = useContext(Context)
  if (!editing) throw new Error('Only inside the editor.')
  return editing
}
