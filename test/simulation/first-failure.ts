/** Plays seeds 1 to N and prints the first that breaks a rule with what it breaks, or `none`. For `mutants.ts`. */
import { openStore } from '../../src/platform/store/index.ts'
import { firstFailure, scenarioOf } from './runner.ts'
import { simulate } from './simulate.ts'

const store = await openStore({ temporary: true })
const seed = await firstFailure(store, { first: 1, end: 1 + Number(process.argv[2]), step: 1 })
const complaint = seed === undefined ? '' : (await simulate(store, scenarioOf(seed))).complaints[0]
process.stdout.write(seed === undefined ? 'none\n' : `${seed} (${complaint?.slice(0, 100)})\n`)
process.exit(0)
