import type { TypeDefinition } from '../java/type-definition.ts'
import { enumStatics } from '../java/types/enum.ts'
import { EXECUTION_STATUS } from '../java/types/enums.ts'
import type { EnumConstant } from '../java/values.ts'

const STATUS_METHODS: Readonly<Record<string, readonly string[]>> = {
  isComplete: ['CANCELED', 'SUCCEEDED', 'STOPPED', 'SKIPPED', 'TERMINAL', 'FAILED_CONTINUE'],
  isHalt: ['TERMINAL', 'CANCELED', 'STOPPED'],
  isSuccessful: ['SUCCEEDED', 'STOPPED', 'SKIPPED'],
  isFailure: ['TERMINAL', 'STOPPED', 'FAILED_CONTINUE'],
  isSkipped: ['SKIPPED'],
}

/** orca: ExecutionStatus, an enum that also is a CharSequence: it compares and matches as text. */
export const executionStatusType: TypeDefinition = {
  name: EXECUTION_STATUS,
  extends: ['Enum', 'CharSequence'],
  statics: enumStatics(EXECUTION_STATUS),
  methods: {
    ...Object.fromEntries(
      Object.entries(STATUS_METHODS).map(([name, statuses]) => [
        `boolean ${name}()`,
        (self: EnumConstant) => statuses.includes(self.name),
      ]),
    ),
    'boolean isEmpty()': () => false,
    'int length()': (self: EnumConstant) => self.name.length,
    'char charAt(int)': (self: EnumConstant, index: number) => self.name.charAt(index),
  },
}
