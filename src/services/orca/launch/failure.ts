import { GennakerError } from '../../../platform/errors/index.ts'
import { isJson } from '../values.ts'

/** Why an execution could not start, for people who look at it: with all that is wrong with its template (orca: ExecutionLauncher). */
export function startUpFailure(error: Error): string {
  const errors = error instanceof GennakerError ? error.attributes.errors : undefined
  const lines = (Array.isArray(errors) ? errors : []).flatMap((each) =>
    isJson(each)
      ? Object.entries(each)
          .filter(([key]) => key !== 'severity')
          .map(([key, value]) => `\n${capitalized(key)}: ${isText(value) ? value : JSON.stringify(value)}`)
      : [],
  )
  return `Failed on startup: ${error.message}${lines.length > 0 ? `\n${lines.join('\n')}` : ''}`
}

const isText = (value: unknown) => typeof value === 'string' || typeof value === 'number'

const capitalized = (key: string) => key.charAt(0).toUpperCase() + key.slice(1).toLowerCase()
