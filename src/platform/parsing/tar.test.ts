import { pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import { readTar, writeTar } from './tar.ts'

async function archive(fill: (tar: ReturnType<typeof pack>) => void): Promise<Buffer> {
  const tar = pack()
  fill(tar)
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

describe('a tar archive', () => {
  it('gives back what was put in it, and is the same for the same files', async () => {
    const files = [
      { path: 'config', content: Buffer.from('a: 1\n'), mode: 0o600 },
      { path: `${'deep/'.repeat(40)}file`, content: Buffer.from([0, 255]), mode: 0o700 },
    ]
    const bytes = await writeTar(files, new Date(0))
    expect(await readTar(bytes, 'it')).toEqual(files)
    expect(await writeTar(files, new Date(0))).toEqual(bytes)
  })

  it.each(['../outside', '/etc/passwd', 'a/../../b', 'a\\..\\b'])('that leads to %s is not read', async (name) => {
    const bytes = await archive((tar) => tar.entry({ name }, 'x'))
    await expect(readTar(bytes, 'The backup')).rejects.toThrow(/^The backup has '.*', which leads out of its folder/)
  })

  it.each(['symlink', 'link', 'character-device', 'fifo'] as const)('with a %s is not read', async (type) => {
    const bytes = await archive((tar) => tar.entry({ name: 'x', type, linkname: '/etc/passwd' }))
    await expect(readTar(bytes, 'The backup')).rejects.toThrow(/no plain file but a /)
  })

  it('is read within limits', async () => {
    const bytes = await archive((tar) => {
      tar.entry({ name: 'a' }, 'xx')
      tar.entry({ name: 'b' }, 'xx')
    })
    await expect(readTar(bytes, 'It', { maxBytes: 3 })).rejects.toThrow('It holds more than 3 bytes')
    await expect(readTar(bytes, 'It', { maxEntries: 1 })).rejects.toThrow('It holds more than 1 files')
  })

  it('is told apart from what is none', async () => {
    await expect(readTar(Buffer.alloc(1024, 'x'), 'It')).rejects.toThrow('It is not a tar archive')
  })
})
