import { parseArgs } from 'node:util'
import { startSpotSimulator } from './index.ts'
import { CLOUDS, type Cloud } from './model/state.ts'

const USAGE = `Usage: node simulators/spot/main.ts [options]

  --port N             port to listen on; 0, the default, takes a free one
  --host H             interface to listen on, default 127.0.0.1
  --speed N            how many times faster than real the cloud is, default 1
  --token T            the only valid token, default sandbox-token
  --account act-…      the only account, default act-sandbox, act-sandbox-gcp and act-sandbox-azure
  --cloud CLOUD        the cloud of that account: aws (default), gcp or azure
  --state FILE         keeps the state in this file between runs
  --scenario FILE      what to start with, as JSON
  --seed N             makes ids and delays the same on every run
  --exit-with-parent   ends when standard input closes
`

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    speed: { type: 'string', default: '1' },
    token: { type: 'string' },
    account: { type: 'string' },
    cloud: { type: 'string', default: 'aws' },
    state: { type: 'string' },
    scenario: { type: 'string' },
    seed: { type: 'string' },
    'exit-with-parent': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  process.stdout.write(USAGE)
} else {
  await run()
}

async function run(): Promise<void> {
  const simulator = await startSpotSimulator({
    port: number('port', values.port, 0, 65_535),
    host: values.host,
    speed: number('speed', values.speed, 0.001, 100_000),
    ...(values.token === undefined ? {} : { token: values.token }),
    ...(values.account === undefined ? {} : { accountId: values.account, cloud: cloud(values.cloud) }),
    ...(values.state === undefined ? {} : { stateFile: values.state }),
    ...(values.scenario === undefined ? {} : { scenarioFile: values.scenario }),
    ...(values.seed === undefined ? {} : { seed: number('seed', values.seed, 0, 2 ** 32) }),
  }).catch((cause: Error) => {
    process.stderr.write(`The Spot simulator could not start: ${cause.message}\n`)
    process.exit(1)
  })
  let ending = false
  const end = () => {
    if (ending) return
    ending = true
    simulator.close().then(
      () => process.exit(0),
      (cause: Error) => {
        process.stderr.write(`The Spot simulator did not end cleanly: ${cause.message}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  if (values['exit-with-parent']) {
    process.stdin.on('end', end)
    process.stdin.on('close', end)
    process.stdin.on('error', end)
    process.stdin.resume()
  }
  process.stdout.write(`${JSON.stringify({ ready: true, url: simulator.url })}\n`)
}

function cloud(text: string): Cloud {
  const known = CLOUDS.find((one) => one === text)
  if (known) return known
  process.stderr.write(`--cloud must be one of ${CLOUDS.join(', ')}, not ${text}.\n`)
  process.exit(2)
}

function number(name: string, text: string, low: number, high: number): number {
  const value = Number(text)
  if (Number.isNaN(value) || value < low || value > high) {
    process.stderr.write(`--${name} must be a number from ${low} to ${high}, not ${text}.\n`)
    process.exit(2)
  }
  return value
}
