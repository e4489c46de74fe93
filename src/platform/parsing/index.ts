export { readTar, type TarEntry, type TarLimits, writeTar } from './tar.ts'
export {
  type LocatedDocument,
  parseLocatedYaml,
  parseYaml,
  parseYamlDocuments,
  writeYaml,
  type YamlOptions,
} from './yaml.ts'
