/** The map of the patterns: what builds on what, what stands in for what, what goes together; each leads to its lesson or sample. */
import { useMemo, useState } from 'react'
import { samples, samplesMissing } from 'virtual:lessons'
import { CHAPTERS } from '../../../lessons/chapters.ts'
import { PARTS } from '../../../lessons/list.ts'
import { BACKWARDS, type PatternRelation, RELATIONS, type RelationKind } from '../../../lessons/reference/relations.ts'
import { HiddenTree, type TreeLine } from '../../components/HiddenTree.tsx'
import { TableForm } from '../../components/TableForm.tsx'
import { type PatternDrawing, patternDrawing } from '../../draw/pattern-map.ts'
import { useLessons, useSession, useUi } from '../../session/context.tsx'
import { formatRoute } from '../../session/lesson/route.ts'
import { chapterWay } from './glossary.ts'

const titleOf = (slug: string): string => CHAPTERS.find((each) => each.slug === slug)?.title ?? slug
const partTitle = (part: string): string => PARTS.find(({ id }) => id === part)?.title ?? ''
const hrefOf = (at: string) => formatRoute({ page: 'reference', shelf: 'map', at })
const choose = (slug: string) => {
  location.hash = hrefOf(slug)
}

/** A relation as one of its two ends reads it. */
interface Told {
  words: string
  other: string
  why: string
}

const toldBy = (slug: string): Told[] =>
  RELATIONS.flatMap(({ from, to, kind, why }: PatternRelation): Told[] => {
    if (from === slug) return [{ words: kind, other: to, why }]
    return to === slug ? [{ words: BACKWARDS[kind], other: from, why }] : []
  })

export function PatternMap({ at }: { at: string | undefined }) {
  const { ui } = useSession()
  const table = useUi((state) => state.table)
  const drawing = useMemo(() => patternDrawing(CHAPTERS, RELATIONS, partTitle), [])
  const chosen = CHAPTERS.some(({ slug }) => slug === at) ? at : undefined
  return (
    <div className="pattern-map">
      <div className="view-tools">
        <Legend />
        <span className="sp" />
        <button type="button" className="btn sm g" aria-pressed={table} onClick={() => ui.setState({ table: !table })}>
          View as table
        </button>
      </div>
      <div className="pattern-parts">
        {table ? <MapTable /> : <Picture drawing={drawing} chosen={chosen} />}
        {chosen && <Chosen slug={chosen} />}
      </div>
    </div>
  )
}

const KINDS: readonly RelationKind[] = ['builds on', 'alternative to', 'combines with']
const classOf = (kind: RelationKind): string => kind.split(' ')[0] as string

function Legend() {
  return (
    <ul className="map-kinds" aria-label="Lines">
      {KINDS.map((kind) => (
        <li key={kind}>
          <svg width="34" height="10" aria-hidden="true">
            <path className={`relation ${classOf(kind)}`} d="M1 5H33" />
          </svg>
          {kind}
        </li>
      ))}
    </ul>
  )
}

function Picture({ drawing, chosen }: { drawing: PatternDrawing; chosen: string | undefined }) {
  const [focused, setFocused] = useState('')
  const lit = chosen === undefined ? undefined : new Set([chosen, ...toldBy(chosen).map(({ other }) => other)])
  const { width, height, boxes, lines } = drawing
  return (
    <div className="pattern-floor" tabIndex={0} role="group" aria-label="Map of the patterns">
      <HiddenTree
        label="Patterns and how they relate. Enter opens one."
        lines={treeLines(drawing)}
        onSelect={(key) => choose(key.split(' ').at(-1) ?? '')}
        onFocus={(key) => setFocused(key.split(' ').at(-1) ?? '')}
      />
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`${boxes.length} patterns, ${lines.length} relations; the tree and the table have them one by one`}
      >
        {lines.map(({ from, to, kind, path }) => {
          const mine = chosen !== undefined && (from === chosen || to === chosen)
          return (
            <path
              key={`${from} ${to} ${kind}`}
              className={`relation ${classOf(kind)}${mine ? ' lit' : lit ? ' dim' : ''}`}
              d={path}
            />
          )
        })}
        {boxes.map(({ slug, title, part, x, y, width: wide, height: high }) => (
          // The tree above is the keyboard's way.
          <g
            key={slug}
            className={`pattern${slug === chosen ? ' chosen' : ''}${slug === focused ? ' focused' : ''}${lit && !lit.has(slug) ? ' dim' : ''}`}
            transform={`translate(${x} ${y})`}
            onClick={() => choose(slug)}
          >
            <rect width={wide} height={high} rx={3} />
            <text className="name" x={10} y={17}>
              {title}
            </text>
            <text className="part" x={10} y={32}>
              {part}
            </text>
          </g>
        ))}
      </svg>
    </div>
  )
}

const treeLines = ({ boxes }: PatternDrawing): TreeLine[] =>
  boxes.flatMap(({ slug, title }) => [
    { key: slug, level: 1, name: title },
    ...toldBy(slug).map(({ words, other, why }) => ({
      key: `${slug} ${other}`,
      level: 2,
      name: `${words} ${titleOf(other)}: ${why}`,
    })),
  ])

/** The one that is open: where it is learnt, and its relations in words. */
function Chosen({ slug }: { slug: string }) {
  const { cards } = useLessons()
  const way = chapterWay(slug, cards, samples)
  return (
    <section className="chosen-pattern" aria-label={titleOf(slug)}>
      <h2>{titleOf(slug)}</h2>
      <p className="row wrap">
        {way ? (
          <a className="btn p" href={way.href}>
            {way.where === 'lesson' ? 'Open the lesson' : 'Open its sample'}
          </a>
        ) : (
          <span className="i2">{`No sample yet: ${samplesMissing[slug] ?? ''}.`}</span>
        )}
      </p>
      <ul>
        {toldBy(slug).map(({ words, other, why }) => (
          <li key={`${words} ${other}`}>
            <span className="i3">{words}</span> <a href={hrefOf(other)}>{titleOf(other)}</a>
            <p>{why}</p>
          </li>
        ))}
      </ul>
      <p>
        <a href="#map">The whole map</a>
      </p>
    </section>
  )
}

function MapTable() {
  return (
    <TableForm caption="Patterns and how they relate" titles={['Pattern', 'Relation', 'To', 'Why']}>
      {CHAPTERS.flatMap(({ slug, title }) =>
        toldBy(slug).map(({ words, other, why }, i) => (
          <tr key={`${slug} ${words} ${other}`}>
            <th scope="row">{i === 0 ? <a href={hrefOf(slug)}>{title}</a> : ''}</th>
            <td>{words}</td>
            <td>
              <a href={hrefOf(other)}>{titleOf(other)}</a>
            </td>
            <td>{why}</td>
          </tr>
        )),
      )}
    </TableForm>
  )
}
