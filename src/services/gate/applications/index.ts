export { findApplication, listApplications } from './merge.ts'
