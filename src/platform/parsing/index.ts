export { parseYaml } from './yaml.ts'
