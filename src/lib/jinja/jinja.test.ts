import { describe, expect, it } from 'vitest'
import { createBudget, renderJinja } from './index.ts'

const variables = {
  name: 'ada',
  nothing: null,
  regions: ['eu', 'us'],
  clusters: [
    { name: 'a', size: 2 },
    { name: 'b', size: 1 },
  ],
  map: { x: 1, y: { z: 'deep' } },
}

describe('a template', () => {
  it.each([
    ['plain text', 'plain text'],
    ['Hello {{ name }}!', 'Hello ada!'],
    ['{{ regions }} {{ map }}', '[eu, us] {x=1, y={z=deep}}'],
    ['{{ map.y.z }} {{ map["x"] }} {{ regions[1] }} {{ regions[-1] }} {{ name[0:2] }}', 'deep 1 us us ad'],
    ['{# a comment #}x', 'x'],
    ['{% raw %}{{ name }}{% endraw %}', '{{ name }}'],
    ['a {%- if true -%} b {%- endif -%} c', 'abc'],
    ['{% for r in regions %}{{ loop.index }}{{ r }}{% if not loop.last %},{% endif %}{% endfor %}', '1eu,2us'],
    ['{% for r in [] %}x{% else %}none{% endfor %}', 'none'],
    ['{% for k, v in map.items() %}{{ k }};{% endfor %}', 'x;y;'],
    ['{% for v in {"a": 1, "b": 2} %}{{ v }}{% endfor %}', '12'],
    ['{% if name == "eve" %}1{% elif name == "ada" %}2{% else %}3{% endif %}', '2'],
    ['{% unless name == "eve" %}not eve{% endunless %}', 'not eve'],
    ['{% set x = 3 %}{{ x * 2 + 1 }}', '7'],
    ['{% set a, b = 1, 2 %}{{ a }}{{ b }}', '12'],
    ['{% set x %}block{% endset %}{{ x }}', 'block'],
    [
      '{% macro hi(who, mark="!") %}hi {{ who }}{{ mark }}{% endmacro %}{{ hi("x") }}{{ hi("y", mark="?") }}',
      'hi x!hi y?',
    ],
    ["{{ 'yes' if name == 'ada' else 'no' }} {{ name == 'x' ? 'yes' : 'no' }}", 'yes no'],
    ["{{ 'a' in name and not ('z' in name) }} {{ 'eu' in regions }} {{ 'q' not in regions }}", 'true true true'],
    [
      '{{ missing is defined }} {{ name is string }} {{ 3 is odd }} {{ nothing is not defined }}',
      'false true true true',
    ],
    [
      "{{ regions|join(', ')|upper }} {{ missing|default('d') }} {{ clusters|map(attribute='name')|join }}",
      'EU, US d ab',
    ],
    ["{{ clusters|selectattr('size', 'equalto', 1)|length }} {{ clusters|sort(false, false, 'size')|length }}", '1 2'],
    ['{{ name.toUpperCase() }} {{ regions.size() }} {{ "a-b".split("-")[1] }} {{ map.get("q", 9) }}', 'ADA 2 b 9'],
    ['{{ 7 // 2 }} {{ 7 % 4 }} {{ 2 ** 3 }} {{ 1 + 2 ~ "x" }} {{ "3" == 3 }}', '3 3 8 3x true'],
    ['{{ {"a": {"b": 1}} }}', '{a={b=1}}'],
    ["{{ [1, 2, 3]|batch(2, '-') }} {{ range(1100)|batch(1050, 0)|length }}", '[[1, 2], [3, -]] 2'],
    [
      '{{ {"b": [1, "x"]}|tojson }} {{ [1, {"a": 2}] == [1, {"a": 2}] }} {{ nothing|tojson }}',
      '{"b":[1,"x"]} true null',
    ],
    ['{{ [3, "3", {"a": 1}, {"a": 1}, 4]|unique }} {{ [1, 2]|union([2, 3]) }}', '[3, {a=1}, 4] [1, 2, 3]'],
    ['{{ "}}" }}{{ \'%}\' }}', '}}%}'],
    ['{{ missing }}{{ nothing }}', ''],
  ])('%s', (template, expected) => {
    expect(renderJinja(template, variables)).toBe(expected)
  })

  it('fails on what it does not know, where that is asked for, and names it and its line', () => {
    const strict = (template: string) => () => renderJinja(template, variables, { failOnUnknown: true })
    expect(strict('\n{{ missing }}')).toThrow(
      expect.objectContaining({ message: 'Unknown token found: missing', line: 2 }),
    )
    expect(strict('{{ nothing }}')).toThrow('Unknown token found: nothing')
    expect(strict('{% for x in missing %}{% endfor %}')).toThrow('Unknown token found: missing')
    expect(strict('{{ missing|default("fine") }}{{ missing is defined }}')()).toBe('finefalse')
  })

  it('calls the host’s own tags with what stands in them', () => {
    const tags = {
      shout: ({ helpers, resolve }: { helpers: string; resolve: (text: string) => unknown }) => `${resolve(helpers)}!`,
    }
    expect(renderJinja('{% shout name %}', variables, { tags })).toBe('ada!')
  })

  it('names the line of what is not closed', () => {
    expect(() => renderJinja('one\ntwo\n\n{{ name', variables)).toThrow(expect.objectContaining({ line: 4 }))
  })

  it.each([
    ['{{ name', /'\{\{' is not closed/],
    ['{% if name %}', /is not closed/],
    ['{% nonsense %}', /There is no tag 'nonsense'/],
    ['{% endif %}', /There is no tag 'endif'/],
    ['{{ name|nonsense }}', /There is no filter 'nonsense'/],
    ['{{ a b }}', /'b' is not expected there/],
    ['{{ 1 / 0 }}', /divided by zero/],
    ['{{ name.getClass() }}', /There is no method 'getClass'/],
  ])('%s says what is wrong', (template, words) => {
    expect(() => renderJinja(template, variables)).toThrow(words)
  })
})

describe('a hostile template', () => {
  it.each([
    ['endless work', '{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}', /steps/],
    [
      'endless text',
      '{% set x = "xxxxxxxxxxxxxxxx" %}{% for i in range(40) %}{% set y = x %}{{ x.replace("x", x).replace("x", x).replace("x", x).replace("x", x).replace("x", x) }}{% endfor %}',
      /characters|steps/,
    ],
    ['endless recursion', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', /deeper/],
    ['endless numbers', '{{ range(100000000) }}', /range would make/],
    ['deep nesting', `{{ ${'('.repeat(500)}1${')'.repeat(500)} }}`, /nested too deeply/],
    ['nested blocks', '{% if true %}'.repeat(500) + '{% endif %}'.repeat(500), /nested too deeply/],
    ...['{{ a }}', '{{ a|tojson }}', '{{ a|pprint }}', '{{ a == [a] }}', '{{ a < 1 }}', '{{ [a]|join }}'].map(
      (use): [string, string, RegExp] => [
        `${use} of lists that hold each other`,
        `{% set a=[1] %}${'{% set a=[a,a] %}'.repeat(25)}${use}`,
        /looks at more than/,
      ],
    ),
    ...['unique', 'union(n)', 'difference(m)', 'intersect(n)', 'symmetric_difference(m)'].map(
      (filter): [string, string, RegExp] => [
        `each with each of ${filter}`,
        `{% set n=range(9999) %}{% set m=range(10000, 19999) %}{{ n|${filter}|length }}`,
        /looks at more than/,
      ],
    ),
    ...['replace("x", x)', 'split("")|join(x)'].map((growth): [string, string, RegExp] => [
      `text made of itself by ${growth}`,
      `{% set x = "xxxxxxxxxx" %}${`{% set x = x|${growth} %}`.repeat(5)}`,
      /looks at more than|characters/,
    ]),
    ...['{{ a }}', '{{ a|pprint }}'].map((use): [string, string, RegExp] => [
      `${use} of deep values`,
      `{% set a=[1] %}${'{% set a=[a] %}'.repeat(300)}${use}`,
      /nested deeper/,
    ]),
    ['a long expression', `{{ ${'1+'.repeat(20_000)}1 }}`, /longer than/],
  ])('%s ends with an error', (_, template, words) => {
    expect(() => renderJinja(template, {}, { budget: createBudget() })).toThrow(words)
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])('does not reach JavaScript by %s', (name) => {
    expect(renderJinja(`{{ map.${name} }}{{ map["${name}"] }}{{ ${name} }}`, { map: {} })).toBe('')
    expect(renderJinja(`{% set ${name} = 1 %}{{ ${name} }}`, {})).toBe('1')
    expect(() => renderJinja(`{% ${name} %}`, {})).toThrow(/There is no tag/)
    expect(() => renderJinja(`{{ 1|${name} }}`, {})).toThrow(/There is no filter/)
    expect(renderJinja(`{% macro m(${name}) %}[{{ ${name} }}]{% endmacro %}{{ m() }}{{ m(${name}=1) }}`, {})).toBe(
      '[][1]',
    )
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})
