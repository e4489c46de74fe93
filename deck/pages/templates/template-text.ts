import type { Template } from '../../data/templates.ts'

/** What the server says of a template, and nobody writes. */
const SERVER_FIELDS = ['updateTs', 'lastModifiedBy', 'digest', 'tag']

/** A template as somebody wrote it. */
export const contentOfTemplate = (template: Template): Template =>
  Object.fromEntries(Object.entries(template).filter(([key]) => !SERVER_FIELDS.includes(key))) as unknown as Template

/** What a new template begins with: small, and whole. */
export const newTemplate = (owner: string): Template => ({
  schema: 'v2',
  id: '',
  metadata: { name: '', description: '', owner, scopes: ['global'] },
  protect: false,
  variables: [{ name: 'seconds', type: 'int', description: 'How long to wait.', defaultValue: 30 }],
  pipeline: {
    limitConcurrent: true,
    keepWaitingPipelines: false,
    parameterConfig: [],
    triggers: [],
    notifications: [],
    stages: [
      {
        refId: '1',
        requisiteStageRefIds: [],
        type: 'wait',
        name: 'Wait',
        waitTime: '${ templateVariables.seconds }',
      },
    ],
  },
})
