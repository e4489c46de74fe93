import type { EngineId } from '../reference.ts'
import type { SecretEngine } from './engine.ts'
import { gcs, googleSecretsManager } from './google.ts'
import { k8s } from './k8s.ts'
import { age, env, file, noop } from './local.ts'
import { s3 } from './s3.ts'
import { secretsManager } from './secrets-manager.ts'
import { vault } from './vault.ts'

/** By what stands in references. What an engine needs is imported when the first reference needs it. */
export const engines: Readonly<Record<EngineId, SecretEngine>> = {
  s3,
  gcs,
  'secrets-manager': secretsManager,
  'google-secrets-manager': googleSecretsManager,
  k8s,
  vault,
  age,
  file,
  env,
  noop,
}
