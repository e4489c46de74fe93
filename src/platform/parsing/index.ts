export { parseYaml, parseYamlDocuments, writeYaml, type YamlOptions } from './yaml.ts'
