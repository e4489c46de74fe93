export { createExpressions, type Expressions } from './expressions.ts'
