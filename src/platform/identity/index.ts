export { currentIdentity, headersOf, type Identity, identityOf, runAs } from './identity.ts'
