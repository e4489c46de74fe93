import { describe, expect, it } from 'vitest'
import { path, pathSegments } from './index.ts'

describe('a path', () => {
  it('encodes names, whatever they hold', () => {
    expect(path`/masters/${'a b'}/jobs/${'x/../y?z#%2e'}`).toBe('/masters/a%20b/jobs/x%2F..%2Fy%3Fz%23%252e')
    expect(pathSegments('folder/my job/...')).toBe('folder/my%20job/...')
  })

  it('is not left by a name of dots, or by none', () => {
    expect(() => path`/applications/${'..'}`).toThrow(/'\.\.' can't be a name/)
    expect(() => path`/applications/${'.'}/jobs`).toThrow(/can't be a name/)
    expect(() => path`/projects/${''}`).toThrow(/can't be a name/)
    expect(() => pathSegments('../../..')).toThrow(/can't be a name/)
    expect(() => pathSegments('folder/./job')).toThrow(/can't be a name/)
  })
})
