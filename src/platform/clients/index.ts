export { type Answer, type Call, callJson, type Transport } from './transport.ts'
export { inProcess, overHttp } from './transports.ts'
