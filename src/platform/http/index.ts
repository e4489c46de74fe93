export { isLoopback } from './loopback.ts'
export { createServer, type HealthCheck, type HttpServer, type ServerOptions } from './server.ts'
