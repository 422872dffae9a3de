/** Comparisons: one table at a time, what its columns do where they differ. */
import { samples } from 'virtual:lessons'
import { type ComparisonTable, TABLES } from '../../../lessons/reference/tables.ts'
import { useLessons } from '../../session/context.tsx'
import { formatRoute } from '../../session/lesson/route.ts'
import { chapterWay } from './glossary.ts'
import { Ways } from './Glossary.tsx'

export function Tables({ at }: { at: string | undefined }) {
  const open = TABLES.find(({ id }) => id === at) ?? TABLES[0]
  return (
    <div className="comparisons">
      <nav aria-label="Comparisons">
        <ul>
          {TABLES.map(({ id, title }) => (
            <li key={id}>
              <a
                href={formatRoute({ page: 'reference', shelf: 'tables', at: id })}
                aria-current={id === open?.id ? 'true' : undefined}
              >
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {open && <Comparison table={open} />}
    </div>
  )
}

function Comparison({ table: { title, about, columns, rows, chapters } }: { table: ComparisonTable }) {
  const { cards } = useLessons()
  return (
    <article className="entry" aria-label={title}>
      <h2>{title}</h2>
      <p className="entry-say">{about}</p>
      <div className="comparison" tabIndex={0} role="group" aria-label={`${title}, as a table`}>
        <table>
          <caption className="vh">{title}</caption>
          <thead>
            <tr>
              <th scope="col">
                <span className="vh">Question</span>
              </th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ ask, cells, advice }) => (
              <tr key={ask} className={advice ? 'advice' : undefined}>
                <th scope="row">{ask}</th>
                {cells.map((cell, i) => (
                  <td key={columns[i]}>
                    <span className="column-name">{columns[i]}</span>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="i3">
        Every line but the last is what this cluster does: a test plays a scene for each of its cells.
      </p>
      <Ways title="Chapters about it" ways={chapters.flatMap((slug) => chapterWay(slug, cards, samples) ?? [])} />
    </article>
  )
}
