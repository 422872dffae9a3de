/** The table form of a view: what its drawing shows, for those who read it. */
import type { ReactNode } from 'react'
import { TableHead } from './TableHead.tsx'

/** @param children the rows, each with a row header first */
export function TableForm({ caption, titles, children }: { caption: string; titles: string[]; children: ReactNode }) {
  return (
    <div className="table-form">
      <table>
        <caption className="vh">{caption}</caption>
        <TableHead titles={titles} />
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
