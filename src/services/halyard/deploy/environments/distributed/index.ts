export { manifestsCommand } from './commands.ts'
