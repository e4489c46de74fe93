import type { Command, Invocation } from '../cli/command.ts'
import type { Documents } from './documents/index.ts'
import type { Reported } from './verdict.ts'

/** `hal migrate` */
export const migrateCommand: Command = {
  name: 'migrate',
  describe:
    'Says what becomes of an installation of Spinnaker here, key by key and pipeline by pipeline; with --apply, brings it here. What is read is never changed.',
  flags: [
    {
      name: 'from',
      kind: 'text',
      file: true,
      describe:
        'Another ~/.hal, or a file or folder of SpinnakerService manifests; without it, the own home is looked at.',
    },
    {
      name: 'front50-bucket',
      kind: 'text',
      describe: "Front50's bucket: s3://BUCKET/FOLDER, or a folder that is a copy of one.",
    },
    { name: 's3-endpoint', kind: 'text', describe: "Where the bucket is, if it is not Amazon's." },
    { name: 's3-region', kind: 'text', describe: 'The region of the bucket.' },
    {
      name: 'sql-dump',
      kind: 'text',
      file: true,
      describe: "A dump of Front50's database: mysqldump, or pg_dump --inserts; .gz too.",
    },
    { name: 'apply', kind: 'switch', describe: 'Copies the home, and imports the documents through Gate.' },
    { name: 'overwrite', kind: 'switch', describe: 'Replaces what is here already; without it, that stays as it is.' },
    { name: 'gate', kind: 'text', describe: 'The Gate to import through.', otherwise: 'http://localhost:8084' },
    {
      name: 'front50',
      kind: 'text',
      describe: 'A Front50 to import service accounts to, which Gate does not take.',
    },
    { name: 'all', kind: 'switch', describe: 'Lists every place by itself, and also what simply works.' },
  ],
  examples: [
    ['migrate --from /backup/.hal', 'says what of an old home works, changes, and is not supported'],
    ['migrate --sql-dump front50.sql -o json', 'the same of its pipelines, for a script'],
    ['migrate --front50-bucket s3://spin/front50 --apply', 'imports them into the Gate of this machine'],
  ],
  run,
}

async function run(invocation: Invocation): Promise<number> {
  const { say, flags } = invocation
  const documents = await documentsOf(invocation)
  const isSilent = flags.from === undefined && documents !== undefined
  const all = [
    ...(isSilent ? [] : await homeReport(invocation)),
    ...(documents === undefined ? [] : await documentReport(invocation, documents)),
  ]
  const outcome = flags.apply === true ? await bring(invocation, documents) : undefined
  const isData = say.format === 'json' || say.format === 'yaml'
  if (isData) {
    const { counted } = await import('./verdict.ts')
    say.data({ counts: counted(all), items: all, ...(outcome === undefined ? {} : { applied: outcome }) })
  } else await show(invocation, all)
  if (outcome === undefined) {
    if (!isData) say.success('Nothing was changed; --apply does it.')
    return 0
  }
  if (!isData) tell(invocation, outcome)
  return outcome.imported?.failed.length ? 1 : 0
}

async function documentsOf({ flags, say, signal }: Invocation): Promise<Documents | undefined> {
  const bucket = flags['front50-bucket'] as string | undefined
  const dump = flags['sql-dump'] as string | undefined
  if (bucket === undefined && dump === undefined) return undefined
  const { readBucket, readFolder, readSqlDump } = await import('./documents/index.ts')
  const progress = say.progress('Reading the documents')
  try {
    const { resolve } = await import('node:path')
    const parts: Documents[] = []
    if (bucket?.startsWith('s3://'))
      parts.push(
        await readBucket(bucket, {
          endpoint: flags['s3-endpoint'] as string | undefined,
          region: flags['s3-region'] as string | undefined,
          signal,
        }),
      )
    else if (bucket !== undefined) parts.push(readFolder(resolve(bucket)))
    if (dump !== undefined) parts.push(await readSqlDump(dump))
    const documents = parts.flatMap((each) => each.documents)
    progress.succeed(`Read ${documents.length} documents`)
    return { documents, unreadable: parts.flatMap((each) => each.unreadable) }
  } catch (error) {
    progress.fail()
    throw error
  }
}

/** Looks at a home as if it were the own one. */
async function homeReport({ home, env, deployment, flags }: Invocation): Promise<readonly Reported[]> {
  const [{ reportHome }, { releaseKnowledge }, { readHalconfig }] = await Promise.all([
    import('./home-report.ts'),
    import('./knowledge.ts'),
    import('../halconfig/index.ts'),
  ])
  const options = { knowledge: releaseKnowledge(), env }
  if (typeof flags.from !== 'string') return reportHome(home, readHalconfig(home), deployment, options)
  const { lookAt } = await import('./take-home.ts')
  return lookAt(flags.from, home, async (preview, name, findings) => {
    const { reported } = await import('./verdict.ts')
    const asked = deployment ?? name
    return [
      ...findings.map(({ location, message, remediation }) =>
        reported('finding', location, [
          { verdict: 'changes', says: message, ...(remediation === undefined ? {} : { remedy: remediation }) },
        ]),
      ),
      ...(await reportHome(preview, readHalconfig(preview), asked, options)),
    ]
  })
}

async function documentReport({ home, deployment }: Invocation, documents: Documents): Promise<readonly Reported[]> {
  const [{ reportDocuments }, { releaseKnowledge }, { echoListens, releasedClouds }, { preconfiguredStages }] =
    await Promise.all([
      import('./documents-report.ts'),
      import('./knowledge.ts'),
      import('../render/release.ts'),
      import('./preconfigured.ts'),
    ])
  const knowledge = releaseKnowledge()
  const stages = [...knowledge.stages, ...preconfiguredStages(home, deployment)]
  return reportDocuments(documents, { ...knowledge, stages, clouds: releasedClouds, notifies: echoListens })
}

interface Outcome {
  /** Files that were put into the own home. */
  readonly copied?: readonly string[]
  readonly imported?: import('./import.ts').Imported
  /** Where what was not imported is kept. */
  readonly kept?: string
}

async function bring(invocation: Invocation, documents: Documents | undefined): Promise<Outcome> {
  const { home, flags, say, signal } = invocation
  const outcome: { -readonly [K in keyof Outcome]: Outcome[K] } = {}
  const overwrites = flags.overwrite === true
  if (typeof flags.from === 'string') {
    const { takeHome } = await import('./take-home.ts')
    outcome.copied = await takeHome(flags.from, home, overwrites)
  }
  if (documents === undefined) {
    if (outcome.copied !== undefined) return outcome
    const { problem } = await import('../../../platform/errors/index.ts')
    throw problem('invalid', 'There is nothing to bring: name --from, --front50-bucket or --sql-dump.')
  }
  const { importDocuments, keep } = await import('./import.ts')
  const progress = say.progress('Importing')
  try {
    outcome.imported = await importDocuments(documents.documents, {
      gate: (flags.gate as string | undefined) ?? 'http://localhost:8084',
      front50: flags.front50 as string | undefined,
      overwrites,
      signal,
      onProgress: (done, of) => progress.update(`Importing: ${done} of ${of}`),
    })
    progress.succeed('Imported')
  } catch (error) {
    progress.fail()
    throw error
  }
  const kept = keep(home, outcome.imported)
  if (kept !== undefined) outcome.kept = kept
  return outcome
}

async function show({ say, flags }: Invocation, all: readonly Reported[]): Promise<void> {
  const [{ counted }, { columns, rowsOf }] = await Promise.all([import('./verdict.ts'), import('./rows.ts')])
  const rows = rowsOf(all, flags.all === true)
  if (rows.length > 0) say.table(columns, rows)
  const counts = Object.entries(counted(all)).filter(([kind]) => kind !== 'finding')
  if (counts.length > 0)
    say.table(
      ['WHAT', 'WORKS', 'CHANGES', 'UNSUPPORTED', 'BROKEN'],
      counts.map(([kind, each]) => [kind, each.works, each.changes, each.unsupported, each.broken].map(String)),
    )
}

function tell({ say }: Invocation, { copied, imported, kept }: Outcome): void {
  if (copied !== undefined) say.success(`Copied ${copied.length} files into the home.`)
  if (imported === undefined) return
  const { created, replaced, there, failed, notTaken } = imported
  say.success(`Imported ${created.length} documents, replaced ${replaced.length}; ${there.length} were there already.`)
  for (const { kind, id, why } of failed) say.failure(`${kind} ${id}: ${why}`)
  if (notTaken.length > 0) say.line(`${notTaken.length} documents have no place here in this release.`)
  if (kept !== undefined) say.line(`What was not imported is kept in ${kept}`)
}
