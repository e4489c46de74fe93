export { createLauncher, type Launcher } from './launch.ts'
