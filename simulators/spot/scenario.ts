import { z } from 'zod'
import { CLOUDS } from './model/state.ts'

/**
 * What a simulator starts with. Every part is optional; a part that is missing is taken from the sandbox.
 * `seedGroups` are whole groups (`document` is the group JSON), running and healthy from the first moment.
 */
export const scenario = z.strictObject({
  organizationId: z.string().default('606079861123'),
  accounts: z
    .array(
      z.strictObject({
        accountId: z.string(),
        name: z.string().optional(),
        organizationId: z.string().optional(),
        providerExternalId: z.string().default('123456789012'),
        cloud: z.enum(CLOUDS).default('aws'),
      }),
    )
    .default([
      { accountId: 'act-sandbox', name: 'sandbox', providerExternalId: '123456789012', cloud: 'aws' },
      { accountId: 'act-sandbox-gcp', name: 'sandbox-gcp', providerExternalId: 'sandbox-project', cloud: 'gcp' },
      {
        accountId: 'act-sandbox-azure',
        name: 'sandbox-azure',
        providerExternalId: '00000000-0000-0000-0000-000000000000',
        cloud: 'azure',
      },
    ]),
  /** Without `accounts` a token may use every account of its organization. */
  tokens: z
    .array(
      z.strictObject({
        token: z.string(),
        accounts: z.array(z.string()).optional(),
        organizationId: z.string().optional(),
      }),
    )
    .default([{ token: 'sandbox-token' }]),
  images: z
    .array(
      z.strictObject({
        id: z.string(),
        name: z.string().optional(),
        valid: z.boolean().default(true),
        healthy: z.boolean().default(true),
      }),
    )
    .default([
      { id: 'ami-0000000000000a001', name: 'demo 1.0.0', valid: true, healthy: true },
      { id: 'ami-0000000000000a002', name: 'demo 2.0.0', valid: true, healthy: true },
      { id: 'ami-0000000000000a003', name: 'demo 3.0.0', valid: true, healthy: true },
      { id: 'ami-0000000000000dead', name: 'demo that never becomes healthy', valid: true, healthy: false },
    ]),
  /** IAM instance profiles, by name or ARN, and the seconds until they are visible. */
  rolesReadyInSeconds: z.record(z.string(), z.number()).default({}),
  closedMarkets: z.array(z.string()).default([]),
  prices: z.record(z.string(), z.number()).default({}),
  spotDiscount: z.number().min(0).max(1).default(0.7),
  autoScalingGroups: z
    .array(
      z.strictObject({
        name: z.string(),
        region: z.string().default('us-east-1'),
        instances: z.int().min(0),
        instanceTypes: z.array(z.string()).min(1),
        document: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([{ name: 'legacy-web', region: 'us-east-1', instances: 4, instanceTypes: ['m5.large'], document: {} }]),
  ec2Instances: z
    .array(
      z.strictObject({
        instanceId: z.string(),
        region: z.string().default('us-east-1'),
        instanceType: z.string(),
        document: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([{ instanceId: 'i-0123456789abcdef0', region: 'us-east-1', instanceType: 'm5.large', document: {} }]),
  groupStandby: z.boolean().default(true),
  gcpWrapped: z.boolean().default(true),
  latencyMs: z.int().min(0).default(0),
  limits: z
    .strictObject({
      windowSeconds: z.number().min(1).default(60),
      default: z.int().min(1).default(20_000),
      routes: z.record(z.string(), z.int().min(0)).default({}),
    })
    .prefault({}),
  seedGroups: z
    .array(
      z.strictObject({
        accountId: z.string().optional(),
        document: z.record(z.string(), z.unknown()),
        /** How long ago it was created, so that there are costs to show. */
        ageHours: z.number().min(0).default(0),
      }),
    )
    .default([]),
  faults: z.array(z.unknown()).default([]),
})

export type Scenario = z.output<typeof scenario>
export type ScenarioInput = z.input<typeof scenario>
