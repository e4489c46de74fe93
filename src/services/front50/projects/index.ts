export { type Project, presentProject, projectSchema } from './project.ts'
export { deleteProject, findProject, saveProject, saveProjects, updateProject } from './write.ts'
