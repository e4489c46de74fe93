export { templateSchema } from './template.ts'
export { createV1Template, deleteV1Template, getV1Template, updateV1Template, v1Dependents } from './v1.ts'
export {
  createTemplate,
  deleteTemplate,
  dependentPipelines,
  getTemplate,
  listAllTemplates,
  listTemplates,
  listVersions,
  updateTemplate,
  type Version,
} from './versions.ts'
