export { type EchoConfig, echoConfigSchema } from './config.ts'
export { createEcho, type EchoDeps } from './echo.ts'
