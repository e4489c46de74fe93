import '../../ui/task/task.css'
import { useState } from 'react'
import type { TemplateVariable } from '../../data/templates.ts'
import { isSame } from '../../ui/diff/merge-patch.ts'
import { problemsOf } from '../../ui/form/check.ts'
import type { Values } from '../../ui/form/schema.ts'
import { SchemaForm } from '../../ui/form/schema-form.tsx'
import { givenVariables, shownVariables, variablesSchema } from './variables.ts'

interface FormProps {
  variables: readonly TemplateVariable[]
  /** What the pipeline says itself; the others are the template's. */
  given: Values
  change: (given: Values) => void
  /** Whether what is missing is said. */
  asked: boolean
}

/** Asks for the values of a template's variables. */
export const VariablesForm = ({ variables, given, change, asked }: FormProps) => {
  const [typed, setTyped] = useState<Values>(() => shownVariables(variables, given))
  // Undo, a merge, another version of the template: what is given changed by other means than this form.
  const shown = isSame(givenVariables(variables, typed), given) ? typed : shownVariables(variables, given)
  const schema = variablesSchema(variables)
  const problems = problemsOf(schema, shown)
  if (variables.length === 0) return <p className="quiet">The template has no variables.</p>
  return (
    <div className="field-grid">
      <SchemaForm
        schema={schema}
        values={shown}
        problems={asked ? problems : withoutMissing(problems)}
        change={(values) => {
          setTyped(values)
          change(givenVariables(variables, values))
        }}
      />
    </div>
  )
}

const withoutMissing = (problems: Record<string, string>) =>
  Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== 'Needed'))

/** Whether every variable has a value of its type. */
export const areComplete = (variables: readonly TemplateVariable[], given: Values): boolean =>
  Object.keys(problemsOf(variablesSchema(variables), shownVariables(variables, given))).length === 0
