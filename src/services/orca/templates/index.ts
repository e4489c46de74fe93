export { isTemplated } from './request.ts'
export { createTemplateSources, type TemplateSources } from './sources.ts'
export { createTemplates, type Templates } from './templates.ts'
export { convertToV1Template } from './v1/index.ts'
