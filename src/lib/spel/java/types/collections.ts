import { illegalArgument, indexOutOfBounds, javaError, nullPointer } from '../../errors.ts'
import { STAGE_CONTEXT } from '../class-names.ts'
import { javaEquals } from '../equality.ts'
import type { Body, TypeDefinition } from '../type-definition.ts'
import { collectionItems, JavaCollection, JavaMap, type MapView, mapEntries, mapHas } from '../values.ts'
import { refuse } from './object.ts'

const items = (self: unknown): readonly unknown[] => collectionItems(self) ?? []
const has = (self: unknown, wanted: unknown) => items(self).some((item) => javaEquals(wanted, item ?? null))
type AnyMap = JavaMap | MapView | Record<string, unknown>

/** `Collections.unmodifiableList` and its kin fail with this where a list would change. */
const change = (what: string): Body => {
  const refused = refuse(what)
  return (self) => {
    if ((self instanceof JavaCollection || self instanceof JavaMap) && self.typeName.includes('Unmodifiable')) {
      throw javaError('java.lang.UnsupportedOperationException', 'null')
    }
    return refused()
  }
}

const collectionType: TypeDefinition = {
  name: 'java.util.Collection',
  extends: ['Iterable'],
  methods: {
    'int size()': (self) => items(self).length,
    'boolean isEmpty()': (self) => items(self).length === 0,
    'boolean contains(Object)': has,
    'boolean containsAll(Collection)': (self, other) => {
      if (other === null) throw nullPointer('Cannot invoke "java.util.Collection.iterator()" because "c" is null')
      return items(other).every((wanted) => has(self, wanted))
    },
    'boolean add(Object)': change('adding to a collection'),
    'boolean addAll(Collection)': change('adding to a collection'),
    'boolean remove(Object)': change('removing from a collection'),
    'boolean removeAll(Collection)': change('removing from a collection'),
    'boolean retainAll(Collection)': change('removing from a collection'),
    'void clear()': change('clearing a collection'),
    'boolean removeIf(java.util.function.Predicate)': () => {
      throw nullPointer('null')
    },
    'void forEach(java.util.function.Consumer)': () => {
      throw nullPointer('null')
    },
  },
  hidden: [
    'java.util.Iterator iterator()',
    'java.util.stream.Stream stream()',
    'java.util.stream.Stream parallelStream()',
    'java.util.Spliterator spliterator()',
    'Object[] toArray()',
  ],
}

function subList(self: unknown, from: number, to: number): unknown[] {
  const all = items(self)
  if (from < 0) throw indexOutOfBounds(`fromIndex = ${from}`)
  if (to > all.length) throw indexOutOfBounds(`toIndex = ${to}`)
  if (from > to) throw illegalArgument(`fromIndex(${from}) > toIndex(${to})`)
  return all.slice(from, to)
}

const listType: TypeDefinition = {
  name: 'java.util.List',
  extends: ['Collection'],
  methods: {
    'int indexOf(Object)': (self, wanted) => items(self).findIndex((item) => javaEquals(wanted, item ?? null)),
    'int lastIndexOf(Object)': (self, wanted) => items(self).findLastIndex((item) => javaEquals(wanted, item ?? null)),
    'List subList(int, int)': subList,
    'void add(int, Object)': change('adding to a list'),
    'boolean addAll(int, Collection)': change('adding to a list'),
    'void sort(Comparator)': change('sorting a list'),
    'void replaceAll(java.util.function.UnaryOperator)': change('changing a list'),
  },
  hidden: ['java.util.ListIterator listIterator()'],
}

const mapType: TypeDefinition = {
  name: 'java.util.Map',
  methods: {
    'int size()': (self: AnyMap) => mapEntries(self).length,
    'boolean isEmpty()': (self: AnyMap) => mapEntries(self).length === 0,
    'boolean containsKey(Object)': (self: AnyMap, key) => mapHas(self, key),
    'boolean containsValue(Object)': (self: AnyMap, value) =>
      mapEntries(self).some((entry) => javaEquals(value, entry.value)),
    'Set keySet()': (self: AnyMap) =>
      new JavaCollection(
        'java.util.LinkedHashMap$LinkedKeySet',
        mapEntries(self).map((entry) => entry.key),
      ),
    'Collection values()': (self: AnyMap) =>
      new JavaCollection(
        'java.util.LinkedHashMap$LinkedValues',
        mapEntries(self).map((entry) => entry.value),
      ),
    'Set entrySet()': (self: AnyMap) => new JavaCollection('java.util.LinkedHashMap$LinkedEntrySet', mapEntries(self)),
    'void putAll(Map)': change('changing a map'),
    'void clear()': change('clearing a map'),
    'boolean remove(Object, Object)': change('removing from a map'),
    'boolean replace(Object, Object, Object)': change('changing a map'),
    'void replaceAll(java.util.function.BiFunction)': change('changing a map'),
    'void forEach(java.util.function.BiConsumer)': () => {
      throw nullPointer('null')
    },
  },
}

/** Classes of collections and maps that values have, with what they are. */
const CLASSES: Readonly<Record<string, 'List' | 'Set' | 'Collection' | 'Map'>> = {
  'java.util.ArrayList': 'List',
  'java.util.Collections$UnmodifiableRandomAccessList': 'List',
  'java.util.LinkedHashSet': 'Set',
  'java.util.HashSet': 'Set',
  'java.util.LinkedHashMap$LinkedKeySet': 'Set',
  'java.util.LinkedHashMap$LinkedEntrySet': 'Set',
  'java.util.LinkedHashMap$LinkedValues': 'Collection',
  'java.util.LinkedHashMap': 'Map',
  'java.util.HashMap': 'Map',
  'java.util.Collections$UnmodifiableMap': 'Map',
  'java.util.Collections$EmptyMap': 'Map',
  [STAGE_CONTEXT]: 'Map',
}

/** java.util's collections and maps. */
export const collectionTypes: readonly TypeDefinition[] = [
  collectionType,
  listType,
  { name: 'java.util.Set', extends: ['Collection'] },
  mapType,
  ...Object.entries(CLASSES).map(([name, kind]) => ({
    name,
    extends: [kind],
    identity: kind === 'Collection',
    // Messages name the class that has the method.
    ...(kind === 'List' ? { methods: { 'List subList(int, int)': subList } } : {}),
  })),
  {
    name: 'java.util.LinkedHashMap$Entry',
    extends: ['java.util.Map$Entry'],
    hidden: ['Object getKey()', 'Object getValue()'],
  },
]
