import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { editable } from './document.ts'
import type { Tree } from './tree.ts'

// biome-ignore lint/suspicious/noExplicitAny: a tree is whatever stands in the file
type Loose = any

/** The text after a change of what it says. */
function edited(text: string, change: (tree: Loose) => void): string {
  const document = editable(text, 'config')
  const wanted = structuredClone(document.tree)
  change(wanted)
  return document.with(wanted)
}

describe('an edit of a halconfig', () => {
  it('changes the lines that it must, whatever stands around them', () => {
    const text = `# ours
currentDeployment:   default
deploymentConfigurations:
-   name: default
    version: << VERSION >>
    timezone: "Etc/UTC"   # where we are
    providers:
      spot: {enabled: false, accounts: []}  # soon
      kubernetes:
         enabled: true
         accounts:
         # the first
         - name: prod
           namespaces: [a,   b]
`
    const after = edited(text, ({ deploymentConfigurations: [it] }) => {
      it.timezone = 'Europe/Berlin'
      it.providers.spot.enabled = true
      it.providers.kubernetes.accounts[0].namespaces.push('c')
      it.providers.kubernetes.accounts.push({ name: 'stage', permissions: { READ: ['dev'] } })
    })
    expect(after).toBe(`# ours
currentDeployment:   default
deploymentConfigurations:
-   name: default
    version: << VERSION >>
    timezone: "Europe/Berlin"   # where we are
    providers:
      spot: {enabled: true, accounts: []}  # soon
      kubernetes:
         enabled: true
         accounts:
         # the first
         - name: prod
           namespaces: [a,   b, c]
         - name: stage
           permissions:
             READ:
             - dev
`)
  })

  it.each<[string, string, (tree: Loose) => void, string]>([
    [
      'a value is added',
      'a: 1\nb:\n  c: 2 # two\n',
      (it) => {
        it.b.d = 'x'
      },
      'a: 1\nb:\n  c: 2 # two\n  d: x\n',
    ],
    [
      'a value goes',
      'a: 1\n# of b\nb: 2\nc: 3\n',
      (it) => {
        delete it.b
      },
      'a: 1\n# of b\nc: 3\n',
    ],
    [
      'the last value goes',
      'a: 1\nb:\n  c: 2\n',
      (it) => {
        delete it.b.c
      },
      'a: 1\nb:\n  {}\n',
    ],
    [
      'an element goes',
      'a:\n- x\n- y # why\n- z\n',
      (it) => {
        it.a.splice(1, 1)
      },
      'a:\n- x\n- z\n',
    ],
    [
      'the first key of an element goes',
      'a:\n- b: 1\n  c: 2\n',
      (it) => {
        delete it.a[0].b
      },
      'a:\n- c: 2\n',
    ],
    [
      'an empty list gets an element',
      'a: []\nb: 1\n',
      (it) => {
        it.a.push({ n: 1 })
      },
      'a:\n- n: 1\nb: 1\n',
    ],
    [
      'an indented list gets an element',
      'z:\n  - x\na: []\n',
      (it) => {
        it.a.push('y')
      },
      'z:\n  - x\na:\n  - y\n',
    ],
    [
      'an empty map gets a key',
      'a: {}\n',
      (it) => {
        it.a.b = 1
      },
      'a:\n  b: 1\n',
    ],
    [
      'nothing gets a key',
      'a:   # later\nb: 1\n',
      (it) => {
        it.a = { c: 1 }
      },
      'a:   # later\n  c: 1\nb: 1\n',
    ],
    [
      'a file has no last newline',
      'a: 1',
      (it) => {
        it.b = 2
      },
      'a: 1\nb: 2',
    ],
    [
      'a file has other newlines',
      'a: 1\r\nb: 2\r\n',
      (it) => {
        it.c = { d: 1 }
      },
      'a: 1\r\nb: 2\r\nc:\r\n  d: 1\r\n',
    ],
    [
      'a text has lines',
      'a: |\n  one\n  two\nb: 1\n',
      (it) => {
        it.a = 'three'
      },
      'a: three\nb: 1\n',
    ],
    [
      'a text gets lines',
      'a: one\nb: 1\n',
      (it) => {
        it.a = 'one\ntwo'
      },
      'a: "one\\ntwo"\nb: 1\n',
    ],
    [
      'a text looks like something else',
      "a: 'x'\nb: y\n",
      (it) => {
        it.a = 'true'
        it.b = 'true'
      },
      'a: \'true\'\nb: "true"\n',
    ],
    [
      'a braced map loses its first',
      'a: {b: 1, c: 2}\n',
      (it) => {
        delete it.a.b
      },
      'a: {c: 2}\n',
    ],
  ])('leaves the rest as it is when %s', (_, text, change, after) => {
    expect(edited(text, change)).toBe(after)
  })

  it('of a file of comments alone comes after them', () => {
    const change = (tree: Loose) => {
      tree.currentDeployment = 'default'
    }
    expect(edited('# ours\n\n# not yet', change)).toBe('# ours\n\n# not yet\ncurrentDeployment: default\n')
    expect(edited('', change)).toBe('currentDeployment: default\n')
  })

  it('that changes what an anchor means says so, rather than to lose a comment', () => {
    const text = '# ours\na: &x {b: 1}\nc: *x\n'
    expect(() =>
      edited(text, (it) => {
        it.a = { b: 2 }
      }),
    ).toThrow('anchors')
    expect(
      edited(text, (it) => {
        it.c = 1
      }),
    ).toBe('# ours\na: &x {b: 1}\nc: 1\n')
  })

  it('says exactly what is wanted, of any two trees', () => {
    const key = fc.oneof(
      fc.constantFrom('name', 'a', 'b', 'c', 'with space', '1', 'true'),
      fc.string({ minLength: 1, maxLength: 4 }),
    )
    const { tree } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.boolean(),
        fc.integer(),
        fc.constant(null),
        tie('tree'),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
      tree: fc.dictionary(
        key.filter((name) => name !== '__proto__'),
        tie('value'),
        { maxKeys: 4, noNullPrototype: true },
      ),
    }))
    fc.assert(
      fc.property(tree as fc.Arbitrary<Tree>, tree as fc.Arbitrary<Tree>, fc.boolean(), (from, to, indentSeq) => {
        const text = stringify(from, { indentSeq })
        expect(parse(editable(text, 'config').with(to)) ?? {}).toEqual(to)
      }),
      { numRuns: 300 },
    )
  })
})
