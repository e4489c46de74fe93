import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfiguration } from './composition/configuration.ts'
import { readOptions, UsageError } from './composition/options.ts'
import { createProduct, type Product } from './composition/product.ts'
import { checkConfiguration } from './composition/services.ts'
import { supervised } from './composition/worker.ts'
import { secretFiles } from './platform/secrets/index.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const secrets = secretFiles()
let product: Product | undefined

async function end(): Promise<void> {
  await product?.stop()
  secrets.remove()
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void end().then(() => process.exit(0))
    // A second Ctrl-C does not wait.
    process.once(signal, () => process.exit(130))
  })
}

try {
  const options = readOptions(process.argv.slice(2), process.env)
  const configuration = await readConfiguration(options, process.env, secrets)
  if (options.checkConfig) {
    checkConfiguration(options, configuration)
    for (const remark of configuration.remarks) process.stderr.write(`${remark}\n`)
    await end()
    process.stdout.write(`The configuration in ${options.configDirectories.join(', ')} is valid.\n`)
  } else {
    const supervisor = await supervised(options, configuration)
    product = createProduct(root, options, configuration, supervisor?.sockets)
    const running = await product.start()
    if (supervisor) supervisor.serve(running, end)
    else process.stdout.write(`${running.ready}\n`)
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`gennaker: ${message}\n`)
  if (!(error instanceof UsageError) && process.env.GENNAKER_LOG_LEVEL === 'debug') console.error(error)
  await end()
  process.exit(1)
}
