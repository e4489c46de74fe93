export { fromSpinnakerService, type ManifestHome, pathOf, writeHome } from './home.ts'
export { openSource } from './source.ts'
export { previewHome, takeOver } from './take-over.ts'
