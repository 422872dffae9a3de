/** The table form of a view: what its drawing shows, for those who read it. */
import type { ReactNode } from 'react'

/** @param children the rows, each with a row header first */
export function TableForm({ caption, titles, children }: { caption: string; titles: string[]; children: ReactNode }) {
  return (
    <div className="table-form">
      <table>
        <caption className="vh">{caption}</caption>
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
