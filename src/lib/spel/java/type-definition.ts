/** Implements a Java method or constructor; parameters arrive converted, the result is wrapped by the declared type. */
// biome-ignore lint/suspicious/noExplicitAny: parameters have the types that the signature beside the body declares
export type Body = (...args: any[]) => unknown

/**
 * One Java type that expressions may meet. Bodies stand under signatures in Java's words, `'int indexOf(String, int)'`;
 * a method's first argument is the object, a static's and a constructor's first argument is the first parameter.
 * `hidden` are methods that exist but whose result type is not allowed: they differ from missing ones in the message.
 */
export interface TypeDefinition {
  readonly name: string
  /** Supertypes, nearest first. */
  readonly extends?: readonly string[]
  /** Whether it may be named by `T(…)` and `new` (kork: allow list of the instantiation restrictor). */
  readonly allowed?: boolean
  readonly constructors?: Readonly<Record<string, Body>>
  readonly statics?: Readonly<Record<string, Body>>
  readonly methods?: Readonly<Record<string, Body>>
  readonly hidden?: readonly string[]
  /**
   * Whether it has Object's own equals and hashCode, which may not be called (kork: FilteredMethodResolver rejects what
   * Class inherits from Object).
   */
  readonly identity?: boolean
}

/** A parameter or result type: `int`, `java.lang.String`, `byte[]`. */
export type TypeName = string

export interface Signature {
  readonly name: string
  readonly result: TypeName
  readonly parameters: readonly TypeName[]
  readonly varargs: boolean
  readonly throws: string
}

export interface Method extends Signature {
  readonly declaredBy: string
  readonly isStatic: boolean
  readonly body: Body
}

/** Unqualified names that signatures use. */
const PACKAGES: Readonly<Record<string, string>> = {
  String: 'java.lang',
  Object: 'java.lang',
  Integer: 'java.lang',
  Long: 'java.lang',
  Double: 'java.lang',
  Float: 'java.lang',
  Byte: 'java.lang',
  Short: 'java.lang',
  Character: 'java.lang',
  Boolean: 'java.lang',
  Number: 'java.lang',
  CharSequence: 'java.lang',
  StringBuffer: 'java.lang',
  StringBuilder: 'java.lang',
  Iterable: 'java.lang',
  Class: 'java.lang',
  Enum: 'java.lang',
  Collection: 'java.util',
  List: 'java.util',
  Set: 'java.util',
  Map: 'java.util',
  Optional: 'java.util',
  Date: 'java.util',
  UUID: 'java.util',
  Locale: 'java.util',
  Calendar: 'java.util',
  TimeZone: 'java.util',
  Random: 'java.util',
  Comparator: 'java.util',
  Instant: 'java.time',
  LocalDate: 'java.time',
  LocalTime: 'java.time',
  LocalDateTime: 'java.time',
  DayOfWeek: 'java.time',
  Month: 'java.time',
  Duration: 'java.time',
  Period: 'java.time',
  ZoneId: 'java.time',
  ZoneOffset: 'java.time',
  Clock: 'java.time',
  ChronoUnit: 'java.time.temporal',
  TemporalUnit: 'java.time.temporal',
  TemporalAmount: 'java.time.temporal',
  TemporalAccessor: 'java.time.temporal',
  TemporalAdjuster: 'java.time.temporal',
  Temporal: 'java.time.temporal',
  TemporalField: 'java.time.temporal',
  ChronoLocalDate: 'java.time.chrono',
  ChronoLocalDateTime: 'java.time.chrono',
  DateTimeFormatter: 'java.time.format',
  SimpleDateFormat: 'java.text',
  Charset: 'java.nio.charset',
  ExecutionStatus: 'com.netflix.spinnaker.orca.api.pipeline.models',
}

/** The full name of a type as signatures write it. */
export function qualify(name: string): TypeName {
  const [, simple = '', dimensions = ''] = /^([^[]*)((?:\[\])*)$/.exec(name) ?? []
  const home = PACKAGES[simple]
  return `${home === undefined ? simple : `${home}.${simple}`}${dimensions}`
}

/** Reads `'int indexOf(String, int)'`; a constructor's signature is `'(long)'`. */
export function parseSignature(text: string): Signature {
  const [, result = 'void', name = '', parameters = '', throws = ''] =
    /^(?:(\S+) )?(\w*)\(([^)]*)\)(?: throws (\S+))?$/.exec(text) ?? []
  const types = parameters === '' ? [] : parameters.split(',').map((parameter) => parameter.trim())
  const varargs = types.at(-1)?.endsWith('...') ?? false
  return {
    name,
    result: qualify(result),
    parameters: types.map((type) => qualify(type.replace(/\.\.\.$/, '[]'))),
    varargs,
    throws,
  }
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  int: 'java.lang.Integer',
  long: 'java.lang.Long',
  double: 'java.lang.Double',
  float: 'java.lang.Float',
  byte: 'java.lang.Byte',
  short: 'java.lang.Short',
  char: 'java.lang.Character',
  boolean: 'java.lang.Boolean',
}

export const isPrimitive = (type: TypeName): boolean => Object.hasOwn(PRIMITIVES, type)

/** The class that boxes a primitive; other types are returned as they are. */
export const boxed = (type: TypeName): TypeName => (isPrimitive(type) ? (PRIMITIVES[type] as string) : type)
