import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Project, readProject, usePipelinesOf } from '../../data/projects.ts'
import { useAccounts, useApplications } from '../../data/queries.ts'
import type { Json, PipelineConfig } from '../../data/shapes.ts'
import { createMerge } from '../../ui/diff/others-changes.ts'
import type { JsonSchema, Values } from '../../ui/form/schema.ts'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'

const words = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
const both = (known: readonly string[], more: readonly string[]): string[] => [...new Set([...known, ...more])].sort()

/** Creates a project, or changes one. Of its config what is not asked for stays, and what others saved meanwhile too. */
export const ConfigureProject = ({ project, close }: { project?: Project; close: () => void }) => {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { name = '', email = '', config = {} } = project ?? {}
  const [merge] = useState(() => createMerge(project ?? {}))
  const [chosen, setChosen] = useState(words(config.applications))
  const pipelines = usePipelinesOf(chosen).data
  const applications = useApplications().data
  const accounts = useAccounts().data
  // The choices must be there before the form is, which begins with them.
  if (!pipelines || !applications || !accounts) return null
  const clusters = config.clusters ?? []
  const known = {
    applications: both(
      applications.map((each) => each.name.toLowerCase()),
      words(config.applications),
    ),
    accounts: both(
      accounts.map((each) => each.name),
      clusters.flatMap(({ account }) => (account ? [account] : [])),
    ),
  }
  return (
    <TaskDialog
      close={close}
      size="lg"
      next={{
        label: 'To the project',
        go: (task) => {
          const saved = task.execution?.stages[0]?.context.project as { name?: string } | undefined
          void queries.invalidateQueries({ queryKey: ['projects'] })
          close()
          void navigate({ to: '/projects/$project/dashboard', params: { project: saved?.name ?? name } })
        },
      }}
      form={{
        title: project ? `Configure ${name}` : 'Create project',
        app: 'spinnaker',
        description: project ? `Update Project: ${name}` : 'Create Project',
        submit: project ? 'Save' : 'Create',
        schema: schemaOf({ ...known, chosen, pipelines }),
        initial: {
          name,
          email,
          applications: words(config.applications),
          clusters: clusters.map((cluster) => ({ ...cluster, applications: words(cluster.applications) })),
          pipelines: (config.pipelineConfigs ?? []).map(({ pipelineConfigId }) => pipelineConfigId),
        },
        changed: (values) => setChosen(words(values.applications)),
        job: async (values) => {
          const wanted = projectOf(project, values, pipelines)
          return [{ type: 'upsertProject', project: project ? merge(wanted, await readProject(project.id)) : wanted }]
        },
      }}
    />
  )
}

interface Choices {
  readonly applications: readonly string[]
  readonly accounts: readonly string[]
  /** The project's own applications. */
  readonly chosen: readonly string[]
  readonly pipelines: readonly PipelineConfig[]
}

const schemaOf = ({ applications, accounts, chosen, pipelines }: Choices): JsonSchema => ({
  type: 'object',
  required: ['name', 'email'],
  properties: {
    name: { type: 'string', title: 'Name', minLength: 1 },
    email: { type: 'string', title: 'Owner email', minLength: 1 },
    applications: { type: 'array', title: 'Applications', items: { type: 'string', enum: applications } },
    clusters: {
      type: 'array',
      title: 'Clusters',
      description: 'Each is a row of the dashboard. * is any stack or detail; nothing is those without one.',
      items: {
        type: 'object',
        title: 'Cluster',
        required: ['account'],
        begin: { account: accounts[0], stack: '*', detail: '*', applications: [] },
        properties: {
          account: { type: 'string', title: 'Account', enum: accounts },
          stack: { type: 'string', title: 'Stack' },
          detail: { type: 'string', title: 'Detail' },
          ...(chosen.length > 1
            ? {
                applications: {
                  type: 'array',
                  title: 'Applications',
                  description: 'Without any, all of the project',
                  items: { type: 'string', enum: chosen },
                },
              }
            : {}),
        },
      },
    },
    ...(pipelines.length > 0
      ? {
          pipelines: {
            type: 'array',
            title: 'Pipelines',
            items: {
              type: 'string',
              enum: pipelines.map(({ id }) => id),
              labels: pipelines.map(({ application, name }) => `${application}: ${name}`),
            },
          },
        }
      : {}),
  },
})

/** The project as the form has it. Pipelines that could not be read stay while their application does. */
const projectOf = (project: Project | undefined, values: Values, pipelines: readonly PipelineConfig[]): Json => {
  const { config = {} } = project ?? {}
  const applications = words(values.applications)
  const chosen = words(values.pipelines)
  const others = (config.pipelineConfigs ?? []).filter(
    ({ application, pipelineConfigId }) =>
      applications.includes(application) && !pipelines.some(({ id }) => id === pipelineConfigId),
  )
  const clusters = (Array.isArray(values.clusters) ? (values.clusters as Json[]) : []).map((cluster) => ({
    ...cluster,
    applications: words(cluster.applications).length > 0 ? cluster.applications : null,
  }))
  return {
    ...project,
    name: String(values.name).trim(),
    email: String(values.email).trim(),
    config: {
      ...config,
      applications,
      clusters,
      pipelineConfigs: [
        ...others,
        ...pipelines
          .filter(({ id, application }) => chosen.includes(id) && applications.includes(application))
          .map(({ application, id }) => ({ application, pipelineConfigId: id })),
      ],
    },
  }
}
