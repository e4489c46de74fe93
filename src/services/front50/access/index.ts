export {
  type Authorization,
  openToAll,
  type Right,
  readable,
  requireAdmin,
  requireRight,
  requireRunAs,
} from './authorization.ts'
export { presentServiceAccount, type ServiceAccount, serviceAccountSchema } from './service-accounts.ts'
