export { path, pathSegment, pathSegments } from './path.ts'
export { type Answer, type Call, callForAnswer, callJson, type Transport } from './transport.ts'
export { inProcess, overHttp } from './transports.ts'
