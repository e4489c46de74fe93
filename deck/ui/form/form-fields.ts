import { createContext, type ReactNode, useContext } from 'react'
import type { JsonSchema, Values } from './schema.ts'

export interface TextFieldProps {
  readonly label: string
  readonly description?: string | undefined
  readonly value: string
  readonly change: (text: string) => void
  readonly required?: boolean
  readonly long?: boolean
  readonly mono?: boolean
  readonly placeholder?: string | undefined
  readonly error?: string | undefined
}

export interface PickerFieldProps extends TextFieldProps {
  readonly picker: string
  /** The object that the field is in. */
  readonly values: Values
}

export interface PickListProps extends Omit<PickerFieldProps, 'value' | 'change'> {
  readonly value: readonly string[]
  readonly change: (values: readonly string[]) => void
}

/** How a form asks for what its page knows more about than a form does. */
export interface FormFields {
  /** What is written is taken as it is: there are no expressions. */
  readonly plain?: boolean
  /** Text in which there may be expressions. */
  readonly Text: (props: TextFieldProps) => ReactNode
  /** One of what there is. */
  readonly Picker: (props: PickerFieldProps) => ReactNode
  /** Several of what there is. */
  readonly PickList: (props: PickListProps) => ReactNode
}

const Fields = createContext<FormFields | undefined>(undefined)
export const FormFieldsProvider = Fields.Provider

export const useFormFields = (): FormFields => {
  const fields = useContext(Fields)
  if (!fields) throw new Error('A document form stands inside a FormFieldsProvider.')
  return fields
}

export interface DocumentFormProps {
  readonly schema: JsonSchema
  readonly values: Values
  /** One field gets another value; undefined takes it away. */
  readonly set: (name: string, value: unknown) => void
}
