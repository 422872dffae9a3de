/** Words, kinds and fields: a list that is searched, and the entry that is open. */
import { useEffect, useMemo, useState } from 'react'
import { uses } from 'virtual:lesson-uses'
import { samples } from 'virtual:lessons'
import type { Term } from '../../../lessons/reference/vocabulary.ts'
import { termKey } from '../../../lessons/reference/uses.ts'
import { Icon } from '../../components/Icon.tsx'
import { useLessons, useSession } from '../../session/context.tsx'
import { formatRoute } from '../../session/lesson/route.ts'
import { type GlossaryLine, pathsOf, search, termOf, termsAt, type Way, waysOf } from './glossary.ts'
import { fieldAt } from './schema-tree.ts'

const hrefOf = (at: string) => formatRoute({ page: 'reference', shelf: 'glossary', at })

export function Glossary({ at }: { at: string | undefined }) {
  const schema = useSchema()
  const [asked, setAsked] = useState('')
  const paths = useMemo(() => (asked.trim() && schema ? pathsOf(schema) : []), [asked, schema])
  const found = useMemo(() => search(asked, schema, paths), [asked, schema, paths])
  const count = found.terms.length + found.kinds.length + found.fields.length
  return (
    <div className={at ? 'glossary with-entry' : 'glossary'}>
      <search className="glossary-list">
        <label className="find-box">
          <Icon name="search" />
          <span className="vh">Search words, kinds and fields</span>
          <input
            type="search"
            placeholder="grace period, StatefulSet, maxSurge"
            maxLength={100}
            value={asked}
            onChange={(event) => setAsked(event.target.value)}
          />
        </label>
        <p className="i3" role="status">
          {asked.trim() ? (count === 0 ? 'Nothing has these words.' : `${count} found`) : ''}
        </p>
        <Lines title="Words" lines={found.terms} at={at} />
        <Lines title="Kinds" lines={found.kinds} at={at} />
        <Lines title="Fields" lines={found.fields} at={at} />
      </search>
      {at ? <Entry key={at} at={at} schema={schema} /> : <Opening />}
    </div>
  )
}

/** The served schemas; undefined until the cluster stands. */
function useSchema(): unknown {
  const { tools } = useSession()
  const [schema, setSchema] = useState<unknown>()
  useEffect(() => {
    tools?.schema().then(setSchema, () => undefined)
  }, [tools])
  return schema
}

function Lines({ title, lines, at }: { title: string; lines: readonly GlossaryLine[]; at: string | undefined }) {
  if (lines.length === 0) return null
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {lines.map(({ key, title: name, note }) => (
          <li key={key}>
            <a href={hrefOf(key)} aria-current={key === at ? 'true' : undefined} title={note}>
              {name}
            </a>
            {title === 'Words' ? null : <span translate="no">{note}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Opening() {
  return (
    <section className="entry" aria-label="Entry">
      <p className="i2">
        Words in plain language, every kind this cluster serves, and every field of theirs. Each leads to the steps that
        use it.
      </p>
    </section>
  )
}

function Entry({ at, schema }: { at: string; schema: unknown }) {
  const term = termOf(at)
  return (
    <article className="entry" aria-label="Entry">
      {term ? <TermEntry term={term} /> : <FieldPart at={at} schema={schema} />}
      <Uses at={at} />
      <p className="entry-foot">
        <a href="#glossary">All words</a>
      </p>
    </article>
  )
}

function TermEntry({ term: { term, also = [], say, fields = [] } }: { term: Term }) {
  return (
    <>
      <h2>{term}</h2>
      <p className="entry-say">{say}</p>
      {also.length > 0 && <p className="i3">{`Also: ${also.join(', ')}`}</p>}
      {fields.length > 0 && (
        <>
          <h3>Where it stands</h3>
          <ul className="paths">
            {fields.map((path) => (
              <li key={path}>
                <a href={hrefOf(path)} translate="no">
                  {path}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function FieldPart({ at, schema }: { at: string; schema: unknown }) {
  const entry = useMemo(() => (schema ? fieldAt(schema, at) : undefined), [schema, at])
  if (!schema) return <p className="i2" role="status">{`${at}: the cluster is still starting.`}</p>
  if (!entry) return <p role="status">{`The cluster knows no ${at}.`}</p>
  const { type, words, required, fallback, values, fields } = entry
  const terms = termsAt(at)
  const facts = [
    at.includes('.') ? type : '',
    required ? 'required' : '',
    fallback === undefined ? '' : `${fallback} unless said`,
    values.length > 0 ? `one of ${values.join(', ')}` : '',
  ].filter(Boolean)
  return (
    <>
      <Crumbs path={at} />
      <p className="i3">{facts.join(' · ')}</p>
      {terms.map(({ term, say }) => (
        <p key={term} className="entry-say">
          <a href={hrefOf(termKey(term))}>{term}</a>
          {`: ${say}`}
        </p>
      ))}
      {words.split('\n\n').map((paragraph) => (
        <p key={paragraph} className="entry-words">
          {paragraph}
        </p>
      ))}
      {fields.length > 0 && (
        <table className="fields">
          <caption className="vh">{`Fields of ${at}`}</caption>
          <tbody>
            {fields.map((field) => (
              <tr key={field.name}>
                <th scope="row">
                  <a href={hrefOf(`${at}.${field.name}`)} translate="no">
                    {field.name}
                  </a>
                  <span translate="no">{`${field.type}${field.required ? ', required' : ''}`}</span>
                </th>
                <td>{field.words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

/** `Pod › spec › containers`, each a way up. */
function Crumbs({ path }: { path: string }) {
  const parts = path.split('.')
  return (
    <h2 translate="no">
      {parts.map((part, i) => {
        const here = parts.slice(0, i + 1).join('.')
        return i === parts.length - 1 ? (
          <span key={here}>{part}</span>
        ) : (
          <span key={here} className="i2">
            <a href={hrefOf(here)}>{part}</a>
            {'.'}
          </span>
        )
      })}
    </h2>
  )
}

function Uses({ at }: { at: string }) {
  const { cards } = useLessons()
  const { steps, chapters } = waysOf(at, uses, cards, samples)
  return (
    <>
      <Ways title="Steps that use it" ways={steps} />
      <Ways title="Chapters about it" ways={chapters} />
    </>
  )
}

export function Ways({ title, ways }: { title: string; ways: readonly Way[] }) {
  if (ways.length === 0) return null
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="ways">
        {ways.map(({ href, title: name, where }) => (
          <li key={href}>
            <a href={href}>{name}</a>
            <span>{where}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
