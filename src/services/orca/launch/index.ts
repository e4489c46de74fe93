export { whyForbidden } from './ad-hoc.ts'
export { createLauncher, type Launcher } from './launch.ts'
