import { get, path, post, remove } from '../../data/gate.ts'
import { configurationOf, type Template, type VersionName, versionQuery } from '../../data/templates.ts'

type Json = Readonly<Record<string, unknown>>

const queryOf = (version: VersionName): string => {
  const query = new URLSearchParams(versionQuery(version)).toString()
  return query && `?${query}`
}

/** Keeps a template under a tag, or as the newest without one. `exists`: whether there is something under it now. */
export const saveTemplate = (template: Template, tag: string | undefined, exists: boolean) =>
  post(
    exists
      ? `${path('v2', 'pipelineTemplates', 'update', template.id)}${queryOf(tag)}`
      : `/v2/pipelineTemplates/create${queryOf(tag)}`,
    template,
  )

/** Deletes a version, or the template with all its versions. */
export const deleteTemplate = (id: string, schema: 'v2' | '1', version: VersionName) =>
  remove(schema === 'v2' ? `${path('v2', 'pipelineTemplates', id)}${queryOf(version)}` : path('pipelineTemplates', id))

/** Saves a pipeline that is made of a template; answers its id. */
export const createTemplated = async (
  application: string,
  name: string,
  reference: string,
  variables: Json,
): Promise<string> => {
  const configs = path('applications', application, 'pipelineConfigs')
  const index = (await get<unknown[] | undefined>(configs))?.length ?? 0
  await post('/pipelines?staleCheck=true', { ...configurationOf(application, name, reference, variables), index })
  return (await get<{ id: string }>(`${configs}/${encodeURIComponent(name)}`)).id
}
