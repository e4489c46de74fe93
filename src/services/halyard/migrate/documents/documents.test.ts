import { once } from 'node:events'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { readBucket, readFolder, readSqlDump } from './index.ts'
import { placeOfKey } from './layout.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'gennaker-migrate-'))

function dumpOf(text: string, name = 'front50.sql'): string {
  const path = join(folder(), name)
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

describe('the copy of a bucket', () => {
  it.each([
    ['front50/pipelines/p-1/pipeline-metadata.json', { kind: 'pipeline', id: 'p-1' }],
    ['front50/pipelines/p-1/specification.json', { kind: 'pipeline', id: 'p-1' }],
    ['front50/pipeline-strategies/s-1/pipeline-strategy-metadata.json', { kind: 'strategy', id: 's-1' }],
    ['applications/fleet/application-metadata.json', { kind: 'application', id: 'fleet' }],
    ['applications/fleet/application-permission.json', { kind: 'permission', id: 'fleet' }],
    ['a/b/applications/fleet/permission.json', { kind: 'permission', id: 'fleet' }],
    ['kayenta/canary_config/c-1/errors.json', { kind: 'canaryConfig', id: 'c-1' }],
    ['front50/tags/t/entity-tags-metadata.json', { kind: 'other', id: 't', group: 'tags' }],
    ['applications/pipelines/application-metadata.json', { kind: 'application', id: 'pipelines' }],
    ['front50/pipelines/a/b/specification.json', { kind: 'pipeline', id: 'a/b' }],
    ['strategies/s-2.json', { kind: 'strategy', id: 's-2' }],
    ['front50/pipelines/last-modified.json', undefined],
    ['front50/readme.txt', undefined],
  ])('%s is %o', (key, place) => expect(placeOfKey(key)).toEqual(place))

  it('is read document by document, and goes on after one that is damaged', () => {
    const directory = folder()
    for (const [path, text] of [
      ['pipelines/a/specification.json', '{"name": "A", "application": "fleet"}'],
      ['pipelines/b/specification.json', '{"name": "B", "appl'],
      ['projects/p/project-metadata.json', '[]'],
    ] as const) {
      mkdirSync(dirname(join(directory, path)), { recursive: true })
      writeFileSync(join(directory, path), text)
    }
    const { documents, unreadable } = readFolder(directory)
    expect(documents).toEqual([{ kind: 'pipeline', id: 'a', body: { name: 'A', application: 'fleet' } }])
    expect(unreadable.map(({ why }) => why)).toEqual([expect.stringContaining('not JSON'), 'It is no JSON object.'])
  })

  it('that is not there is named', () => expect(() => readFolder('/not/there')).toThrow('/not/there'))
})

const table =
  'CREATE TABLE `pipelines` (\n  `id` varchar(255) NOT NULL,\n  `name` varchar(255),\n  `is_deleted` tinyint(1),\n  `body` longtext,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\n'

describe('a bucket', () => {
  const texts: Readonly<Record<string, string>> = {
    'front50/pipelines/a/pipeline-metadata.json': '{"name": "A", "application": "fleet"}',
    'front50/pipelines/last-modified.json': '{}',
    'front50/projects/p/project-metadata.json': '{"name": "P"}',
  }

  /** Speaks S3, one key a page. */
  async function startBucket(): Promise<string> {
    const keys = Object.keys(texts)
    const server = createServer((request, response) => {
      const url = new URL(request.url!, 'http://bucket')
      const text = texts[decodeURIComponent(url.pathname).replace('/spin/', '')]
      if (text !== undefined) return response.end(text)
      if (!url.searchParams.has('list-type')) return response.writeHead(403).end()
      const at = Number(url.searchParams.get('continuation-token') ?? 0)
      const more = at + 1 < keys.length
      const next = more ? `<NextContinuationToken>${at + 1}</NextContinuationToken>` : ''
      response.end(
        `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}<Contents><Key>${keys[at]}</Key></Contents></ListBucketResult>`,
      )
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('is read page by page, with the credentials of the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'key')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's3cr3t')
    onTestFinished(() => void vi.unstubAllEnvs())
    const options = { endpoint: await startBucket(), region: 'eu-central-1' }
    const { documents } = await readBucket('s3://spin/front50', options)
    expect(documents).toEqual([
      { kind: 'pipeline', id: 'a', body: { name: 'A', application: 'fleet' } },
      { kind: 'project', id: 'p', body: { name: 'P' } },
    ])
    const nowhere = readBucket('s3://spin/front50', { ...options, endpoint: 'http://127.0.0.1:1' })
    await expect(nowhere).rejects.toThrow(/s3:\/\/spin could not be read.*--s3-endpoint/)
  })
})

describe('a dump of a database', () => {
  it('of MySQL is read with its escapes, its comments, and without what was deleted', async () => {
    const body = JSON.stringify({ name: 'It\'s; a "release"', application: 'fleet', text: 'a\nb\\c -- d /* e */ # f' })
    const escaped = body.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('"', '\\"')
    const path = dumpOf(
      `-- It's a dump; of a server\n/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS \`pipelines\`;\n${table}` +
        `INSERT INTO \`pipelines\` VALUES ('p-1','x',0,'${escaped}'),('p-2',NULL,1,'{}'),('p-3','',b'0',_utf8mb4'{"a":"''"}');\n` +
        "INSERT INTO `pipelines_history` VALUES ('p-1','nonsense');\nUNLOCK TABLES;\n",
    )
    const { documents, unreadable } = await readSqlDump(path)
    expect(unreadable).toEqual([])
    expect(documents).toEqual([
      { kind: 'pipeline', id: 'p-1', body: JSON.parse(body) },
      { kind: 'pipeline', id: 'p-3', body: { a: "'" } },
    ])
  })

  it('of PostgreSQL is read as it writes texts, compressed too', async () => {
    const path = dumpOf(
      `-- PostgreSQL database dump\nSET standard_conforming_strings = on;\n` +
        `INSERT INTO public.projects (id, name, body, is_deleted) VALUES ('x', 'It''s', '{"path": "C:\\\\d"}', false);\n`,
      'front50.sql.gz',
    )
    const { documents } = await readSqlDump(path)
    expect(documents).toEqual([{ kind: 'project', id: 'x', body: { path: 'C:\\d' } }])
  })

  it('is the same wherever its pieces are cut', async () => {
    const text = `${table}INSERT INTO pipelines VALUES ('p','n',0,'{"a": "\\\\"b; -- c"}'); -- it's over\n`.replaceAll(
      '\\\\"',
      '\\\\\\"',
    )
    const { statements } = await import('./sql-statements.ts')
    const read = async (size: number) => {
      async function* pieces() {
        for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
      }
      const found: string[] = []
      for await (const statement of statements(pieces(), /^(CREATE|INSERT)/)) found.push(statement)
      return found
    }
    const whole = await read(10_000)
    expect(whole).toHaveLength(2)
    for (const size of [1, 2, 3, 7, 50]) expect(await read(size)).toEqual(whole)
  })

  it.each([
    ['INSERT INTO `pipelines` VALUES (1', 'cut off'],
    ["INSERT INTO `pipelines` VALUES ('a','b');", 'what the columns'],
    ['SELECT 1;', "none of Front50's tables"],
    ['-- PostgreSQL database dump\nCOPY public.pipelines (id) FROM stdin;\n', '--inserts'],
  ])('that is of no use says why: %s', async (text, why) => {
    await expect(readSqlDump(dumpOf(text))).rejects.toThrow(why)
  })
})
