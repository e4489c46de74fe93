import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type Project, usePipelinesOf } from '../../data/projects.ts'
import { useApplications } from '../../data/queries.ts'
import type { JsonSchema, Values } from '../../ui/form/schema.ts'
import { TaskDialog } from '../../ui/task/task-dialog.tsx'

const words = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** Creates a project, or changes one. Of its config what is not asked for stays. */
export const ConfigureProject = ({ project, close }: { project?: Project; close: () => void }) => {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { config = {} } = project ?? {}
  const known = words(config.applications)
  const pipelines = usePipelinesOf(known).data
  const applications = useApplications().data
  // The choices must be there before the form is, which takes them once.
  if (!pipelines || !applications) return null
  const schema: JsonSchema = {
    type: 'object',
    required: ['name', 'email'],
    properties: {
      name: { type: 'string', title: 'Name', minLength: 1 },
      email: { type: 'string', title: 'Owner email', minLength: 1 },
      applications: {
        type: 'array',
        title: 'Applications',
        description: 'One a line',
        items: { type: 'string' },
      },
      clusters: {
        type: 'array',
        title: 'Clusters',
        description: 'A list of {"account": …, "stack": …, "detail": …, "applications": […]}; * is any',
        items: { type: 'object' },
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
  }
  const built = (values: Values) => {
    const chosen = words(values.pipelines)
    const others = (config.pipelineConfigs ?? []).filter(
      ({ pipelineConfigId }) => !pipelines.some(({ id }) => id === pipelineConfigId),
    )
    return {
      ...project,
      name: String(values.name).trim(),
      email: String(values.email).trim(),
      config: {
        ...config,
        applications: words(values.applications),
        clusters: Array.isArray(values.clusters) ? values.clusters : [],
        pipelineConfigs: [
          ...others,
          ...pipelines
            .filter(({ id }) => chosen.includes(id))
            .map(({ application, id }) => ({ application, pipelineConfigId: id })),
        ],
      },
    }
  }
  const { name = '', email = '' } = project ?? {}
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
        schema,
        initial: {
          name,
          email,
          applications: known,
          clusters: config.clusters ?? [],
          pipelines: (config.pipelineConfigs ?? []).map(({ pipelineConfigId }) => pipelineConfigId),
        },
        check: (values): Record<string, string> => {
          const unknown = words(values.applications).filter(
            (app) => !applications.some((each) => each.name.toLowerCase() === app.toLowerCase()),
          )
          return unknown.length > 0 ? { applications: `There is no application ${unknown.join(', ')}` } : {}
        },
        job: (values) => [{ type: 'upsertProject', project: built(values) }],
      }}
    />
  )
}
