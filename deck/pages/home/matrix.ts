import type { Environment } from '../../data/home.ts'

export interface Matrix {
  /** Accounts and stacks as `account/stack`, those in which most applications run first. */
  readonly columns: readonly string[]
  readonly rows: readonly { readonly application: string; readonly cells: readonly (Cell | undefined)[] }[]
}

export interface Cell {
  readonly environment: Environment
  /** The environment that got another version later. */
  readonly behind?: string
}

export const columnOf = ({ account, stack }: Pick<Environment, 'account' | 'stack'>): string =>
  stack ? `${account}/${stack}` : account

/** Applications by environments. */
export const matrixOf = (environments: readonly Environment[]): Matrix => {
  const byColumn = Map.groupBy(environments, columnOf)
  const columns = [...byColumn.keys()].sort(
    (a, b) => (byColumn.get(b)?.length ?? 0) - (byColumn.get(a)?.length ?? 0) || a.localeCompare(b),
  )
  const byApplication = Map.groupBy(environments, ({ application }) => application)
  const rows = [...byApplication].map(([application, own]) => {
    const newest = own.reduce((a, b) => ((b.since ?? 0) > (a.since ?? 0) ? b : a))
    const cells = columns.map((column) => {
      const environment = own.find((each) => columnOf(each) === column)
      if (!environment) return undefined
      const isBehind = environment.version !== '' && newest.version !== '' && environment.version !== newest.version
      return isBehind ? { environment, behind: columnOf(newest) } : { environment }
    })
    return { application, cells }
  })
  return { columns, rows }
}
