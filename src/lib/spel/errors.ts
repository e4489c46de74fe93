/**
 * A failed parse or evaluation, in the words and with the exception class that people who know Spring and Java expect.
 * `javaClass` is what Spinnaker reports as `exceptionType`.
 */
export class SpelError extends Error {
  readonly javaClass: string
  override readonly cause: SpelError | undefined
  constructor(javaClass: string, message: string, cause?: SpelError) {
    super(message)
    this.javaClass = javaClass
    this.cause = cause
  }
}

const MESSAGES = {
  TYPE_CONVERSION_ERROR: [1001, 'Type conversion problem, cannot convert from {0} to {1}'],
  CONSTRUCTOR_NOT_FOUND: [1002, 'Constructor call: No suitable constructor found on type {0} for arguments {1}'],
  CONSTRUCTOR_INVOCATION_PROBLEM: [
    1003,
    "A problem occurred whilst attempting to construct an object of type '{0}' using arguments '{1}'",
  ],
  METHOD_NOT_FOUND: [1004, 'Method call: Method {0} cannot be found on type {1}'],
  TYPE_NOT_FOUND: [1005, "Type cannot be found '{0}'"],
  FUNCTION_NOT_DEFINED: [1006, "Function '{0}' could not be found"],
  PROPERTY_NOT_READABLE_ON_NULL: [1007, "Property or field '{0}' cannot be found on null"],
  METHOD_CALL_ON_NULL: [1011, 'Method call: Attempted to call method {0} on null context object'],
  CANNOT_INDEX_INTO_NULL: [1012, 'Cannot index into a null value'],
  NOT_COMPARABLE: [1013, 'Cannot compare instances of {0} and {1}'],
  WRONG_ARGUMENT_COUNT: [1014, "Incorrect number of arguments for function '{0}': {1} supplied but function takes {2}"],
  INVALID_TYPE_FOR_SELECTION: [1015, "Cannot perform selection on input data of type '{0}'"],
  SELECTION_NOT_BOOLEAN: [1016, 'Result of selection criteria is not boolean'],
  BETWEEN_NEEDS_TWO_ELEMENTS: [1017, 'Right operand for the between operator has to be a two-element list'],
  INVALID_PATTERN: [1018, "Pattern is not valid '{0}'"],
  PROJECTION_NOT_SUPPORTED: [1019, "Projection is not supported on the type '{0}'"],
  PROPERTY_READ_PROBLEM: [1021, "A problem occurred whilst attempting to access the property '{0}': '{1}'"],
  FUNCTION_CALL_PROBLEM: [1023, "A problem occurred whilst attempting to invoke the function '{0}': '{1}'"],
  ARRAY_INDEX_OUT_OF_BOUNDS: [1024, "The array has '{0}' elements, index '{1}' is invalid"],
  COLLECTION_INDEX_OUT_OF_BOUNDS: [1025, "The collection has '{0}' elements, index '{1}' is invalid"],
  STRING_INDEX_OUT_OF_BOUNDS: [1026, "The string has '{0}' characters, index '{1}' is invalid"],
  INDEXING_NOT_SUPPORTED: [1027, "Indexing into type '{0}' is not supported"],
  INSTANCEOF_NEEDS_CLASS: [1028, "The operator instanceof needs the right operand to be a class, not a '{0}'"],
  METHOD_INVOCATION_PROBLEM: [
    1029,
    "A problem occurred when trying to execute method '{0}' on object of type '{1}': '{2}'",
  ],
  OPERATOR_NOT_SUPPORTED: [1030, "The operator '{0}' is not supported between objects of type '{1}' and '{2}'"],
  PROBLEM_LOCATING_METHOD: [1031, 'Problem locating method {0} on type {1}'],
  AMBIGUOUS_METHOD: [
    1033,
    "Method call of '{0}' is ambiguous, supported type conversions allow multiple variants to match",
  ],
  NOT_AN_INTEGER: [1035, "The value '{0}' cannot be parsed as an int"],
  NOT_A_LONG: [1036, "The value '{0}' cannot be parsed as a long"],
  MATCHES_LEFT_NOT_STRING: [1037, "First operand to matches operator must be a string. '{0}' is not"],
  MATCHES_RIGHT_NOT_STRING: [1038, "Second operand to matches operator must be a string. '{0}' is not"],
  NOT_A_REAL: [1040, "The value '{0}' cannot be parsed as a double"],
  MORE_INPUT: [1041, "After parsing a valid expression, there is still more data in the expression: '{0}'"],
  RIGHT_OPERAND_PROBLEM: [1042, 'Problem parsing right operand'],
  UNEXPECTED_TOKEN: [1043, "Unexpected token. Expected '{0}' but was '{1}'"],
  OUT_OF_DATA: [1044, 'Unexpectedly ran out of input'],
  UNTERMINATED_DOUBLE_QUOTE: [1045, 'Cannot find terminating " for string'],
  UNTERMINATED_QUOTE: [1046, "Cannot find terminating ' for string"],
  REAL_CANNOT_BE_LONG: [1048, 'Real number cannot be suffixed with a long (L or l) suffix'],
  UNEXPECTED_AFTER_DOT: [1049, "Unexpected data after '.': '{0}'"],
  MISSING_CONSTRUCTOR_ARGUMENTS: [1050, 'The arguments (...) for the constructor call are missing'],
  OUT_OF_ARGUMENTS: [1051, 'Unexpectedly ran out of arguments'],
  NO_BEAN_RESOLVER: [1057, "No bean resolver registered in the context to resolve access to bean '{0}'"],
  INVALID_BEAN_REFERENCE: [1059, '@ or & can only be followed by an identifier or a quoted name'],
  WRONG_ARRAY_ELEMENT_TYPE: [1061, "The array of type '{0}' cannot have an element of type '{1}' inserted"],
  MULTIDIMENSIONAL_INITIALIZER: [
    1062,
    'Using an initializer to build a multi-dimensional array is not currently supported',
  ],
  MISSING_ARRAY_DIMENSION: [1063, 'A required array dimension has not been specified'],
  WRONG_INITIALIZER_LENGTH: [1064, 'Array initializer size does not match array dimensions'],
  UNEXPECTED_ESCAPE: [1065, 'Unexpected escape character'],
  NOT_INCREMENTABLE: [1066, "The expression component '{0}' does not support increment"],
  NOT_DECREMENTABLE: [1067, "The expression component '{0}' does not support decrement"],
  NOT_ASSIGNABLE: [1068, "The expression component '{0}' is not assignable"],
  MISSING_CHARACTER: [1069, "Missing expected character '{0}'"],
  LEFT_OPERAND_PROBLEM: [1070, 'Problem parsing left operand'],
  MISSING_SELECTION: [1071, 'A required selection expression has not been specified'],
  FLAWED_PATTERN: [1073, "Failed to efficiently evaluate pattern '{0}': consider redesigning it"],
  ARRAY_TOO_LARGE: [1075, "Array declares too many elements, exceeding the threshold of '{0}'"],
  REPEATED_TEXT_TOO_LONG: [1076, "Repeated text is too long, exceeding the threshold of '{0}' characters"],
  REGEX_TOO_LONG: [1077, "Regular expression is too long, exceeding the threshold of '{0}' characters"],
  CONCATENATION_TOO_LONG: [1078, "Concatenated string is too long, exceeding the threshold of '{0}' characters"],
  EXPRESSION_TOO_LONG: [1079, "SpEL expression is too long, exceeding the threshold of '{0}' characters"],
  NEGATIVE_REPEAT_COUNT: [1081, "Repeat count '{0}' must not be negative"],
  UNSUPPORTED_CHARACTER: [1082, "Unsupported character '{0}' ({1}) encountered in expression"],
  TOO_MANY_OPERATIONS: [1085, "SpEL expression evaluation exceeded the threshold of '{0}' operations"],
} as const

/** The name of a message of Spring's expression language. */
export type Message = keyof typeof MESSAGES

/** `EL1004E: …` with its inserts; numbers are grouped (`1,000`) and a missing insert stays `{1}`, as Spring writes them. */
export function messageText(message: Message, ...inserts: (string | number)[]): string {
  const [code, text] = MESSAGES[message]
  const filled = text.replace(/\{(\d)\}/g, (hole, index: string) => {
    const insert = inserts[Number(index)]
    return insert === undefined ? hole : typeof insert === 'number' ? insert.toLocaleString('en-US') : insert
  })
  return `EL${code}E: ${filled}`
}

/** An evaluation failed for a reason that the language itself names. */
export function evaluationError(message: Message, inserts: (string | number)[] = [], cause?: SpelError): SpelError {
  return new SpelError(
    'org.springframework.expression.spel.SpelEvaluationException',
    messageText(message, ...inserts),
    cause,
  )
}

/** The text is no expression: where and why. */
export function parseError(
  expression: string,
  position: number,
  message: Message,
  ...inserts: (string | number)[]
): SpelError {
  return new SpelError(
    'org.springframework.expression.spel.SpelParseException',
    `Expression [${expression}] @${position}: ${messageText(message, ...inserts)}`,
  )
}

/** An exception of the Java runtime, by its full class name. */
export function javaError(javaClass: string, message: string): SpelError {
  return new SpelError(javaClass, message)
}

export const illegalArgument = (message: string) => javaError('java.lang.IllegalArgumentException', message)
export const illegalState = (message: string) => javaError('java.lang.IllegalStateException', message)
export const numberFormat = (message: string) => javaError('java.lang.NumberFormatException', message)
export const nullPointer = (message: string) => javaError('java.lang.NullPointerException', message)
export const arithmetic = (message: string) => javaError('java.lang.ArithmeticException', message)
export const classCast = (message: string) => javaError('java.lang.ClassCastException', message)
export const indexOutOfBounds = (message: string) => javaError('java.lang.IndexOutOfBoundsException', message)
export const stringIndexOutOfBounds = (message: string) =>
  javaError('java.lang.StringIndexOutOfBoundsException', message)

/** An expression tried to change what it may only read: the original would do it, Gennaker refuses. */
export function refuseToChange(what: string): SpelError {
  return new SpelError(
    'org.springframework.expression.spel.SpelEvaluationException',
    `${what} is refused: an expression may read the execution but never change it`,
  )
}

/** Work or memory beyond what one evaluation may use. */
export function tooMuch(what: string): SpelError {
  return illegalState(`${what}: simplify the expression`)
}
