export { type AccountAgent, type AgentRunner, type AgentStatus, runAgents } from './agents.ts'
export { createInventory, type Inventory } from './inventory.ts'
export { type Refresh, refreshWith } from './refresh.ts'
export { type InventorySync, syncInventory } from './sync.ts'
