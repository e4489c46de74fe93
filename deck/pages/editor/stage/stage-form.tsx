import { Button, MultiSelect, Radio, TextInput } from '@mantine/core'
import { useState } from 'react'
import { JsonField } from '../../../ui/form/document-field.tsx'
import { allFieldsOf, DocumentForm } from '../../../ui/form/document-form.tsx'
import type { JsonSchema } from '../../../ui/form/schema.ts'
import { changeStage, replaceStage, setDependencies } from '../document/edits.ts'
import { circularFor } from '../document/order.ts'
import {
  type Json,
  nameOf,
  refOf,
  requisitesOf,
  type StageConfig,
  stagesOf,
  textOf,
  typeOf,
  withFields,
} from '../document/pipeline.ts'
import { useEditing } from '../editor-context.ts'
import { formOf } from './catalogue.ts'
import { COMMON, executionForm, FAILURE, failureFlags, failureOf, moreForm } from './common-forms.ts'
import { TypePicker } from './type-picker.tsx'

/** Everything about one stage. */
export const StageForm = ({ stage }: { stage: StageConfig }) => {
  const { edit, document, types, readOnly } = useEditing()
  const [picking, setPicking] = useState(typeOf(stage) === '')
  const [asJson, setAsJson] = useState(false)
  const [ref, type] = [refOf(stage), typeOf(stage)]
  const set = (name: string, value: unknown) =>
    edit((now) => changeStage(now, ref, { [name]: value }), `stage/${ref}/${name}`)
  const form = formOf(type)
  const known = types.find(textOf(stage.alias) || type)
  const schema: JsonSchema = form?.schema ?? withoutCommon(types.schemaOf(type) ?? {})
  return (
    <section className="panel" aria-label={`Stage ${nameOf(stage)}`}>
      <div className="top">
        <h2 className="clip">{nameOf(stage)}</h2>
        <span className="tag">{form?.label ?? known?.label ?? (type || 'no type')}</span>
        {!readOnly && (
          <Button size="compact-sm" variant="default" onClick={() => setPicking(true)}>
            {type ? 'Change type' : 'Choose type'}
          </Button>
        )}
        <Button
          className="push"
          size="compact-sm"
          variant="default"
          aria-pressed={asJson}
          onClick={() => setAsJson(!asJson)}
        >
          {asJson ? 'Show as form' : readOnly ? 'Show as JSON' : 'Edit as JSON'}
        </Button>
      </div>
      {picking && <TypePicker stage={stage} close={() => setPicking(false)} />}
      {asJson ? (
        <div className="inside">
          <StageJson stage={stage} />
        </div>
      ) : (
        <fieldset className="inside stack editor-plain" disabled={readOnly}>
          {(form?.description ?? '') !== '' && <p className="quiet editor-about">{form?.description}</p>}
          <div className="doc-form">
            <TextInput
              label="Name"
              withAsterisk
              value={textOf(stage.name)}
              onChange={(event) => set('name', event.currentTarget.value)}
            />
            <DependsOn stage={stage} />
          </div>
          {type !== '' && (
            <>
              <DocumentForm schema={schema} values={stage} set={set} />
              <OtherFields stage={stage} schema={schema} />
              <details className="editor-more" open={failureOf(stage) !== 'halt' || hasAny(stage, executionForm)}>
                <summary>Execution options</summary>
                <div className="stack">
                  <Radio.Group
                    label="If the stage fails"
                    value={failureOf(stage)}
                    onChange={(value) => edit((now) => changeStage(now, ref, failureFlags(value)))}
                  >
                    {FAILURE.map(({ value, label }) => (
                      <Radio key={value} value={value} label={label} mt={4} />
                    ))}
                  </Radio.Group>
                  <DocumentForm schema={executionForm} values={stage} set={set} />
                </div>
              </details>
              <details className="editor-more" open={hasAny(stage, moreForm(type))}>
                <summary>Comments, notifications, artifacts</summary>
                <DocumentForm schema={moreForm(type)} values={stage} set={set} />
              </details>
            </>
          )}
          {stagesOf(document).filter((each) => refOf(each) === ref).length > 1 && (
            <TextInput
              label="Number (refId)"
              value={ref}
              onChange={(event) => {
                const next = event.currentTarget.value
                edit((now) => ({
                  ...now,
                  stages: stagesOf(now).map((each) => (each === stage ? { ...each, refId: next } : each)),
                }))
              }}
            />
          )}
        </fieldset>
      )}
    </section>
  )
}

const hasAny = (stage: Json, { properties = {} }: JsonSchema): boolean =>
  Object.keys(properties).some((name) => {
    const value = stage[name]
    return value !== undefined && value !== false && value !== '' && !(Array.isArray(value) && value.length === 0)
  })

const withoutCommon = (schema: JsonSchema): JsonSchema => ({
  ...schema,
  properties: Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => !COMMON.includes(name))),
})

const DependsOn = ({ stage }: { stage: StageConfig }) => {
  const { document, edit } = useEditing()
  const ref = refOf(stage)
  const circular = circularFor(document, ref)
  const others = stagesOf(document).filter((other) => other !== stage)
  const named = others.map((other) => ({
    value: refOf(other),
    label: `${nameOf(other)} (${refOf(other)})`,
    // Who waits for this stage can't be waited for.
    disabled: circular.has(refOf(other)),
  }))
  const gone = requisitesOf(stage).filter((each) => !others.some((other) => refOf(other) === each))
  const data = [...named, ...gone.map((value) => ({ value, label: `${value} (not there)`, disabled: false }))]
  return (
    <MultiSelect
      label="Depends on"
      description="Starts when these have ended; at once where none is chosen."
      data={[...new Map(data.map((each) => [each.value, each])).values()]}
      value={[...new Set(requisitesOf(stage))]}
      searchable
      clearable
      onChange={(on) => edit((now) => setDependencies(now, ref, on))}
    />
  )
}

/** What a stage has besides what its form asks for. */
const OtherFields = ({ stage, schema }: { stage: StageConfig; schema: JsonSchema }) => {
  const { edit } = useEditing()
  const asked = new Set([
    ...COMMON,
    ...allFieldsOf(schema, stage).map(([name]) => name),
    ...Object.keys(schema.properties ?? {}),
  ])
  const others = Object.fromEntries(Object.entries(stage).filter(([name]) => !asked.has(name)))
  const count = Object.keys(others).length
  const isUnknown = Object.keys(schema.properties ?? {}).length === 0
  return (
    <details className="editor-more" open={isUnknown}>
      <summary>
        {isUnknown ? 'Fields' : 'Other fields'} {count > 0 && <span className="quiet">{count}</span>}
      </summary>
      <JsonField
        label="Fields as JSON"
        description={
          isUnknown
            ? 'Nothing is known of this type’s fields; they are kept as they are written.'
            : 'What the form does not ask for; it is kept as it is written.'
        }
        value={others}
        onlyObjects
        rows={3}
        change={(value) => {
          const next = value as Json
          const gone = Object.keys(others).filter((name) => !Object.hasOwn(next, name))
          const allowed = Object.entries(next).filter(([name]) => !asked.has(name))
          edit(
            (now) =>
              changeStage(now, refOf(stage), {
                ...Object.fromEntries(gone.map((name) => [name, undefined])),
                ...Object.fromEntries(allowed),
              }),
            `stage/${refOf(stage)}/other`,
          )
        }}
      />
    </details>
  )
}

const StageJson = ({ stage }: { stage: StageConfig }) => {
  const { edit, readOnly } = useEditing()
  const ref = refOf(stage)
  if (readOnly) return <pre className="mono json">{JSON.stringify(stage, null, 2)}</pre>
  return (
    <JsonField
      label="Stage as JSON"
      description={`The number (${ref}) stays as it is.`}
      value={stage}
      onlyObjects
      rows={12}
      change={(value) =>
        edit(
          (now) => replaceStage(now, ref, (old) => ({ ...withFields(value as Json, {}), refId: old.refId })),
          `stage/${ref}/json`,
        )
      }
    />
  )
}
