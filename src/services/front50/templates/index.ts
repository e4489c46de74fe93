export { templateSchema } from './template.ts'
export {
  createTemplate,
  deleteTemplate,
  dependentPipelines,
  getTemplate,
  listTemplates,
  listVersions,
  updateTemplate,
  type Version,
} from './versions.ts'
