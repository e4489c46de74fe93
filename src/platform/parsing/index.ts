export { parseYaml, writeYaml, type YamlOptions } from './yaml.ts'
