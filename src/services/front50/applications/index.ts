export { applicationName, applicationSchema, presentApplication } from './application.ts'
export { deleteApplication } from './delete.ts'
export {
  isRestricted,
  openPermission,
  permissionSchema,
  permissionsOf,
  presentPermission,
  rolesOf,
} from './permissions.ts'
export { searchByAttributes } from './search.ts'
export type { ApplicationNameRule } from './validation.ts'
export {
  type ApplicationWriting,
  applicationNotFound,
  changeApplication,
  createApplication,
  importApplications,
} from './write.ts'
