import { useState } from 'react'
import type { TaskView } from '../../data/shapes.ts'
import type { JsonSchema } from '../../ui/form/schema.ts'
import { CreateGroup } from './create-group.tsx'
import { SpotDialog, type SpotForm } from './dialog.tsx'
import type { Document } from './shapes.ts'

interface ImportProps {
  app: string
  accounts: readonly string[]
  close: () => void
  /** What potential savings know of it. */
  found?: { account: string; region?: string; name?: string; instanceTypes?: readonly string[] }
}

/** Asks Spot how an auto-scaling group would be as an Elastigroup, shows that for review, and creates it. */
export const ImportAutoScalingGroup = ({ app, accounts, close, found }: ImportProps) => {
  const [reviewed, setReviewed] = useState<{ account: string; document: Document }>()
  if (reviewed)
    return (
      <CreateGroup
        app={app}
        accounts={accounts}
        close={close}
        account={reviewed.account}
        document={reviewed.document}
      />
    )
  return (
    <SpotDialog
      form={importForm(app, accounts, found)}
      close={close}
      size="lg"
      next={{ label: 'Review the group', go: (task) => setReviewed(importedBy(app, task)) }}
    />
  )
}

const naming: Readonly<Record<string, JsonSchema>> = {
  stack: { type: 'string', title: 'Stack', description: 'In the name of the new server group' },
  freeFormDetails: { type: 'string', title: 'Detail', description: 'In the name of the new server group' },
}

const types: JsonSchema = {
  type: 'array',
  items: { type: 'string' },
  title: 'Types that it may use on Spot',
  description: 'One a line; without any, Spot chooses',
}

const importForm = (app: string, accounts: readonly string[], found: ImportProps['found']): SpotForm => ({
  operation: 'importAutoScalingGroup',
  settled: ['dryRun', 'group'],
  app,
  title: 'Import an auto-scaling group',
  description: `Dry run of an import into ${app}`,
  submit: 'Show what it would be',
  schema: {
    type: 'object',
    required: ['credentials', 'region', 'autoScalingGroupName'],
    properties: {
      credentials: { enum: accounts, title: 'Account' },
      region: { type: 'string', title: 'Region' },
      autoScalingGroupName: { type: 'string', title: 'Auto-scaling group' },
      ...naming,
      spotInstanceTypes: types,
      availabilityVsCost: {
        enum: ['balanced', 'availabilityOriented', 'costOriented', 'cheapest', 'equalAzDistribution'],
        title: 'Orientation',
      },
    },
  },
  initial: {
    credentials: found?.account ?? accounts[0],
    region: found?.region,
    autoScalingGroupName: found?.name,
    spotInstanceTypes: found?.instanceTypes,
    availabilityVsCost: 'balanced',
  },
  says: () => ['Nothing is made yet: Spot only says how the group would be, for you to review.'],
  job: ({ spotInstanceTypes, availabilityVsCost, ...rest }) => [
    {
      type: 'importAutoScalingGroup',
      cloudProvider: 'spot',
      application: app,
      dryRun: true,
      ...rest,
      group: {
        ...(spotInstanceTypes ? { spotInstanceTypes } : {}),
        ...(availabilityVsCost ? { availabilityVsCost } : {}),
      },
    },
  ],
})

/** What a dry run would have made, under the name of the cluster that it was asked for. */
const importedBy = (app: string, task: TaskView): { account: string; document: Document } => {
  const context = task.execution?.stages[0]?.context ?? {}
  const tasks = (context['kato.tasks'] ?? []) as { resultObjects?: { group?: Document }[] }[]
  const document = tasks.flatMap(({ resultObjects }) => resultObjects ?? []).findLast(({ group }) => group)?.group
  const { credentials, stack, freeFormDetails: detail } = context as Record<string, string | undefined>
  const cluster = detail ? [app, stack ?? '', detail].join('-') : stack ? `${app}-${stack}` : app
  return { account: credentials ?? '', document: { ...document, name: cluster } }
}

export const importInstanceForm = (app: string, accounts: readonly string[]): SpotForm => ({
  operation: 'importInstance',
  settled: ['group'],
  openEnded: true,
  app,
  title: 'Import an instance',
  description: `Import an instance into ${app}`,
  submit: 'Import',
  schema: {
    type: 'object',
    required: ['credentials', 'region', 'instanceId'],
    properties: {
      credentials: { enum: accounts, title: 'Account' },
      region: { type: 'string', title: 'Region' },
      instanceId: { type: 'string', title: 'Instance', description: 'i-…; Spot takes an image of it' },
      ...naming,
      spotInstanceTypes: types,
    },
  },
  initial: { credentials: accounts[0] },
  says: ({ instanceId }) => [
    `A new server group of ${app} with one instance like ${String(instanceId ?? 'it')} will be created. The instance itself stays as it is.`,
  ],
  job: ({ spotInstanceTypes, ...rest }) => [
    {
      type: 'importInstance',
      cloudProvider: 'spot',
      application: app,
      ...rest,
      ...(spotInstanceTypes ? { group: { spotInstanceTypes } } : {}),
    },
  ],
})
