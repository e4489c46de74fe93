import { ask, type Capabilities, type Effects, type NamedPipeline } from './effects.ts'
import { explaining, helperError, ioError, OBJECT, type SpelFunction, STRING } from './function.ts'
import { executionOf } from './stages.ts'

/** Helpers that ask Front50 and Kayenta. */
export function catalogFunctions(capabilities: Capabilities, effects: Effects): Readonly<Record<string, SpelFunction>> {
  const ofApplication = (
    helper: string,
    source: Capabilities['pipelines'],
    application: string,
  ): readonly NamedPipeline[] =>
    explaining(`Failed to evaluate #${helper} function`, () => {
      if (source === undefined) throw ioError(`#${helper} is not available here`)
      return ask(effects, `${helper} ${application}`, () => source(application))
    })
  const pipelineIn = (helper: string, name: string | null, application: string | null): string | null => {
    if (name === null || name === '') {
      throw helperError(`pipelineName must be specified for function #${helper}`)
    }
    if (application === null || application === '') {
      throw helperError(`applicationName must be specified for function #${helper}`)
    }
    const pipelines = ofApplication('pipelineId', capabilities.pipelines, application)
    return pipelines.find((pipeline) => pipeline.name === name)?.id ?? null
  }
  const applicationOf = (argument: unknown) => executionOf(argument).application ?? null
  return {
    pipelineId: {
      parameters: [OBJECT, STRING],
      execution: true,
      call: (execution, name) => {
        const application = applicationOf(execution)
        const id = pipelineIn('pipelineId', name, application)
        if (id === null)
          throw helperError(`Pipeline with name '${name}' could not be found on application ${application}`)
        return id
      },
    },
    pipelineIdOrNull: {
      parameters: [OBJECT, STRING],
      execution: true,
      call: (execution, name) => pipelineIn('pipelineId', name, applicationOf(execution)),
    },
    pipelineIdInApplication: {
      parameters: [OBJECT, STRING, STRING],
      execution: true,
      call: (_, name, application) => pipelineIn('pipelineIdInApplication', name, application),
    },
    applicationMetadata: {
      parameters: [STRING],
      call: (name: string | null) =>
        explaining('Failed to evaluate #applicationMetadata function', () => {
          const { application } = capabilities
          if (application === undefined) throw ioError('#applicationMetadata is not available here')
          return ask(effects, `application ${name}`, () => application(String(name)))
        }),
    },
    canaryConfigNameToId: {
      parameters: [STRING, STRING],
      call: (name: string | null, application: string | null) => {
        const configs = ofApplication('canaryConfigNameToId', capabilities.canaryConfigs, String(application))
        const config = configs.find((candidate) => candidate.name === name)
        if (config === undefined) {
          throw helperError(`Unable to find config with name ${name} for application ${application}`)
        }
        return config.id
      },
    },
  }
}
