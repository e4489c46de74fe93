export { type SecretFiles, secretFiles } from './files.ts'
export {
  engineParameters,
  isSecretReference,
  type SecretReference,
  secretReference,
  shownReference,
} from './reference.ts'
export { referencesIn, resolveSecrets } from './resolve.ts'
export { openSecrets, type SecretSession } from './session.ts'
export { type SecretSettings, secretSettingsSchema } from './settings.ts'
