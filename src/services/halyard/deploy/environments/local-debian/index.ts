export { createLocalDebian, type LocalDebianOptions } from './local-debian.ts'
