import type { Values } from '../../ui/form/schema.ts'
import type { Kind, PlacedPolicy, Policy } from './policies.ts'

interface Metric {
  readonly label: string
  readonly metricName: string
  readonly namespace: string
  readonly unit: string
}

const METRICS: Readonly<Record<string, Metric>> = {
  CPUUtilization: { label: 'CPU utilization', metricName: 'CPUUtilization', namespace: 'AWS/EC2', unit: 'percent' },
  NetworkIn: { label: 'Network in', metricName: 'NetworkIn', namespace: 'AWS/EC2', unit: 'bytes' },
  NetworkOut: { label: 'Network out', metricName: 'NetworkOut', namespace: 'AWS/EC2', unit: 'bytes' },
  Latency: { label: 'Latency of a load balancer', metricName: 'Latency', namespace: 'AWS/ELB', unit: 'seconds' },
}
const OTHER = 'other'
const SIMPLE_METRICS = ['CPUUtilization', 'NetworkOut', 'Latency', OTHER]
const TARGET_METRICS = ['CPUUtilization', 'NetworkIn', 'NetworkOut', OTHER]
const metricLabels = (names: readonly string[]) => names.map((name) => METRICS[name]?.label ?? 'Another metric')

interface PolicyAction {
  readonly label: string
  readonly kind: 'up' | 'down'
  readonly type: string
  /** Under what the amount goes. */
  readonly field: 'adjustment' | 'minTargetCapacity' | 'maxTargetCapacity'
}

const ACTIONS: Readonly<Record<string, PolicyAction>> = {
  add: { label: 'Add', kind: 'up', type: 'adjustment', field: 'adjustment' },
  remove: { label: 'Remove', kind: 'down', type: 'adjustment', field: 'adjustment' },
  increase: { label: 'Increase by percent', kind: 'up', type: 'percentageAdjustment', field: 'adjustment' },
  decrease: { label: 'Decrease by percent', kind: 'down', type: 'percentageAdjustment', field: 'adjustment' },
  setMinimum: { label: 'Set minimum of', kind: 'up', type: 'setMinTarget', field: 'minTargetCapacity' },
  setMaximum: { label: 'Set maximum of', kind: 'down', type: 'setMaxTarget', field: 'maxTargetCapacity' },
}

/** What the form asks for; steps, and whatever else Spot knows, are written as JSON. */
export const SORTS = ['simple', 'target', 'json'] as const
export type Sort = (typeof SORTS)[number]

const SORT_LABELS: Readonly<Record<Sort, string>> = {
  simple: 'Simple: act at a threshold',
  target: 'Target: keep a value',
  json: 'As JSON: steps, and whatever else Spot knows',
}
const KIND_LABELS: Readonly<Record<Kind, string>> = { up: 'up', down: 'down', target: 'to a target' }

const isTarget = ({ sort }: Values) => sort === 'target'
const isSimple = ({ sort }: Values) => sort === 'simple'
const isJson = ({ sort }: Values) => sort === 'json'
const isNamed = (values: Values) => !isJson(values)
const isOther = (values: Values) =>
  (isTarget(values) && values.targetMetric === OTHER) || (isSimple(values) && values.metric === OTHER)
const seconds = { type: 'integer', minimum: 0, unit: 'seconds' } as const

const PERIODS: Readonly<Record<number, string>> = {
  60: '1 minute',
  300: '5 minutes',
  900: '15 minutes',
  3600: '1 hour',
  21600: '6 hours',
  86400: '1 day',
}
const STATISTICS = ['average', 'maximum', 'minimum', 'sum', 'sampleCount']

/** A choice that offers what is there already, whatever it is. */
const withPresent = <T>(offered: readonly T[], present: T | undefined): T[] =>
  present === undefined || offered.includes(present) ? [...offered] : [...offered, present]

/** `kinds`: the lists that a policy may be in, given the others of the group. */
export const schemaFor = (sorts: readonly Sort[], kinds: readonly Kind[], { period, statistic }: Policy = {}) => {
  const periods = withPresent(Object.keys(PERIODS).map(Number), period === undefined ? undefined : Number(period))
  return {
    type: 'object' as const,
    required: [
      'policyName',
      'kind',
      'policy',
      'metric',
      'metricName',
      'namespace',
      'threshold',
      'target',
      'action',
      'amount',
    ],
    properties: {
      sort: {
        enum: sorts,
        labels: sorts.map((sort) => SORT_LABELS[sort]),
        title: 'Sort',
        description: 'A group has either simple policies or target policies, never both at once.',
      },
      policyName: { type: 'string', title: 'Name', shown: isNamed },
      kind: { enum: kinds, labels: kinds.map((kind) => KIND_LABELS[kind]), title: 'Scales', shown: isJson },
      policy: { type: 'object', title: 'Policy', description: 'As Spot has it, with its policyName', shown: isJson },
      statistic: {
        enum: withPresent(STATISTICS, statistic),
        title: 'Statistic',
        shown: isSimple,
      },
      metric: { enum: SIMPLE_METRICS, labels: metricLabels(SIMPLE_METRICS), title: 'Metric', shown: isSimple },
      targetMetric: { enum: TARGET_METRICS, labels: metricLabels(TARGET_METRICS), title: 'Metric', shown: isTarget },
      namespace: { type: 'string', title: 'Namespace', shown: isOther },
      metricName: { type: 'string', title: 'Metric name', shown: isOther },
      unit: { type: 'string', title: 'Unit', shown: isOther },
      operator: {
        enum: ['gte', 'gt', 'lte', 'lt'],
        labels: ['at or above (≥)', 'above (>)', 'at or below (≤)', 'below (<)'],
        title: 'Is',
        shown: isSimple,
      },
      threshold: { type: 'number', title: 'Threshold', shown: isSimple },
      target: { type: 'number', title: 'Value to keep', shown: isTarget },
      evaluationPeriods: { type: 'integer', minimum: 1, title: 'For so many periods', shown: isSimple },
      period: {
        enum: periods,
        labels: periods.map((each) => PERIODS[each] ?? `${each} seconds`),
        title: 'Each of',
        shown: isSimple,
      },
      action: {
        enum: Object.keys(ACTIONS),
        labels: Object.values(ACTIONS).map(({ label }) => label),
        title: 'Then',
        shown: isSimple,
      },
      amount: {
        type: 'string',
        title: 'Amount',
        description: 'A number, or an expression such as currCapacity * 0.2',
        shown: isSimple,
      },
      predictive: {
        enum: ['FORECAST_AND_SCALE', 'FORECAST_ONLY'],
        labels: ['Predict and scale', 'Predict only'],
        title: 'Predictive autoscaling',
        shown: (values: Values) => isTarget(values) && values.targetMetric === 'CPUUtilization',
      },
      cooldown: { ...seconds, title: 'Warm-up', description: 'Until it may act again', shown: isNamed },
    },
  }
}

export const DEFAULTS = {
  policyName: 'default policy name',
  statistic: 'average',
  metric: 'CPUUtilization',
  targetMetric: 'CPUUtilization',
  operator: 'gte',
  threshold: 50,
  target: 50,
  evaluationPeriods: 3,
  period: 300,
  action: 'add',
  amount: '1',
  cooldown: 300,
}

/** Numbers stay numbers; what is an expression goes as it is. */
const amountOf = (text: unknown): unknown => {
  const number = Number(text)
  return text === '' || Number.isNaN(number) ? text : number
}

const metricKey = ({ metricName, namespace }: Policy, offered: readonly string[]): string =>
  offered.find((key) => METRICS[key]?.metricName === metricName && METRICS[key]?.namespace === namespace) ?? OTHER

/** Whether the fields can say all of it. */
const isPlain = ({ kind, policy }: PlacedPolicy): boolean =>
  kind === 'target' || (policy.stepAdjustments === undefined && policy.action?.type !== 'updateCapacity')

export const valuesOf = (placed: PlacedPolicy): Values => {
  const { kind, policy } = placed
  const { action = policy } = policy
  const amounts = { ...action } as Record<string, unknown>
  const chosen = Object.entries(ACTIONS).find(
    ([, each]) =>
      each.kind === kind && each.type === (action.type ?? 'adjustment') && amounts[each.field] !== undefined,
  )
  const own = Object.fromEntries(
    Object.entries(policy).filter(([name, value]) => value !== null && Object.hasOwn(DEFAULTS, name)),
  )
  return {
    ...DEFAULTS,
    ...own,
    sort: !isPlain(placed) ? 'json' : kind === 'target' ? 'target' : 'simple',
    kind,
    policy,
    metric: metricKey(policy, SIMPLE_METRICS),
    targetMetric: metricKey(policy, TARGET_METRICS),
    metricName: policy.metricName,
    namespace: policy.namespace,
    unit: policy.unit,
    action: chosen?.[0] ?? (kind === 'down' ? 'remove' : 'add'),
    amount: String(chosen ? amounts[chosen[1].field] : 1),
    predictive: policy.predictive?.mode,
  }
}

/** The policy that a form describes; what the form does not ask for stays as it was. */
export const policyOf = (values: Values, replaced?: PlacedPolicy): { kind: Kind; policy: Policy } => {
  if (isJson(values)) return { kind: values.kind as Kind, policy: (values.policy ?? {}) as Policy }
  // A threshold means nothing to a target, nor a target to a threshold.
  const before = replaced && (replaced.kind === 'target') === isTarget(values) ? replaced.policy : {}
  const metric = METRICS[String(isTarget(values) ? values.targetMetric : values.metric)]
  const measured = metric
    ? { metricName: metric.metricName, namespace: metric.namespace, unit: metric.unit }
    : { metricName: values.metricName, namespace: values.namespace, ...(values.unit ? { unit: values.unit } : {}) }
  const named = { policyName: String(values.policyName), cooldown: values.cooldown ?? 300 }
  if (isTarget(values)) {
    const { predictive: _, ...kept } = before
    const mode = values.predictive
    return {
      kind: 'target',
      policy: {
        ...kept,
        ...named,
        ...measured,
        statistic: 'average',
        target: values.target,
        ...(mode ? { predictive: { mode } } : {}),
      } as Policy,
    }
  }
  const { type, field, kind } = ACTIONS[String(values.action)] ?? ACTIONS.add!
  // The legacy spelling of an action lives on the policy itself; beside a new one it would contradict it.
  const { adjustment: _a, minTargetCapacity: _b, maxTargetCapacity: _c, ...kept } = before
  return {
    kind,
    policy: {
      ...kept,
      ...named,
      ...measured,
      statistic: values.statistic,
      operator: values.operator,
      threshold: values.threshold,
      evaluationPeriods: values.evaluationPeriods,
      period: values.period,
      action: { type, [field]: amountOf(values.amount) },
    } as Policy,
  }
}
