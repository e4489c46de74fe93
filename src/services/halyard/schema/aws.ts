import { account, bakery, provider } from './accounts.ts'
import { boolean, choice, free, secret, section, text, texts } from './field.ts'

interface LifecycleHook {
  readonly defaultResult: string
  readonly heartbeatTimeout: number
  readonly lifecycleTransition: string
  readonly notificationTargetARN?: string
  readonly roleARN?: string
}

/** The flags of a hook: four that start with `launching-` or `terminating-`. */
const lifecycleHook = (when: 'launching' | 'terminating') => {
  const lifecycleTransition = `autoscaling:EC2_INSTANCE_${when.toUpperCase()}`
  const set = (node: Record<string, unknown>, change: Partial<LifecycleHook>) => {
    const hooks = (node.lifecycleHooks ?? []) as LifecycleHook[]
    const own = hooks.find((hook) => hook.lifecycleTransition === lifecycleTransition)
    const preset = { defaultResult: 'ABANDON', heartbeatTimeout: 3600, lifecycleTransition }
    const others = hooks.filter((hook) => hook !== own)
    node.lifecycleHooks = [...others, { ...preset, ...own, ...change }]
  }
  const flag = (
    name: string,
    kind: 'text' | 'integer',
    describe: string,
    key: keyof LifecycleHook,
    otherwise?: unknown,
  ) => ({
    flag: `${when}-lifecycle-hook-${name}`,
    describe: `Hook for ${when} instances: ${describe}`,
    kind,
    otherwise,
    on: 'both' as const,
    apply: (node: Record<string, unknown>, value: never) => set(node, { [key]: value }),
  })
  return [
    flag(
      'default-result',
      'text',
      'what happens when its time is over, ABANDON or CONTINUE.',
      'defaultResult',
      'ABANDON',
    ),
    flag('heartbeat-timeout-seconds', 'integer', 'its time in seconds, 30 to 7200.', 'heartbeatTimeout', 3600),
    flag('notification-target-arn', 'text', 'the ARN of the SNS topic that it notifies.', 'notificationTargetARN'),
    flag('role-arn', 'text', 'the ARN of the IAM role that lets it publish there.', 'roleARN'),
  ]
}

export const aws = provider(
  'Amazon Web Services',
  account(
    'An account of Amazon Web Services.',
    {
      accountId: text('The ID of the AWS account.', { required: true }),
      assumeRole: text('The role to assume, such as role/spinnakerManaged.', { required: true }),
      defaultKeyPair: text('The key pair of its instances; {{name}} stands for the account.'),
      edda: text('The address of an Edda.'),
      discovery: text('The address of a Eureka; {{region}} stands for the region.'),
      regions: texts('Its regions.', { singular: 'region', storedAs: 'name' }),
      externalId: text('The external ID that the role asks for.'),
      sessionName: text('The name of the sessions of the role.', { flag: false }),
      lifecycleHooks: free<readonly LifecycleHook[]>('Hooks of its auto scaling groups.', { default: [] }),
      lambdaEnabled: boolean('Whether Lambda functions are shown.'),
    },
    [...lifecycleHook('launching'), ...lifecycleHook('terminating')],
  ),
  {
    accessKeyId: text('The access key by which roles are assumed; without it, the credentials of the machine.'),
    secretAccessKey: secret('The secret of the access key.'),
    defaultAssumeRole: text('The role of accounts that name none.', { flag: false }),
    defaultKeyPairTemplate: text('The key pair of accounts that name none.', {
      default: '{{name}}-keypair',
      flag: false,
    }),
    defaultRegions: free('The regions of accounts that name none.', { default: [{ name: 'us-west-2' }] }),
    defaults: section('What is taken where nothing is said.', {
      iamRole: text('The instance profile.', { default: 'BaseIAMRole', flag: false }),
    }),
    features: section('Parts of AWS that are off by default.', {
      cloudFormation: section('CloudFormation.', {
        enabled: boolean('Whether it is used.', { default: false, flag: 'cloud-formation' }),
      }),
      lambda: section('Lambda.', { enabled: boolean('Whether it is used.', { default: false, flag: 'lambda' }) }),
    }),
    lambda: section('Lambda, as older files say it.', { enabled: boolean('Whether it is used.', { flag: false }) }),
    bakeryDefaults: bakery(
      {
        awsAccessKey: text('The access key that bakes.'),
        awsSecretKey: secret('The secret of that access key.'),
        awsSubnetId: text('The subnet to bake in.'),
        awsVpcId: text('The VPC to bake in.'),
        awsAssociatePublicIpAddress: boolean('Whether the machine that bakes has a public address.'),
        defaultVirtualizationType: choice('The virtualization of images.', ['pv', 'hvm']),
      },
      {},
      free<readonly Record<string, unknown>[]>('How it is started, by region.', { default: [] }),
    ),
  },
)
