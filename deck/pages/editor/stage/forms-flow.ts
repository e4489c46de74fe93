import type { JsonSchema } from '../../../ui/form/schema.ts'
import type { StageForm } from './catalogue.ts'

const preconditions: Readonly<Record<string, JsonSchema>> = {
  expression: {
    type: 'object',
    properties: {
      context: {
        type: 'object',
        title: 'Condition',
        properties: {
          expression: { type: 'string', title: 'Expression', description: 'Passes when it is true.' },
          failureMessage: { type: 'string', title: 'Message when it is not' },
        },
      },
    },
  },
  clusterSize: {
    type: 'object',
    properties: {
      cloudProvider: { type: 'string', picker: 'provider', title: 'Cloud' },
      context: {
        type: 'object',
        title: 'Size of the cluster',
        properties: {
          credentials: { type: 'string', picker: 'account', title: 'Account' },
          cluster: { type: 'string', picker: 'cluster' },
          regions: { type: 'array', items: { type: 'string' }, picker: 'region' },
          comparison: { enum: ['<', '<=', '==', '>=', '>'], default: '==' },
          expected: { type: 'integer', title: 'Server groups', minimum: 0, default: 1 },
          onlyEnabledServerGroups: { type: 'boolean', title: 'Count enabled ones only' },
        },
      },
    },
  },
  stageStatus: {
    type: 'object',
    properties: {
      context: {
        type: 'object',
        title: 'Status of a stage',
        properties: {
          stageName: { type: 'string', picker: 'stageName', title: 'Stage' },
          stageStatus: {
            title: 'Status',
            enum: [
              'SUCCEEDED',
              'FAILED_CONTINUE',
              'SKIPPED',
              'TERMINAL',
              'STOPPED',
              'CANCELED',
              'RUNNING',
              'NOT_STARTED',
            ],
          },
        },
      },
    },
  },
}

/** Stages that decide whether, when and with what a pipeline goes on. */
export const flowStages: Readonly<Record<string, StageForm>> = {
  wait: {
    category: 'Flow',
    description: 'Waits for a time; a person can end the wait.',
    begin: { waitTime: 30 },
    schema: {
      type: 'object',
      required: ['waitTime'],
      properties: {
        waitTime: { type: 'number', title: 'Wait time', unit: 'seconds' },
        skipWaitText: { type: 'string', title: 'Ask before the wait is skipped', long: true },
      },
    },
  },
  waitUntil: {
    category: 'Flow',
    description: 'Waits until a moment.',
    schema: {
      type: 'object',
      properties: { epochMillis: { type: 'number', title: 'Moment', description: 'Milliseconds since 1970.' } },
    },
  },
  manualJudgment: {
    category: 'Flow',
    description: 'Waits for a person who decides whether the pipeline goes on.',
    begin: { failPipeline: true, judgmentInputs: [], notifications: [] },
    schema: {
      type: 'object',
      properties: {
        instructions: { type: 'string', long: true, description: 'Shown to who judges.' },
        judgmentInputs: {
          type: 'array',
          title: 'Choices',
          description: 'Offered to who judges; later stages read the chosen one with #judgment.',
          items: {
            type: 'object',
            title: 'Choice',
            heading: ({ value }) => String(value ?? ''),
            properties: { value: { type: 'string', title: 'Choice' } },
          },
        },
        selectedStageRoles: {
          type: 'array',
          items: { type: 'string' },
          picker: 'role',
          title: 'Who may judge',
          description: 'Roles; anybody who may run the pipeline where none is given.',
        },
        preventSelfApproval: { type: 'boolean', title: 'Who started the pipeline may not judge' },
        propagateAuthenticationContext: { type: 'boolean', title: 'Go on as the person who judged' },
      },
    },
  },
  checkPreconditions: {
    category: 'Flow',
    description: 'Goes on only when conditions hold: an expression, the size of a cluster, the status of a stage.',
    begin: { preconditions: [] },
    schema: {
      type: 'object',
      required: ['preconditions'],
      properties: {
        preconditions: {
          type: 'array',
          title: 'Preconditions',
          items: {
            type: 'object',
            title: 'Precondition',
            begin: { type: 'expression', failPipeline: true, context: {} },
            heading: ({ type, context }) => {
              const { expression, cluster, stageName } = (context ?? {}) as Record<string, unknown>
              return `${String(type ?? '')}: ${String(expression ?? cluster ?? stageName ?? '')}`
            },
            properties: {
              type: {
                title: 'Check',
                enum: ['expression', 'clusterSize', 'stageStatus'],
                labels: ['Expression', 'Cluster size', 'Stage status'],
              },
              failPipeline: { type: 'boolean', title: 'Fail the pipeline', default: true },
            },
            variants: { by: 'type', of: preconditions },
          },
        },
      },
    },
  },
  evaluateVariables: {
    category: 'Flow',
    description: 'Gives names to values, for all later stages.',
    begin: { variables: [] },
    schema: {
      type: 'object',
      required: ['variables'],
      properties: {
        variables: {
          type: 'array',
          description: 'In their order: each may use those before it.',
          items: {
            type: 'object',
            title: 'Variable',
            begin: { key: '', value: '' },
            heading: ({ key, value }) =>
              key ? `${String(key)} = ${typeof value === 'string' ? value : JSON.stringify(value)}` : '',
            properties: {
              key: { type: 'string', title: 'Name' },
              value: { title: 'Value' },
              description: { type: 'string' },
            },
          },
        },
      },
    },
  },
  pipeline: {
    category: 'Flow',
    label: 'Pipeline',
    description: 'Runs another pipeline.',
    begin: { waitForCompletion: true, failPipeline: true },
    schema: {
      type: 'object',
      required: ['pipeline'],
      properties: {
        application: { type: 'string', picker: 'application' },
        pipeline: { type: 'string', picker: 'pipeline' },
        waitForCompletion: { type: 'boolean', title: 'Wait until it has ended', default: true },
        skipDownstreamOutput: { type: 'boolean', title: 'Do not take over its outputs' },
        pipelineParameters: { type: 'object', map: true, title: 'Parameters' },
      },
    },
  },
  webhook: {
    category: 'Flow',
    description: 'Calls a URL, and may wait for what it says later.',
    begin: { method: 'POST', statusUrlResolution: 'getMethod' },
    schema: {
      type: 'object',
      required: ['url'],
      properties: {
        url: { type: 'string', title: 'URL' },
        method: { enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], default: 'POST' },
        payload: {
          type: 'object',
          description: 'JSON.',
          shown: ({ method }) => !['GET', 'HEAD'].includes(String(method)),
        },
        customHeaders: { type: 'object', map: true, title: 'Headers' },
        failFastStatusCodes: {
          type: 'array',
          items: { type: 'string' },
          title: 'Fail at once on',
          description: 'Status codes; 504 where none is given.',
        },
        waitForCompletion: { type: 'boolean', title: 'Ask until it is done' },
        statusUrlResolution: {
          title: 'Where to ask',
          enum: ['getMethod', 'locationHeader', 'webhookResponse'],
          labels: ['The same URL, with GET', 'The Location header of the answer', 'A field of the answer'],
          default: 'getMethod',
          shown: ({ waitForCompletion }) => String(waitForCompletion) === 'true',
        },
        statusUrlJsonPath: {
          type: 'string',
          title: 'Path to that field',
          description: 'JSONPath, e.g. $.links.status',
          shown: ({ statusUrlResolution, waitForCompletion }) =>
            statusUrlResolution === 'webhookResponse' && String(waitForCompletion) === 'true',
        },
        ...Object.fromEntries(
          (
            [
              ['waitBeforeMonitor', 'number', 'Wait before asking', 'Seconds.'],
              [
                'statusJsonPath',
                'string',
                'Path to the status',
                'JSONPath; without it, the first good answer is success.',
              ],
              ['progressJsonPath', 'string', 'Path to the progress', 'JSONPath.'],
              ['successStatuses', 'string', 'Successful statuses', 'Separated by commas.'],
              ['terminalStatuses', 'string', 'Failed statuses', 'Separated by commas.'],
              ['canceledStatuses', 'string', 'Cancelled statuses', 'Separated by commas.'],
            ] as const
          ).map(([name, type, title, description]): [string, JsonSchema] => [
            name,
            { type, title, description, shown: ({ waitForCompletion }) => String(waitForCompletion) === 'true' },
          ]),
        ),
        signalCancellation: { type: 'boolean', title: 'Tell when the stage is cancelled' },
        cancelEndpoint: {
          type: 'string',
          title: 'URL to tell it to',
          shown: ({ signalCancellation }) => String(signalCancellation) === 'true',
        },
        cancelMethod: {
          title: 'Method',
          enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
          default: 'POST',
          shown: ({ signalCancellation }) => String(signalCancellation) === 'true',
        },
      },
    },
  },
  noop: { category: 'Flow', description: 'Does nothing; joins branches.' },
  waitForCondition: { category: 'Flow', description: 'Waits until a condition that a plugin knows is met.' },
  runMultiplePipelines: { category: 'Flow', description: 'Runs several pipelines in the order of their dependencies.' },
  dependsOnExecution: { category: 'Flow', description: 'Waits for another execution.' },
  evaluateArtifacts: { category: 'Flow', description: 'Makes artifacts of texts with expressions.' },
}
