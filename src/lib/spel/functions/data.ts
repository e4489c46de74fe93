import { javaError, nullPointer } from '../errors.ts'
import { parseJson } from '../java/json-parse.ts'
import { jsonText } from '../java/json-text.ts'
import { javaText } from '../java/text.ts'
import { Instance, isMap } from '../java/values.ts'
import { ask, type Capabilities, type Effects } from './effects.ts'
import { explaining, helperError, ioError, OBJECT, type SpelFunction, STRING } from './function.ts'
import { parseProperties } from './properties-file.ts'
import { parseYaml } from './yaml.ts'

const DO_NOT_EVALUATE = 'com.netflix.spinnaker.orca.pipeline.expressions.NotEvaluableExpression'

/** Jackson reads a text that starts with `[` as a list, everything else as a map. */
function readJson(text: string | null): unknown {
  return explaining(`#readJson(${text}) failed`, () => {
    if (text === null) throw nullPointer('Cannot invoke "String.startsWith(String)" because "text" is null')
    const mismatch = (message: string) =>
      javaError('com.fasterxml.jackson.databind.exc.MismatchedInputException', message)
    if (text.trim() === '') throw mismatch('No content to map due to end-of-input')
    const value = parseJson(text)
    if (text.startsWith('[') || value === null || isMap(value)) return value
    throw mismatch(`Cannot deserialize value of type \`java.util.LinkedHashMap<java.lang.Object,java.lang.Object>\``)
  })
}

function readYaml(text: string | null, helper = 'readYaml'): unknown[] {
  return explaining(`#${helper}(${text}) failed`, () => {
    if (text === null) throw nullPointer('Cannot invoke "String.length()" because "s" is null')
    return parseYaml(text)
  })
}

function toJson(value: unknown): string {
  const marked = value instanceof Instance && value.typeName === DO_NOT_EVALUATE
  const text = jsonText(marked ? value.state : value)
  if (!marked && text.includes('${')) {
    throw helperError(
      `#toJson(${javaText(value)}) failed`,
      helperError('result for toJson cannot contain an expression'),
    )
  }
  return text
}

/** Helpers that read and write JSON, YAML and properties, given or fetched. */
export function dataFunctions(capabilities: Capabilities, effects: Effects): Readonly<Record<string, SpelFunction>> {
  const text = (call: (text: string | null) => unknown): SpelFunction => ({ parameters: [STRING], call })
  const fetchText = (url: string | null): string =>
    explaining(`#from(${url}) failed`, () => {
      const { fetchText: perform } = capabilities
      if (perform === undefined) throw ioError('fetching URLs is not available here')
      return ask(effects, `GET ${url}`, () => perform(String(url)))
    })
  return {
    toJson: { parameters: [OBJECT], call: toJson },
    doNotEval: { parameters: [OBJECT], call: (value) => new Instance(DO_NOT_EVALUATE, value) },
    readJson: text(readJson),
    readYaml: text((yaml) => readYaml(yaml)[0] ?? null),
    readAllYaml: text((yaml) => readYaml(yaml, 'readAllYaml')),
    fromUrl: text(fetchText),
    jsonFromUrl: text((url) => readJson(fetchText(url))),
    yamlFromUrl: text((url) => readYaml(fetchText(url))[0] ?? null),
    propertiesFromUrl: text((url) =>
      explaining(`#propertiesFromUrl(${url}) failed`, () => parseProperties(fetchText(url))),
    ),
  }
}
