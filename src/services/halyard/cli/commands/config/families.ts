import type { Command } from '../../command.ts'

const family = (name: string, describe: string, more: Omit<Command, 'name' | 'describe'>): Command => ({
  name,
  describe,
  ...more,
})

/** The words after `hal config`. */
export const families: readonly Command[] = [
  family('provider', 'The clouds that are deployed to, with their accounts.', {
    commands: async () => (await import('./provider.ts')).providerCommands,
  }),
  family('artifact', 'Where artifacts are fetched from.', {
    commands: async () => (await import('./integrations.ts')).artifactCommands,
  }),
  family('ci', 'Build services.', { commands: async () => (await import('./integrations.ts')).ciCommands }),
  family('repository', 'Package repositories that start pipelines.', {
    commands: async () => (await import('./integrations.ts')).repositoryCommands,
  }),
  family('pubsub', 'Messages that start pipelines.', {
    commands: async () => (await import('./integrations.ts')).pubsubCommands,
  }),
  family('notification', 'How people are told.', {
    commands: async () => (await import('./notification.ts')).notificationCommands,
    run: async (invocation) => (await import('./notification.ts')).showNotifications(invocation),
  }),
  family('canary', 'Automated canary analysis.', {
    commands: async () => (await import('./canary.ts')).canaryCommands,
    run: async (invocation) => (await import('./canary.ts')).showCanary(invocation),
  }),
  family('metric-stores', 'Where metrics go.', {
    commands: async () => (await import('./metric-stores.ts')).metricStoreCommands,
    run: async (invocation) => (await import('./metric-stores.ts')).showMetricStores(invocation),
  }),
  family('security', 'Who may come in, and by which door.', {
    commands: async () => (await import('./security.ts')).securityCommands,
    run: async (invocation) => (await import('./security.ts')).showSecurity(invocation),
  }),
  family('storage', 'Where applications, pipelines and projects are kept.', {
    commands: async () => (await import('./storage.ts')).storageCommands,
    run: async (invocation) => (await import('./storage.ts')).showStorage(invocation),
  }),
  family('deploy', 'Where and how the services run.', {
    commands: async () => (await import('./deploy.ts')).deployCommands,
    run: async (invocation) => (await import('./deploy.ts')).showEnvironment(invocation),
  }),
  family('features', 'What is on.', {
    commands: async () => (await import('./settings.ts')).featureCommands,
    run: async (invocation) => (await import('./settings.ts')).showFeatures(invocation),
  }),
  family('stats', 'Anonymous figures of use; none are sent.', {
    commands: async () => (await import('./settings.ts')).statsCommands,
    run: async (invocation) => (await import('./settings.ts')).showStats(invocation),
  }),
  family('webhook', 'Calls of webhook stages.', {
    commands: async () => (await import('./settings.ts')).webhookCommands,
    run: async (invocation) => (await import('./settings.ts')).showWebhook(invocation),
  }),
  family('version', 'The version that runs.', {
    commands: async () => (await import('./settings.ts')).versionCommands,
    run: async (invocation) => (await import('./settings.ts')).showVersion(invocation),
  }),
  family('secret', 'Secrets, encrypted on this machine.', {
    commands: async () => (await import('./secret.ts')).secretCommands,
  }),
  {
    name: 'edit',
    describe: 'Edits what belongs to no family.',
    flags: [
      {
        name: 'timezone',
        kind: 'text',
        describe: 'The time zone of schedules and of Deck, such as Etc/UTC.',
        candidates: () => ['Etc/UTC', ...Intl.supportedValuesOf('timeZone')],
      },
    ],
    run: async (invocation) => (await import('./deployments.ts')).editDeployment(invocation),
  },
  {
    name: 'validate',
    describe: 'Says what is wrong with the configuration, and asks the servers that it names.',
    load: async () => (await import('../../../validate/commands.ts')).validateCommand,
  },
  {
    name: 'generate',
    describe: 'Writes the files that the services would read, for you to look at.',
    load: async () => (await import('../../../render/commands.ts')).generate,
  },
  {
    name: 'list',
    describe: 'Lists the deployments with all that is configured.',
    run: async (invocation) => (await import('./deployments.ts')).listDeployments(invocation),
  },
  {
    name: 'schema',
    describe: 'The JSON Schema of the halconfig, for editors that complete and check it.',
    run: async ({ say }) => say.data((await import('../../../schema/json-schema.ts')).jsonSchema(), 'json'),
  },
]
