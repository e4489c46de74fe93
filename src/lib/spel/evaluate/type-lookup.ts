import { evaluationError, illegalArgument } from '../errors.ts'
import { findType } from '../java/registry.ts'
import { isPrimitive } from '../java/type-definition.ts'

/** Classes of java.lang that exist but may not be named; they get another message than names that are no class. */
const JAVA_LANG = new Set(
  (
    'Appendable AutoCloseable CharSequence Cloneable Comparable Iterable Readable Runnable Character Class ClassLoader ' +
    'ClassValue Compiler Enum Float InheritableThreadLocal Math Module ModuleLayer Number Object Package Process ' +
    'ProcessBuilder ProcessHandle Record Runtime RuntimePermission SecurityManager Short StackTraceElement ' +
    'StackWalker StrictMath StringBuffer StringBuilder System Thread ThreadGroup ThreadLocal Throwable Void ' +
    'Exception RuntimeException Error ArithmeticException ArrayIndexOutOfBoundsException ArrayStoreException ' +
    'ClassCastException ClassNotFoundException CloneNotSupportedException IllegalArgumentException ' +
    'IllegalStateException IndexOutOfBoundsException InterruptedException NullPointerException ' +
    'NumberFormatException SecurityException StringIndexOutOfBoundsException UnsupportedOperationException ' +
    'AssertionError LinkageError NoClassDefFoundError OutOfMemoryError StackOverflowError VirtualMachineError ' +
    'Deprecated FunctionalInterface Override SafeVarargs SuppressWarnings'
  ).split(' '),
)

/** Names that look like a class of a package whose classes the original has at hand. */
const KNOWN_CLASS =
  /^(?:java\.(?:applet|awt|beans|io|lang|math|net|nio|rmi|security|sql|text|time|util)|javax|sun|jdk|com\.sun|org\.springframework|com\.netflix\.spinnaker|com\.fasterxml\.jackson|groovy|kotlin|org\.yaml\.snakeyaml|org\.slf4j|ch\.qos\.logback|okhttp3|retrofit2?|com\.google\.common|org\.codehaus\.groovy|io\.github\.resilience4j)\.(?:[\w]+\.)*[A-Z][\w$]*(?:\.[A-Z][\w$]*)*$/

/**
 * The full name of a type that an expression may use (kork: InstantiationTypeRestrictor): the allow list, with
 * `java.lang` implied.
 * @throws SpelError EL1021E for a class that exists but is not allowed, EL1005E for a name that is no class
 */
export function lookUpType(name: string): string {
  for (const candidate of [name, `java.lang.${name}`]) if (findType(candidate)?.allowed) return candidate
  if (KNOWN_CLASS.test(name) || JAVA_LANG.has(name) || findType(name) !== undefined) {
    throw evaluationError('PROPERTY_READ_PROBLEM', [name])
  }
  throw evaluationError('TYPE_NOT_FOUND', [name])
}

/** As `lookUpType`, where a single lower-case word must be a primitive (spring: TypeReference). */
export function lookUpTypeOrPrimitive(name: string): string {
  if (!name.includes('.') && /^\p{Ll}/u.test(name)) {
    const primitive = name.toLowerCase()
    if (isPrimitive(primitive)) return primitive
    if (primitive !== 'object') {
      throw illegalArgument(`No enum constant org.springframework.expression.spel.ast.TypeCode.${name.toUpperCase()}`)
    }
  }
  return lookUpType(name)
}

/** As `lookUpType`, or a primitive in any case (spring: ConstructorReference.createArray). */
export const lookUpElementType = (name: string): string =>
  isPrimitive(name.toLowerCase()) ? name.toLowerCase() : lookUpType(name)
