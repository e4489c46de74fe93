export { whyForbidden } from './ad-hoc.ts'
export { requireRunnable } from './graph.ts'
export { createLauncher, type Draft, type Launcher } from './launch.ts'
