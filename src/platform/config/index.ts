export { loadConfig, type Tree, validated } from './config.ts'
