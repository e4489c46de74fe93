import { describe, expect, it } from 'vitest'
import type { Execution, Stage } from '../model.ts'
import { artifactOf, distinct, expectedArtifactsOf, madeBy, matches, resolveExpected } from './index.ts'

const image = (version: string, more: object = {}) =>
  artifactOf({ type: 'docker/image', name: 'registry.example/app', version, ...more })
const [expectsImage] = expectedArtifactsOf([
  { id: 'e', matchArtifact: { type: 'docker/image', name: 'registry.example/app' } },
])

describe('an artifact', () => {
  it('keeps what it does not know as metadata, and drops `kind`', () => {
    const given = { type: 'docker/image', kind: 'docker', version: 3, name: null, digest: 'd', metadata: { a: 1 } }
    expect(artifactOf(given)).toEqual({
      type: 'docker/image',
      customKind: false,
      version: '3',
      metadata: { a: 1, digest: 'd' },
    })
  })

  it('that is none is refused with the field', () => {
    expect(() => artifactOf({ name: { deep: true } })).toThrow(/name/)
  })

  it('is the same as another with equal fields, in whatever order they are written', () => {
    const one = artifactOf({ type: 'a', metadata: { x: 1, y: 2 } })
    const other = artifactOf({ metadata: { y: 2, x: 1 }, type: 'a' })
    expect(distinct([one, image('1'), other])).toEqual([one, image('1')])
  })
})

describe('an expectation', () => {
  const fits = (matchArtifact: object, artifact: object) =>
    matches(expectedArtifactsOf([{ matchArtifact }])[0]!, artifactOf(artifact))

  it.each([
    ['nothing is written', {}, { type: 'x' }, true],
    ['a field is empty', { name: '' }, {}, true],
    ['a field equals', { name: 'a+b' }, { name: 'a+b' }, true],
    ['a pattern matches all of a field', { version: 'v[0-9]+' }, { version: 'v12' }, true],
    ['a pattern matches a part', { version: 'v[0-9]+' }, { version: 'v12-rc' }, false],
    ['the artifact lacks the field', { location: '.*' }, {}, false],
    ['content is embedded here and stored there', { type: 'embedded/base64' }, { type: 'remote/base64' }, true],
    ['only the account differs', { name: 'a', artifactAccount: 'x' }, { name: 'a', artifactAccount: 'y' }, true],
  ])('is compared when %s', (_words, wanted, given, answer) => {
    expect(fits(wanted, given)).toBe(answer)
  })

  it('with a pattern that is none says so', () => {
    expect(() => fits({ name: '[' }, { name: 'a' })).toThrow(/pattern that can't be used/)
  })
})

describe('resolving', () => {
  it('prefers what is there, then the last execution, then the default, and asks for the last execution once', async () => {
    let asked = 0
    const prior = async () => {
      asked += 1
      return [image('old')]
    }
    const expected = expectedArtifactsOf([
      { id: 'now', matchArtifact: { version: 'new' }, usePriorArtifact: true },
      { id: 'before', matchArtifact: { version: 'old' }, usePriorArtifact: true },
      {
        id: 'default',
        matchArtifact: { version: 'none' },
        usePriorArtifact: true,
        useDefaultArtifact: true,
        defaultArtifact: { version: 'preset' },
      },
    ])
    const { expectedArtifacts } = await resolveExpected(expected, { current: [image('new')], prior, unique: true })
    expect(expectedArtifacts.map(({ id, boundArtifact }) => [id, boundArtifact?.version])).toEqual([
      ['now', 'new'],
      ['before', 'old'],
      ['default', 'preset'],
    ])
    expect(asked).toBe(1)
  })

  it('fails for want of one, in the words of the original', async () => {
    await expect(resolveExpected([expectsImage!], { current: [], unique: true })).rejects.toThrow(
      'Unmatched expected artifact ExpectedArtifact(matchArtifact=Artifact(type=docker/image, customKind=false, ' +
        'name=registry.example/app, version=null, location=null, reference=null, metadata={}, artifactAccount=null, ' +
        'provenance=null, uuid=null), usePriorArtifact=false, useDefaultArtifact=false, defaultArtifact=null, id=e, ' +
        'boundArtifact=null) could not be resolved.',
    )
  })

  it('refuses to choose between two where it must not, and takes the first where it may', async () => {
    const current = [image('1'), image('2')]
    await expect(resolveExpected([expectsImage!], { current, unique: true })).rejects.toThrow(
      /^Expected artifact ExpectedArtifact\(.*\) matches multiple artifacts \[Artifact\(.*version=1.*version=2/,
    )
    const { artifacts } = await resolveExpected([expectsImage!], { current, unique: false })
    expect(artifacts).toEqual([image('1')])
  })
})

it('an execution made what its later stages made, then its earlier ones, then what its trigger brought', () => {
  const stage = (refId: string, requisiteStageRefIds: string[], version: string) =>
    ({ refId, requisiteStageRefIds, outputs: { artifacts: [image(version)] } }) as unknown as Stage
  const execution = {
    stages: [stage('3', ['2'], 'last'), stage('1', [], 'first'), stage('2', ['1'], 'second')],
    trigger: { artifacts: [image('given')] },
  } as unknown as Execution
  expect(madeBy(execution).map(({ version }) => version)).toEqual(['last', 'second', 'first', 'given'])
  expect(madeBy(execution, '2').map(({ version }) => version)).toEqual(['last', 'first', 'given'])
})
