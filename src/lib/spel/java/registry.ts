import { engineTypes } from '../engine/types.ts'
import { type Method, parseSignature, qualify, type TypeDefinition, type TypeName } from './type-definition.ts'
import { javaTypes } from './types/index.ts'

/** A registered type with everything that it inherits. */
export interface JavaType {
  readonly name: TypeName
  readonly allowed: boolean
  /** Every supertype, itself included. */
  readonly supertypes: ReadonlySet<TypeName>
  readonly constructors: readonly Method[]
  /** Instance and static methods by name: a static may be called on an object. */
  readonly methods: ReadonlyMap<string, readonly Method[]>
  readonly statics: ReadonlyMap<string, readonly Method[]>
  /** Result types of methods that exist but are not allowed, by method name. */
  readonly hidden: ReadonlyMap<string, TypeName>
}

const definitions = new Map<string, TypeDefinition>()
for (const definition of [...javaTypes, ...engineTypes]) definitions.set(definition.name, definition)

const types = new Map<string, JavaType>()

/** The type of that full name, or undefined when expressions never meet it. */
export function findType(name: TypeName): JavaType | undefined {
  const known = types.get(name)
  if (known !== undefined) return known
  const definition = definitions.get(name)
  if (definition === undefined) return undefined
  const type = assemble(definition)
  types.set(name, type)
  return type
}

/** Stands for the classes of all arrays. */
const ARRAY = '[]'

const NOTHING: JavaType = {
  name: 'java.lang.Object',
  allowed: false,
  supertypes: new Set(['java.lang.Object']),
  constructors: [],
  methods: new Map(),
  statics: new Map(),
  hidden: new Map(),
}

/** As `findType`, but a type of which nothing is known still is an Object. */
export function typeNamed(name: TypeName): JavaType {
  const type = findType(name)
  if (type !== undefined) return type
  const object = findType(name.endsWith('[]') ? ARRAY : 'java.lang.Object') ?? NOTHING
  const unknown = { ...object, name, supertypes: new Set([name, ...object.supertypes]) }
  return unknown
}

function assemble(definition: TypeDefinition): JavaType {
  const supertypes = new Set<TypeName>([definition.name])
  const methods = new Map<string, Method[]>()
  const statics = new Map<string, Method[]>()
  const hidden = new Map<string, TypeName>()
  const method = (text: string, isStatic: boolean, body: Method['body']): Method => ({
    ...parseSignature(text),
    declaredBy: definition.name,
    isStatic,
    body,
  })
  const add = (group: Map<string, Method[]>, item: Method) => {
    const same = group.get(item.name) ?? []
    if (!same.some((other) => other.parameters.join() === item.parameters.join())) group.set(item.name, [...same, item])
  }
  for (const [text, body] of Object.entries(definition.statics ?? {})) {
    const item = method(text, true, body)
    add(statics, item)
    add(methods, item)
  }
  for (const [text, body] of Object.entries(definition.methods ?? {})) add(methods, method(text, false, body))
  for (const text of definition.hidden ?? []) {
    const { name, result } = parseSignature(text)
    hidden.set(name, result)
  }
  for (const name of [...(definition.extends ?? []), ...(definition.name === 'java.lang.Object' ? [] : ['Object'])]) {
    const parentName = qualify(name)
    const parent = findType(parentName)
    supertypes.add(parentName)
    if (parent === undefined) continue
    for (const inherited of parent.supertypes) supertypes.add(inherited)
    for (const group of parent.methods.values()) {
      for (const item of group) {
        const isIdentity = item.declaredBy === 'java.lang.Object' && item.name !== 'toString'
        if (!(definition.identity && isIdentity)) add(methods, item)
      }
    }
    for (const [key, result] of parent.hidden) if (!hidden.has(key)) hidden.set(key, result)
  }
  for (const group of methods.values()) group.sort((a, b) => a.parameters.length - b.parameters.length)
  return {
    name: definition.name,
    allowed: definition.allowed ?? false,
    supertypes,
    constructors: Object.entries(definition.constructors ?? {}).map(([text, body]) => method(text, true, body)),
    methods,
    statics,
    hidden,
  }
}
