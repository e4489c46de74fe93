import type { JsonSchema } from '../../../ui/form/schema.ts'

const constraints: JsonSchema = {
  type: 'object',
  map: true,
  title: 'Only with payload',
  description: 'Fields of the payload and the regular expressions that they must match.',
}

const build: JsonSchema = {
  type: 'object',
  properties: {
    master: { type: 'string', picker: 'buildServer', title: 'Build server' },
    job: { type: 'string', picker: 'job' },
    propertyFile: { type: 'string', title: 'Property file' },
  },
}

const texts = (...names: readonly (readonly [name: string, title: string, description?: string])[]): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(
    names.map(([name, title, description]) => [name, { type: 'string', title, ...(description && { description }) }]),
  ),
})

const withConstraints = (schema: JsonSchema, attributes = false): JsonSchema => ({
  ...schema,
  properties: {
    ...schema.properties,
    payloadConstraints: constraints,
    ...(attributes && {
      attributeConstraints: {
        type: 'object',
        map: true,
        title: 'Only with attributes',
        description: 'As above, of the message’s attributes.',
      },
    }),
  },
})

/** What each type of trigger says about when it fires. */
const triggerForms: Readonly<Record<string, JsonSchema>> = {
  cron: {
    type: 'object',
    properties: {
      cronExpression: {
        type: 'string',
        title: 'Schedule',
        picker: 'schedule',
        wide: true,
        description: 'Quartz: second minute hour day month weekday [year], e.g. 0 0 10 ? * MON-FRI.',
      },
    },
  },
  pipeline: {
    type: 'object',
    properties: {
      application: { type: 'string', picker: 'application' },
      pipeline: { type: 'string', picker: 'pipeline' },
      status: {
        type: 'array',
        title: 'When it',
        items: { enum: ['successful', 'failed', 'canceled'], labels: ['succeeded', 'failed', 'was cancelled'] },
      },
    },
  },
  webhook: withConstraints(texts(['source', 'Source', 'The end of the address …/webhooks/webhook/{source}'])),
  git: {
    type: 'object',
    properties: {
      source: {
        enum: ['github', 'gitlab', 'stash', 'bitbucket'],
        labels: ['GitHub', 'GitLab', 'Bitbucket Server', 'Bitbucket Cloud'],
      },
      project: { type: 'string', title: 'Organisation or project' },
      slug: { type: 'string', title: 'Repository' },
      branch: { type: 'string', description: 'A regular expression; any where none is given.' },
      secret: { type: 'string' },
      events: { type: 'array', items: { type: 'string' } },
    },
  },
  docker: texts(
    ['account', 'Account'],
    ['registry', 'Registry'],
    ['organization', 'Organisation'],
    ['repository', 'Image'],
    ['tag', 'Tag', 'A regular expression; any new tag where none is given.'],
  ),
  helm: texts(['account', 'Account'], ['chart', 'Chart'], ['version', 'Version', 'A range, e.g. ^1.2']),
  'helm/oci': texts(['account', 'Account'], ['chart', 'Chart'], ['version', 'Version']),
  jenkins: build,
  travis: build,
  wercker: build,
  concourse: texts(['master', 'Concourse'], ['team', 'Team'], ['project', 'Pipeline'], ['job', 'Job']),
  pubsub: withConstraints(
    texts(['pubsubSystem', 'System', 'google, amazon'], ['subscriptionName', 'Subscription']),
    true,
  ),
  cdevents: withConstraints(texts(['source', 'Source']), true),
  artifactory: texts(['artifactorySearchName', 'Artifactory']),
  nexus: texts(['nexusSearchName', 'Nexus']),
  plugin: {
    type: 'object',
    properties: { pluginId: { type: 'string', title: 'Plugin' }, config: { type: 'object' } },
  },
}

const TRIGGER_WORDS: Readonly<Record<string, string>> = {
  cron: 'Schedule',
  pipeline: 'Pipeline',
  webhook: 'Webhook',
  git: 'Git push',
  docker: 'Docker image',
  helm: 'Helm chart',
  'helm/oci': 'Helm chart (OCI)',
  jenkins: 'Jenkins build',
  travis: 'Travis build',
  wercker: 'Wercker build',
  concourse: 'Concourse job',
  pubsub: 'Pub/Sub message',
  cdevents: 'CDEvent',
  artifactory: 'Artifactory',
  nexus: 'Nexus',
  plugin: 'Plugin',
}

const said = (...values: readonly unknown[]): string => values.filter(Boolean).map(String).join(' ')

const triggers: JsonSchema = {
  type: 'array',
  title: 'Triggers',
  description: 'What starts the pipeline by itself.',
  items: {
    type: 'object',
    title: 'Trigger',
    begin: { enabled: true, type: 'cron' },
    heading: ({
      type,
      enabled,
      cronExpression,
      source,
      project,
      slug,
      repository,
      job,
      subscriptionName,
      application,
    }) =>
      `${TRIGGER_WORDS[String(type)] ?? String(type)}${enabled === false ? ' (off)' : ''}: ${said(cronExpression ?? source ?? repository ?? job ?? subscriptionName ?? application, project, slug)}`,
    properties: {
      type: {
        title: 'Kind',
        enum: Object.keys(triggerForms),
        labels: Object.keys(triggerForms).map((type) => TRIGGER_WORDS[type] ?? type),
      },
      enabled: { type: 'boolean', title: 'On', default: false },
      description: { type: 'string' },
      runAsUser: { type: 'string', picker: 'serviceAccount', title: 'Run as' },
      expectedArtifactIds: {
        type: 'array',
        items: { type: 'string' },
        picker: 'expectedArtifact',
        title: 'Only with artifacts',
      },
    },
    variants: { by: 'type', of: triggerForms },
  },
}

const parameters: JsonSchema = {
  type: 'array',
  title: 'Parameters',
  description: 'What is asked when somebody starts the pipeline; expressions read them as parameters.name.',
  items: {
    type: 'object',
    title: 'Parameter',
    begin: { name: '', label: '', required: false, default: '', hasOptions: false, options: [] },
    heading: ({ name, label, required }) =>
      `${String(name || '')}${label ? ` – ${String(label)}` : ''}${required ? ' (needed)' : ''}`,
    required: ['name'],
    properties: {
      name: { type: 'string' },
      label: { type: 'string' },
      description: { type: 'string', long: true },
      default: { title: 'Default' },
      required: { type: 'boolean', title: 'Needed' },
      pinned: { type: 'boolean', title: 'Shown in the list of executions' },
      constraint: { title: 'Kind', enum: ['date'], labels: ['Date'] },
      hasOptions: { type: 'boolean', title: 'Choose from a list' },
      options: {
        type: 'array',
        shown: ({ hasOptions }) => hasOptions === true,
        items: {
          type: 'object',
          title: 'Option',
          heading: ({ value }) => String(value ?? ''),
          begin: { value: '' },
          properties: { value: { title: 'Value' } },
        },
      },
      conditional: {
        type: 'object',
        title: 'Asked for only when',
        properties: {
          parameter: { type: 'string', picker: 'parameter' },
          comparator: { enum: ['=', '!=', '<', '<=', '>', '>='], title: 'Is' },
          comparatorValue: { title: 'Value' },
        },
      },
    },
  },
}

/** Messages about a pipeline or a stage. `level`: which of both. */
export const notificationsForm = (level: 'pipeline' | 'stage', more: readonly string[] = []): JsonSchema => {
  const when = [...['starting', 'complete', 'failed'].map((moment) => `${level}.${moment}`), ...more]
  const labels = when.map((moment) => MOMENTS[moment.split('.').at(-1) ?? ''] ?? moment)
  return {
    type: 'array',
    title: 'Notifications',
    items: {
      type: 'object',
      title: 'Notification',
      begin: { type: 'email', address: '', level, when: [`${level}.failed`] },
      heading: ({ type, address }) => said(type, address),
      properties: {
        type: {
          enum: [
            'email',
            'slack',
            'googlechat',
            'microsoftteams',
            'sms',
            'githubStatus',
            'bearychat',
            'cdevents',
            'pubsub',
          ],
          title: 'How',
        },
        address: { type: 'string', title: 'To' },
        cc: { type: 'string', title: 'CC', shown: ({ type }) => type === 'email' },
        when: { type: 'array', items: { enum: when, labels }, title: 'When' },
        message: {
          type: 'object',
          title: 'Words',
          properties: Object.fromEntries(
            when.map((moment, position) => [
              moment,
              {
                type: 'object',
                title: labels[position] ?? moment,
                properties: { text: { type: 'string', title: 'Text', long: true } },
              },
            ]),
          ),
          shown: ({ when: chosen }) => Array.isArray(chosen) && chosen.length > 0,
        },
      },
    },
  }
}

const MOMENTS: Readonly<Record<string, string>> = {
  starting: 'It starts',
  complete: 'It succeeded',
  failed: 'It failed',
  manualJudgment: 'Somebody must judge',
  manualJudgmentContinue: 'Judged: continue',
  manualJudgmentStop: 'Judged: stop',
}

const artifact: JsonSchema = {
  type: 'object',
  properties: {
    type: { type: 'string', title: 'Type', description: 'E.g. docker/image, gcs/object, embedded/base64.' },
    artifactAccount: { type: 'string', title: 'Account', picker: 'artifactAccount' },
    name: { type: 'string' },
    version: { type: 'string' },
    location: { type: 'string' },
    reference: { type: 'string' },
  },
}

export const expectedArtifactsForm: JsonSchema = {
  type: 'array',
  title: 'Expected artifacts',
  items: {
    type: 'object',
    title: 'Artifact',
    heading: ({ displayName, matchArtifact }) =>
      said(displayName, (matchArtifact as { name?: unknown } | undefined)?.name),
    properties: {
      displayName: { type: 'string', title: 'Name' },
      matchArtifact: { ...artifact, title: 'Which artifact' },
      usePriorArtifact: { type: 'boolean', title: 'Else that of the execution before' },
      useDefaultArtifact: { type: 'boolean', title: 'Else a default' },
      defaultArtifact: {
        ...artifact,
        title: 'Default',
        shown: ({ useDefaultArtifact }) => useDefaultArtifact === true,
      },
    },
  },
}

export interface Part {
  readonly key: string
  readonly label: string
  readonly schema: JsonSchema
}

/** The configuration of a pipeline besides its stages. */
export const PARTS: readonly Part[] = [
  {
    key: 'settings',
    label: 'Settings',
    schema: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string' },
        disabled: { type: 'boolean', title: 'Disabled: cannot be started' },
        description: { type: 'string', long: true },
        limitConcurrent: { type: 'boolean', title: 'One execution at a time' },
        maxConcurrentExecutions: {
          type: 'integer',
          title: 'Executions at a time',
          description: '0: any number.',
          shown: ({ limitConcurrent }) => limitConcurrent !== true,
        },
        keepWaitingPipelines: {
          type: 'boolean',
          title: 'Keep executions that wait; else only the newest of them runs',
        },
        respectQuietPeriod: { type: 'boolean', title: 'No automatic starts in the quiet period' },
        spelEvaluator: {
          title: 'Expressions',
          enum: ['v4', 'v3'],
          labels: ['v4: when their stage starts', 'v3: at the start where possible'],
        },
        tags: {
          type: 'array',
          items: {
            type: 'object',
            title: 'Tag',
            begin: { name: '', value: '' },
            heading: ({ name, value }) => (name ? `${String(name)}: ${String(value ?? '')}` : ''),
            properties: { name: { type: 'string' }, value: { type: 'string' } },
          },
        },
        manualStartAlert: {
          type: 'object',
          title: 'Warning when somebody starts it',
          properties: {
            type: { enum: ['info', 'warning', 'danger'], title: 'Kind' },
            message: { type: 'string', title: 'Words' },
          },
        },
      },
    },
  },
  { key: 'triggers', label: 'Triggers', schema: { type: 'object', properties: { triggers } } },
  { key: 'parameters', label: 'Parameters', schema: { type: 'object', properties: { parameterConfig: parameters } } },
  {
    key: 'notifications',
    label: 'Notifications',
    schema: { type: 'object', properties: { notifications: notificationsForm('pipeline') } },
  },
  {
    key: 'artifacts',
    label: 'Artifacts',
    schema: { type: 'object', properties: { expectedArtifacts: expectedArtifactsForm } },
  },
  {
    key: 'access',
    label: 'Access',
    schema: {
      type: 'object',
      properties: {
        roles: {
          type: 'array',
          items: { type: 'string' },
          picker: 'role',
          title: 'Roles',
          description: 'Automatic triggers run with these roles.',
        },
        locked: {
          type: 'object',
          title: 'Lock',
          properties: {
            ui: { type: 'boolean', title: 'No changes here: it is kept elsewhere' },
            allowUnlockUi: { type: 'boolean', title: 'It may be unlocked here' },
            description: { type: 'string', title: 'Why', long: true },
          },
        },
      },
    },
  },
]
