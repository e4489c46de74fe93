export type TaskState = 'STARTED' | 'COMPLETED' | 'FAILED' | 'FAILED_RETRYABLE'

/** A request for operations and how far it is. */
export interface TaskRow {
  id: string
  request_id: string
  provider: string
  /** The operations as they were asked for, as JSON: `[{name, description}]`. */
  operations: string
  /** On whose behalf, as JSON. */
  identity: string
  /** The process that runs it, or ran it last. */
  owner: string
  state: TaskState
  created_at: number
  /** 0 while it runs. */
  completed_at: number
}

export interface TaskLineRow {
  task_id: string
  position: number
  phase: string
  status: string
}

export interface TaskResultRow {
  task_id: string
  position: number
  /** JSON. */
  body: string
}

/** What a cloud's tools said, one manifest a row. */
export interface TaskOutputRow {
  task_id: string
  position: number
  /** JSON. */
  body: string
}

/** What an operation decided, so that its repetition after a crash decides the same. */
export interface TaskFactRow {
  task_id: string
  /** The operation's place in the request. */
  operation: number
  key: string
  /** JSON. */
  value: string
}

/** A resource as its agent last saw it. */
export interface ResourceRow {
  agent: string
  /** `serverGroup`, or a kind of the contract's. */
  kind: string
  region: string
  /** Or its id, where names are not unique. */
  name: string
  /** JSON; null: gone. The row stays for a while, so that others hear of it and an older read can't bring it back. */
  body: string | null
  /** Of the body: says whether it changed. */
  hash: string
  /** When the read that saw it began. */
  read_at: number
  /** The agent's revision that wrote it. */
  revision: number
}

export interface AgentRow {
  name: string
  /** Grows with every write of the agent's resources. */
  revision: number
}

/** The tags of one entity. */
export interface EntityTagsRow {
  id: string
  application: string
  entity_type: string
  entity_id: string
  /** The whole document, as JSON. */
  body: string
  last_modified: number
}

export interface ClouddriverTables {
  clouddriver_tasks: TaskRow
  clouddriver_task_lines: TaskLineRow
  clouddriver_task_results: TaskResultRow
  clouddriver_task_outputs: TaskOutputRow
  clouddriver_task_facts: TaskFactRow
  clouddriver_entity_tags: EntityTagsRow
  clouddriver_resources: ResourceRow
  clouddriver_agents: AgentRow
}
