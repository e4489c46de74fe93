export { render } from './render.ts'
export type { FileKind, Rendered, RenderedFile, RenderedService, RenderOptions, ServiceSettings } from './rendered.ts'
export { stage, stagedPath } from './stage.ts'
