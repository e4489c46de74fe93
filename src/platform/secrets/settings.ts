import { z } from 'zod'
import { relaxed } from '../config/index.ts'

/** What services may be told of the places where secrets are kept, at the root of their configuration. */
export const secretSettingsSchema = z.object({
  s3: relaxed({
    secret: relaxed({
      'endpoint-url': z
        .url()
        .optional()
        .describe('Where an S3-compatible server is, for secrets that are kept in one.'),
      'path-style-access': z
        .boolean()
        .optional()
        .describe(
          'Whether buckets are part of the path instead of the host name; true where there is an `endpoint-url`.',
        ),
    }).prefault({}),
  }).prefault({}),
  spinnaker: relaxed({
    secrets: relaxed({
      kubernetes: relaxed({
        enabled: z
          .boolean()
          .default(false)
          .describe('Whether secrets may be read from Kubernetes (`encrypted:k8s!…`).'),
      }).prefault({}),
    }).prefault({}),
  }).prefault({}),
  secrets: relaxed({
    vault: relaxed({
      enabled: z.boolean().default(false).describe('Whether secrets may be read from Vault (`encrypted:vault!…`).'),
      url: z.url().optional().describe('Where Vault is.'),
      authMethod: z
        .enum(['TOKEN', 'KUBERNETES'])
        .default('TOKEN')
        .describe('How Vault is told who asks: by a token, or by the service account of the pod.'),
      token: z.string().optional().describe('The token of `TOKEN`; else the variable `VAULT_TOKEN`.'),
      role: z.string().optional().describe('The role of `KUBERNETES`.'),
      path: z.string().default('kubernetes').describe('Where the method `KUBERNETES` is mounted.'),
      namespace: z.string().optional().describe('A namespace of Vault Enterprise.'),
    }).prefault({}),
    age: relaxed({
      'identity-file': z
        .string()
        .default('~/.hal/age-identity.txt')
        .describe('The file with the identity for `encrypted:age!…`.'),
    }).prefault({}),
    google: relaxed({
      'storage-url': z.url().default('https://storage.googleapis.com').describe('Where `gcs` secrets are.'),
      'secret-manager-url': z
        .url()
        .default('https://secretmanager.googleapis.com')
        .describe('Where `google-secrets-manager` secrets are.'),
    }).prefault({}),
    'timeout-ms': z.number().int().positive().default(10_000).describe('How long one secret may take to be read.'),
  }).prefault({}),
})

export type SecretSettings = z.infer<typeof secretSettingsSchema>
