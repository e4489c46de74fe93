export { createLocalGit, type LocalGitOptions } from './local-git.ts'
