export {
  type LocatedDocument,
  parseLocatedYaml,
  parseYaml,
  parseYamlDocuments,
  writeYaml,
  type YamlOptions,
} from './yaml.ts'
