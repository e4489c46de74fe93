import { useMemo } from 'react'
import type { JsonSchema } from '../../ui/form/schema.ts'
import { isObject, objectsIn, textOf } from '../editor/document/pipeline.ts'
import { type Language, readObject } from '../editor/document/text.ts'
import { suggestionsFor } from '../editor/expressions.ts'
import { useExpressionWorld } from '../editor/queries.ts'
import { NO_TYPES, useTypes } from '../editor/stage-types.ts'
import { CodeEditor } from '../editor/text/code-editor.tsx'
import { type PipelineSchema, pipelineSchema } from '../editor/text/pipeline-schema.ts'
import { VARIABLE_TYPES } from './variables.ts'

interface CodeProps {
  language: Language
  text: string
  /** What is written can be changed. */
  change?: (text: string) => void
}

/** A template as text, with completion of its fields, of its pipeline's, and of its variables in expressions. */
export const TemplateCode = ({ language, text, change }: CodeProps) => {
  const types = useTypes() ?? NO_TYPES
  const world = useExpressionWorld().data
  const schema = useMemo(() => templateSchema(pipelineSchema(types.all)), [types])
  const suggestions = useMemo(() => {
    const reading = readObject(text, language)
    const { variables, pipeline } = reading.problem ? {} : reading.value
    return [
      ...objectsIn(variables).map(({ name, description }) => ({
        text: `templateVariables.${textOf(name)}`,
        about: textOf(description) || 'Variable of the template',
      })),
      ...suggestionsFor(isObject(pipeline) ? pipeline : {}, world ?? {}),
    ]
  }, [text, language, world])
  return (
    <CodeEditor
      label={`Template as ${language.toUpperCase()}`}
      language={language}
      text={text}
      change={change ?? (() => {})}
      readOnly={change === undefined}
      schema={schema}
      suggestions={suggestions}
    />
  )
}

const VARIABLE: JsonSchema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', description: 'What expressions call it: templateVariables.<name>.' },
    type: { type: 'string', enum: VARIABLE_TYPES },
    description: { type: 'string', description: 'Shown to who makes a pipeline of the template.' },
    defaultValue: { description: 'What it is where nobody says otherwise.' },
    nullable: { type: 'boolean', description: 'Nothing need be given for it.' },
  },
}

const templateSchema = (schema: PipelineSchema): PipelineSchema => {
  const { name: _, ...properties } = schema.pipeline.properties ?? {}
  return {
    ...schema,
    pipeline: {
      type: 'object',
      required: ['id', 'metadata', 'pipeline'],
      properties: {
        schema: { type: 'string', enum: ['v2'] },
        id: { type: 'string', description: 'What references call it: spinnaker://<id>.' },
        metadata: {
          type: 'object',
          required: ['name', 'description', 'scopes'],
          properties: {
            name: { type: 'string' },
            description: { type: 'string' },
            owner: { type: 'string', description: 'Who looks after it.' },
            scopes: {
              type: 'array',
              items: { type: 'string' },
              description: 'Whom it is meant for: global, or names of applications.',
            },
          },
        },
        protect: { type: 'boolean', description: 'Pipelines of it may not add or change stages.' },
        variables: { type: 'array', items: VARIABLE },
        pipeline: { type: 'object', required: ['stages'], properties },
      },
    },
  }
}
