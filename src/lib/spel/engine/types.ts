import { illegalArgument } from '../errors.ts'
import type { Body, TypeDefinition } from '../java/type-definition.ts'
import { EXECUTION_STATUS } from '../java/types/enums.ts'
import { refuse } from '../java/types/object.ts'
import type { Bean } from './bean.ts'
import {
  artifactBean,
  authenticationBean,
  buildArtifactBean,
  buildInfoBean,
  executionBean,
  expectedArtifactBean,
  fullDisplayName,
  pausedBean,
  type StageView,
  sourceControlBean,
  stageBean,
  stageContext,
  statusOf,
  TYPES,
  taskBean,
  triggerBean,
} from './beans.ts'
import { ancestorsOf, downstreamOf, type ExecutionData, executionContext, type StageData } from './execution.ts'
import { executionStatusType } from './status.ts'
import { TRIGGER_TYPES } from './trigger.ts'

type Json = Readonly<Record<string, unknown>>
type Self<T> = Bean<T>

const OBJECT = 'java.lang.Object'
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : [])

/** Getters that hand out a field as it is. `Any` results are JSON: their declared Java type never matters. */
function fields(typed: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, Body>> {
  return Object.fromEntries(
    Object.entries(typed).flatMap(([type, names]) =>
      names.map((name): [string, Body] => {
        const prefix = type === 'boolean' ? 'is' : 'get'
        const fallback =
          type === 'boolean' ? false : type === 'List' || type === 'Set' ? [] : type === 'Map' ? {} : null
        return [
          `${type} ${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}()`,
          (self: Self<Json>) => self.data[name] ?? fallback,
        ]
      }),
    ),
  )
}

const setters = (names: readonly string[]): Readonly<Record<string, Body>> =>
  Object.fromEntries(names.map((name) => [`void set${name}(Object)`, refuse(`set${name}`)]))

const find = (execution: ExecutionData, test: (stage: StageData) => boolean) => {
  const stage = execution.stages?.find(test)
  return stage === undefined ? undefined : stageBean(execution, stage)
}

const notFound = (what: string): never => {
  throw illegalArgument(what)
}

const execution: TypeDefinition = {
  name: TYPES.execution,
  extends: ['com.netflix.spinnaker.orca.api.pipeline.models.PipelineExecution'],
  methods: {
    ...fields({
      String: [
        'id',
        'rootId',
        'application',
        'name',
        'origin',
        'description',
        'pipelineConfigId',
        'canceledBy',
        'cancellationReason',
        'spelEvaluator',
        'partition',
      ],
      Long: ['buildTime', 'startTime', 'endTime', 'startTimeExpiry'],
      boolean: ['canceled', 'limitConcurrent', 'keepWaitingPipelines'],
      List: ['notifications', 'systemNotifications'],
      Map: ['initialConfig', 'templateVariables', 'additionalHeaders'],
    }),
    'int getMaxConcurrentExecutions()': (self: Self<ExecutionData>) => self.data.maxConcurrentExecutions ?? 0,
    [`${EXECUTION_STATUS} getStatus()`]: (self: Self<ExecutionData>) => statusOf(self.data.status ?? 'NOT_STARTED'),
    [`${OBJECT} getTrigger()`]: (self: Self<ExecutionData>) => triggerBean(self.data.trigger ?? {}),
    'List getStages()': (self: Self<ExecutionData>) =>
      (self.data.stages ?? []).map((stage) => stageBean(self.data, stage)),
    'Map getContext()': (self: Self<ExecutionData>) => executionContext(self.data),
    [`${OBJECT} getAuthentication()`]: (self: Self<ExecutionData>) =>
      self.data.authentication == null ? null : authenticationBean(self.data.authentication as Json),
    [`${OBJECT} getPaused()`]: (self: Self<ExecutionData>) =>
      self.data.paused == null ? null : pausedBean(self.data.paused as Json),
    [`${OBJECT} stageById(String)`]: (self: Self<ExecutionData>, id: string) =>
      find(self.data, (stage) => stage.id === id) ??
      notFound(`No stage with id ${id} exists on execution ${self.data.id}`),
    [`${OBJECT} stageByRef(String)`]: (self: Self<ExecutionData>, refId: string) =>
      find(self.data, (stage) => stage.refId === refId) ??
      notFound(`No stage with refId ${refId} exists on execution ${self.data.id}`),
    [`void updateStatus(${EXECUTION_STATUS})`]: refuse('updateStatus'),
    'void setContext(String, Object)': refuse('setContext'),
    ...setters([
      'Application',
      'Name',
      'Status',
      'Canceled',
      'CanceledBy',
      'CancellationReason',
      'Description',
      'Id',
      'LimitConcurrent',
      'KeepWaitingPipelines',
      'Origin',
      'BuildTime',
      'StartTime',
      'EndTime',
      'Trigger',
      'Paused',
      'Authentication',
      'PipelineConfigId',
      'StartTimeExpiry',
      'TemplateVariables',
      'SpelEvaluator',
      'Source',
    ]),
  },
  hidden: [
    'com.netflix.spinnaker.orca.api.pipeline.models.ExecutionType getType()',
    'com.netflix.spinnaker.orca.api.pipeline.models.PipelineExecution$PipelineSource getSource()',
    'Optional getSize()',
    'Optional getTotalSize()',
  ],
}

const stageOf = (self: Self<StageView>) => self.data.stage
const asBean = (self: Self<StageView>, stage: StageData) => stageBean(self.data.execution, stage)

function parentOf(self: Self<StageView>): StageData | undefined {
  const { execution, stage } = self.data
  return stage.parentStageId == null ? undefined : execution.stages?.find(({ id }) => id === stage.parentStageId)
}

function topLevelOf(view: StageView): StageData {
  let stage = view.stage
  for (let depth = 0; stage.parentStageId != null && depth < 1000; depth++) {
    const parent = view.execution.stages?.find(({ id }) => id === stage.parentStageId)
    if (parent === undefined) break
    stage = parent
  }
  return stage
}

const stageField =
  (name: string, fallback: unknown = null) =>
  (self: Self<StageView>) =>
    stageOf(self)[name] ?? fallback
const flag = (name: string) => (self: Self<StageView>) => stageOf(self).context?.[name] === true

const stage: TypeDefinition = {
  name: TYPES.stage,
  extends: ['com.netflix.spinnaker.orca.api.pipeline.models.StageExecution'],
  methods: {
    'String getId()': stageField('id'),
    'String getRefId()': stageField('refId'),
    'String getType()': stageField('type'),
    'String getName()': (self) => stageOf(self).name ?? stageOf(self).type ?? null,
    'Long getStartTime()': stageField('startTime'),
    'Long getEndTime()': stageField('endTime'),
    'Long getStartTimeExpiry()': stageField('startTimeExpiry'),
    'Long getScheduledTime()': stageField('scheduledTime'),
    [`${EXECUTION_STATUS} getStatus()`]: (self) => statusOf(stageOf(self).status ?? 'NOT_STARTED'),
    'Map getContext()': (self: Self<StageView>) => stageContext(self.data.execution, stageOf(self)),
    'Map getOutputs()': stageField('outputs', {}),
    'List getTasks()': (self) => list(stageOf(self).tasks).map(taskBean),
    'String getParentStageId()': stageField('parentStageId'),
    'java.util.Collection getRequisiteStageRefIds()': stageField('requisiteStageRefIds', []),
    'Map getAdditionalMetricTags()': stageField('additionalMetricTags'),
    [`${OBJECT} getExecution()`]: (self: Self<StageView>) => executionBean(self.data.execution),
    [`${OBJECT} getParent()`]: (self: Self<StageView>) => {
      const parent = parentOf(self)
      return parent === undefined ? null : asBean(self, parent)
    },
    [`${OBJECT} getTopLevelStage()`]: (self: Self<StageView>) => asBean(self, topLevelOf(self.data)),
    'boolean getHasSucceeded()': (self) => stageOf(self).status === 'SUCCEEDED',
    'boolean getHasFailed()': (self) => stageOf(self).status === 'TERMINAL',
    'boolean getAllowSiblingStagesToContinueOnFailure()': flag('allowSiblingStagesToContinueOnFailure'),
    'boolean getContinuePipelineOnFailure()': flag('continuePipeline'),
    'boolean isJoin()': (self) => (stageOf(self).requisiteStageRefIds?.length ?? 0) > 1,
    'boolean isManualJudgmentType()': (self) => stageOf(self).type === 'manualJudgment',
    'boolean withPropagateAuthentication()': flag('propagateAuthenticationContext'),
    'List ancestors()': (self: Self<StageView>) =>
      ancestorsOf(self.data.execution, stageOf(self)).map((ancestor) => asBean(self, ancestor)),
    'List directAncestors()': (self: Self<StageView>) =>
      ancestorsOf(self.data.execution, stageOf(self))
        .slice(1)
        .map((ancestor) => asBean(self, ancestor)),
    'List downstreamStages()': (self: Self<StageView>) =>
      (self.data.execution.stages ?? [])
        .filter(({ requisiteStageRefIds }) => requisiteStageRefIds?.includes(stageOf(self).refId ?? '') ?? false)
        .map((other) => asBean(self, other)),
    'List allDownstreamStages()': (self: Self<StageView>) =>
      downstreamOf(self.data.execution, stageOf(self)).map((other) => asBean(self, other)),
    ...setters([
      'Status',
      'Context',
      'Outputs',
      'Name',
      'Type',
      'Id',
      'RefId',
      'StartTime',
      'EndTime',
      'Tasks',
      'ParentStageId',
      'ScheduledTime',
      'StartTimeExpiry',
      'Execution',
      'RequisiteStageRefIds',
      'SyntheticStageOwner',
      'LastModified',
    ]),
  },
  hidden: [
    'com.netflix.spinnaker.orca.api.pipeline.SyntheticStageOwner getSyntheticStageOwner()',
    'com.netflix.spinnaker.orca.api.pipeline.models.StageExecution$LastModifiedDetails getLastModified()',
    'Optional getSize()',
    'Optional getTimeout()',
    'Optional getParentWithTimeout()',
  ],
}

const task: TypeDefinition = {
  name: TYPES.task,
  extends: ['com.netflix.spinnaker.orca.api.pipeline.models.TaskExecution'],
  methods: {
    ...fields({
      String: ['id', 'name', 'implementingClass'],
      Long: ['startTime', 'endTime'],
      boolean: ['stageStart', 'stageEnd', 'loopStart', 'loopEnd'],
      Map: ['taskExceptionDetails'],
    }),
    [`${EXECUTION_STATUS} getStatus()`]: (self: Self<Json>) => statusOf(self.data.status ?? 'NOT_STARTED'),
    ...setters(['Status', 'Name', 'Id', 'StartTime', 'EndTime']),
  },
}

const triggerMethods: Readonly<Record<string, Body>> = {
  'String getType()': (self: Self<Json>) => self.data.type ?? 'none',
  'String getCorrelationId()': (self: Self<Json>) => self.data.correlationId ?? null,
  'String getUser()': (self: Self<Json>) => self.data.user ?? '[anonymous]',
  ...fields({ Map: ['parameters'], List: ['notifications'], boolean: ['rebake', 'dryRun', 'strategy'] }),
  'List getArtifacts()': (self: Self<Json>) => list(self.data.artifacts).map(artifactBean),
  'List getResolvedExpectedArtifacts()': (self: Self<Json>) =>
    list(self.data.resolvedExpectedArtifacts).map(expectedArtifactBean),
  'Map getOther()': (self: Self<Json>) => self.data,
  ...setters(['Artifacts', 'Notifications', 'ResolvedExpectedArtifacts', 'Other', 'DryRun', 'Rebake', 'Parameters']),
}

/** Fields of single trigger kinds whose value is more than JSON. */
const SPECIAL: Readonly<Record<string, readonly [string, Body]>> = {
  buildInfo: [
    `${OBJECT} getBuildInfo()`,
    (self: Self<Json>) => (self.data.buildInfo == null ? null : buildInfoBean(self.data.buildInfo as Json, self.data)),
  ],
  parentExecution: [
    `${OBJECT} getParentExecution()`,
    (self: Self<Json>) =>
      self.data.parentExecution == null ? null : executionBean(self.data.parentExecution as ExecutionData),
  ],
  buildNumber: ['int getBuildNumber()', (self: Self<Json>) => self.data.buildNumber],
  properties: ['Map getProperties()', (self: Self<Json>) => self.data.properties ?? {}],
  preferred: ['boolean isPreferred()', (self: Self<Json>) => self.data.preferred ?? false],
  requires: ['List getRequires()', (self: Self<Json>) => self.data.requires ?? []],
  action: ['String getAction()', (self: Self<Json>) => self.data.action ?? 'undefined'],
}

const triggers: readonly TypeDefinition[] = TRIGGER_TYPES.map(({ typeName, fields: names }) => ({
  name: typeName,
  extends: ['com.netflix.spinnaker.orca.api.pipeline.models.Trigger'],
  methods: {
    ...triggerMethods,
    ...Object.fromEntries(names.map((name) => SPECIAL[name] ?? Object.entries(fields({ String: [name] }))[0] ?? [])),
  },
}))

const artifactOf = (key: string) => (self: Self<Json>) =>
  self.data[key] == null ? null : artifactBean(self.data[key] as Json)

const artifact: TypeDefinition = {
  name: TYPES.artifact,
  methods: {
    ...fields({
      String: ['type', 'name', 'version', 'location', 'reference', 'artifactAccount', 'provenance', 'uuid'],
      boolean: ['customKind'],
      Map: ['metadata'],
    }),
  },
}

const expectedArtifact: TypeDefinition = {
  name: TYPES.expectedArtifact,
  methods: {
    ...fields({ String: ['id'], boolean: ['useDefaultArtifact', 'usePriorArtifact'] }),
    [`${OBJECT} getMatchArtifact()`]: artifactOf('matchArtifact'),
    [`${OBJECT} getDefaultArtifact()`]: artifactOf('defaultArtifact'),
    [`${OBJECT} getBoundArtifact()`]: artifactOf('boundArtifact'),
  },
}

const buildInfoMethods: Readonly<Record<string, Body>> = {
  ...fields({ String: ['name', 'url', 'result', 'timestamp'], boolean: ['building'] }),
  'int getNumber()': (self: Self<Json>) => self.data.number ?? 0,
  'String getFullDisplayName()': (self: Self<Json>) => fullDisplayName(self.data),
  'List getArtifacts()': (self: Self<Json>) => list(self.data.artifacts).map(buildArtifactBean),
  'List getScm()': (self: Self<Json>) => list(self.data.scm).map(sourceControlBean),
}

/** The engine's objects. `Optional`, `ExecutionType` and the like are not allowed as results (kork: ReturnTypeRestrictor). */
export const engineTypes: readonly TypeDefinition[] = [
  execution,
  executionStatusType,
  stage,
  task,
  ...triggers,
  artifact,
  expectedArtifact,
  { name: TYPES.jenkinsBuildInfo, methods: buildInfoMethods },
  { name: TYPES.concourseBuildInfo, methods: buildInfoMethods },
  { name: TYPES.buildArtifact, methods: fields({ String: ['fileName', 'relativePath'] }) },
  { name: TYPES.sourceControl, methods: fields({ String: ['name', 'branch', 'sha1'] }) },
  { name: TYPES.authentication, methods: fields({ String: ['user'], Set: ['allowedAccounts'] }) },
  {
    name: TYPES.paused,
    methods: {
      ...fields({ String: ['pausedBy', 'resumedBy'], Long: ['pauseTime', 'resumeTime'] }),
      'boolean isPaused()': (self: Self<Json>) => self.data.pauseTime != null && self.data.resumeTime == null,
      'long getPausedMs()': (self: Self<Json>) =>
        self.data.pauseTime != null && self.data.resumeTime != null
          ? Number(self.data.resumeTime) - Number(self.data.pauseTime)
          : 0,
    },
  },
]
