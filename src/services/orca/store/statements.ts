import { type SqlValue, type Statement, statement } from '../../../platform/store/index.ts'

/** A statement over a list of ids: `#ids` stands for "is among the JSON list that is the first parameter". */
export function overIds<P extends readonly [ids: string, ...SqlValue[]], R = never>(text: string): Statement<P, R> {
  const postgres = text.replaceAll('#ids', '= any(array(select jsonb_array_elements_text(cast($1 as jsonb))))')
  const sqlite = text.replaceAll('#ids', 'in (select value from json_each($1))')
  return { ...statement<P, R>(postgres), sqliteText: statement(sqlite).sqliteText }
}

/** A statement that reads fields of executions' bodies: `#authentication.user#` stands for that one of the row `e`, as text. */
export function withFields<P extends readonly SqlValue[], R = never>(
  postgresText: string,
  sqliteText = postgresText,
): Statement<P, R> {
  const field = /#([\w.]+)#/g
  const postgres = postgresText.replaceAll(
    field,
    (_, path: string) => `cast(e.body as jsonb) #>> '{${path.replace('.', ',')}}'`,
  )
  const sqlite = sqliteText.replaceAll(field, (_, path: string) => `e.body ->> '$.${path}'`)
  return { ...statement<P, R>(postgres), sqliteText: statement(sqlite).sqliteText }
}
