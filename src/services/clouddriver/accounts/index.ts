export { type Accounts, accountsOf, type ConnectedAccount } from './accounts.ts'
export { connectAccounts } from './connect.ts'
