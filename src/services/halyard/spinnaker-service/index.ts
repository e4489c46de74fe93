export { fromSpinnakerService, type ManifestHome, writeHome } from './home.ts'
export { openSource, type Source } from './source.ts'
