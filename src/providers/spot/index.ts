export { spotProvider } from './provider.ts'
