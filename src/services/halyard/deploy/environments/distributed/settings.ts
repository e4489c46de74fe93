import { z } from 'zod'
import type { Finding } from '../../../findings.ts'
import type { RenderedService } from '../../../render/rendered.ts'

const texts = z.record(z.string(), z.coerce.string())
const raw = z.record(z.string(), z.unknown())
const count = z.union([z.number().int(), z.string()])

/** The key `kubernetes` of a service's settings. Flags were texts in some people's files. */
const shape = {
  imagePullSecrets: z.array(z.string()).default([]),
  nodeSelector: texts.default({}),
  podAnnotations: texts.default({}),
  podLabels: texts.default({}),
  serviceLabels: texts.default({}),
  serviceAnnotations: texts.default({}),
  volumes: z
    .array(
      z.looseObject({
        id: z.string(),
        type: z.enum(['secret', 'configMap', 'emptyDir', 'persistentVolumeClaim']).default('secret'),
        mountPath: z.string(),
        readOnly: z.boolean().optional(),
      }),
    )
    .default([]),
  serviceAccountName: z.string().optional(),
  serviceType: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']).default('ClusterIP'),
  nodePort: z.coerce.number().int().min(1).max(65_535).optional(),
  useExecHealthCheck: z.stringbool().or(z.boolean()).optional(),
  customHealthCheckExecCommands: z.array(z.string()).default([]),
  useTcpProbe: z.stringbool().or(z.boolean()).default(false),
  securityContext: z
    .looseObject({ runAsUser: z.coerce.number().int().optional(), fsGroup: z.coerce.number().int().optional() })
    .optional(),
  deploymentStrategy: z
    .object({
      type: z
        .string()
        .transform((type) => type.toLowerCase())
        .pipe(z.enum(['rollingupdate', 'recreate'])),
      strategySettings: z.looseObject({ maxSurge: count.optional(), maxUnavailable: count.optional() }).optional(),
    })
    .optional(),
  // What Armory's Halyard has beyond the original's.
  livenessProbe: raw.optional(),
  readinessProbe: raw.optional(),
  startupProbe: raw.optional(),
}
const schema = z.object(shape)

export type KubernetesSettings = z.infer<typeof schema>

/** What users say of a service on Kubernetes. A value that is not understood is a finding and counts as absent; so does an unknown key, which was a finding before. */
export function kubernetesSettings(
  { name, settings }: RenderedService,
  deployment: string,
  findings: Finding[],
): KubernetesSettings {
  const location = `${deployment}.service-settings.${name}.kubernetes`
  const known: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(settings.kubernetes)) {
    if (value === null || value === undefined) continue
    const field = (shape as Readonly<Record<string, z.ZodType>>)[key]
    if (field === undefined) continue
    const parsed = field.safeParse(value)
    if (parsed.success) known[key] = value
    else {
      const { path, message } = parsed.error.issues[0]!
      findings.push({
        severity: 'ERROR',
        location: `${location}.${[key, ...path].join('.')}`,
        message: `${message}.`,
      })
    }
  }
  return schema.parse(known)
}
