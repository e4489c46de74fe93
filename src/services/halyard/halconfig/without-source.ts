/** Why a file can't be read, without the lines of it that the reason shows: there may be a secret in them. */
export const withoutSource = (error: unknown): string => (error as Error).message.split('\n')[0]!.replace(/:$/, '.')
