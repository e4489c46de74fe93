export { fromSpinnakerService, type ManifestHome, writeHome } from './home.ts'
export { openSource } from './source.ts'
export { previewHome, takeOver } from './take-over.ts'
