// DESIGN: lib ← platform ← service contracts ← providers ← main. Each rule names one arrow or one room; `npm run lint` runs them.

const ours = '^(src|deck|simulators|test|bench|scripts)/'
const tests = '\\.test\\.tsx?$|/testing(/|\\.ts$)|/crash-worker\\.ts$'
const compositionRoot = '^src/([^/]+\\.ts$|composition/)'
const contracts = '^src/services/(clouddriver/provider|orca/(stage|model|parts))\\.ts$'
const doors = '^src/services/[^/]+/client\\.ts$'
const deckPanels = '^src/providers/[^/]+/deck/'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'A circle has no order to be read in. Types may refer to each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'What is imported must be there and be named in package.json.',
      severity: 'error',
      from: { path: ours },
      to: { couldNotResolve: true },
    },
    {
      name: 'lib-stands-alone',
      comment: 'lib could be published by itself: it imports nothing of ours.',
      severity: 'error',
      from: { path: '^src/lib/', pathNot: tests },
      to: { path: ours, pathNot: '^src/lib/' },
    },
    {
      name: 'lib-is-pure',
      comment: 'lib does no input or output.',
      severity: 'error',
      from: { path: '^src/lib/', pathNot: tests },
      to: { path: '^(node:)?(fs|net|tls|dgram|http|https|http2|child_process|worker_threads|cluster|vm)(/|$)' },
    },
    {
      name: 'platform-imports-lib-only',
      comment: 'platform is what services stand on: it knows none of them.',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: tests },
      to: { path: ours, pathNot: '^src/(lib|platform)/' },
    },
    {
      name: 'services-meet-at-doors',
      comment:
        "A service reaches another through that one's client.ts, or fills a published contract; never its inside.",
      severity: 'error',
      from: { path: '^src/services/([^/]+)/', pathNot: tests },
      to: { path: '^src/(services|providers)/', pathNot: ['^src/services/$1/', doors, contracts] },
    },
    {
      name: 'providers-fill-contracts',
      comment: 'A cloud imports the contracts that it fills, platform and lib; no service, no other cloud.',
      severity: 'error',
      from: { path: '^src/providers/([^/]+)/', pathNot: tests },
      to: { path: '^src/(services|providers)/', pathNot: ['^src/providers/$1/', contracts] },
    },
    {
      name: 'only-main-composes',
      comment: 'The composition root is imported by nobody but its own files.',
      severity: 'error',
      from: { path: '^src/', pathNot: [tests, compositionRoot] },
      to: { path: compositionRoot },
    },
    {
      name: 'src-ships-without-its-surroundings',
      comment: 'The product does not need the simulators, the tests, the benchmarks or the source of the UI.',
      severity: 'error',
      from: { path: '^src/', pathNot: [tests, deckPanels] },
      to: { path: '^(simulators|test|bench|deck|scripts)/' },
    },
    {
      name: 'simulators-know-nothing-of-us',
      comment: 'A stand-in for a cloud that shared our code would share our mistakes.',
      severity: 'error',
      from: { path: '^simulators/', pathNot: tests },
      to: { path: '^(src|test|bench|deck|scripts)/' },
    },
    {
      name: 'deck-shares-types-only',
      comment: 'Deck talks to Gate over HTTP; of the server it may use types, and lib, which is pure.',
      severity: 'error',
      from: { path: '^deck/', pathNot: tests },
      to: {
        path: '^(src|simulators|test|bench)/',
        pathNot: ['^src/lib/', deckPanels],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'http-calls-in-their-rooms',
      comment:
        'URLs given by users are called in platform/outbound, services in platform/clients, clouds in their client.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [tests, '^src/platform/(outbound|clients)/', '^src/providers/[^/]+/client(/|\\.ts$)', deckPanels],
      },
      to: { path: '(^|/)node_modules/undici/|^undici$' },
    },
    {
      name: 'sockets-in-their-rooms',
      comment: 'Raw sockets and servers belong to platform/http, platform/outbound and the composition root.',
      severity: 'error',
      from: { path: '^src/', pathNot: [tests, '^src/platform/(http|outbound)/', compositionRoot] },
      to: { path: '^(node:)?(net|tls|dgram|http|https|http2)$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'child-processes-in-one-room',
      comment: 'Child processes are started in platform/subprocess, with argument arrays; the root starts the sandbox.',
      severity: 'error',
      from: { path: '^src/', pathNot: [tests, '^src/platform/subprocess/', compositionRoot] },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'yaml-in-one-room',
      comment:
        'Untrusted YAML is read in platform/parsing, within limits; the function readYaml of expressions in lib/spel.',
      severity: 'error',
      from: { path: '^src/', pathNot: [tests, '^src/platform/parsing/', '^src/lib/spel/', '^src/services/halyard/'] },
      to: { path: '(^|/)node_modules/yaml/|^yaml$' },
    },
    {
      name: 'sql-in-stores',
      comment: 'SQL is written in store/ rooms and in the parts of the platform that are made of it.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [tests, '^src/platform/(store|queue|leases)/', '/store(/|\\.ts$)'],
      },
      to: { path: '(^|/)node_modules/(kysely|pg|@types/pg)/|^(kysely|pg)$|^(node:)?sqlite$' },
    },
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '^deck/dist/' },
    // Without it, imports of types only are not seen.
    tsPreCompilationDeps: true,
    // The files are TypeScript 7, which dependency-cruiser reads with swc.
    parser: 'swc',
    extraExtensionsToScan: ['.css', '.html', '.json', '.svg'],
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
}
