import type { JsonSchema } from '../../../ui/form/schema.ts'
import type { StageForm } from './catalogue.ts'

const build: JsonSchema = {
  type: 'object',
  required: ['master', 'job'],
  properties: {
    master: { type: 'string', picker: 'buildServer', title: 'Build server' },
    job: { type: 'string', picker: 'job' },
    parameters: { type: 'object', map: true },
    propertyFile: {
      type: 'string',
      title: 'Property file',
      description: 'A file of the build whose values later stages can use.',
    },
    markUnstableAsSuccessful: { type: 'boolean', title: 'Take unstable builds as successful' },
    continuePipeline: { type: 'boolean', title: 'Go on when the build fails' },
  },
}

/** Stages that build, bake and run jobs. */
export const buildStages: Readonly<Record<string, StageForm>> = {
  jenkins: { category: 'Builds and jobs', description: 'Runs a Jenkins job.', schema: build },
  travis: { category: 'Builds and jobs', description: 'Runs a Travis build.', schema: build },
  script: { category: 'Builds and jobs', description: 'Runs a script on a build server.' },
  awsCodeBuild: { category: 'Builds and jobs', description: 'Runs an AWS CodeBuild project.' },
  googleCloudBuild: { category: 'Builds and jobs', description: 'Runs a Google Cloud Build.' },
  runJob: { category: 'Builds and jobs', description: 'Runs a job to its end.' },
  findArtifactFromExecution: {
    category: 'Builds and jobs',
    description: 'Takes artifacts of another pipeline’s execution.',
  },
}
