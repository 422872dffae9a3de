/** The palette: one field that finds views, commands, lessons, objects and what stands in their fields. */
import './palette.css'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import type { SearchAnswer, SearchHit } from '../../../engine/protocol/search.ts'
import { plural } from '../../draw/countdown.ts'
import { useAskWhy } from '../../hooks/ask-why.ts'
import { useRunAndPrint } from '../../hooks/run-and-print.ts'
import { useSelect } from '../../hooks/select.ts'
import { useCommands } from '../../keys/use-commands.ts'
import { useSession } from '../../session/context.tsx'
import { type Entry, entryGroups, matching } from './entries.ts'
import { useSearch } from './use-search.ts'

/** Drawn while it is open. */
export function Palette() {
  const { ui } = useSession()
  const close = () => ui.setState({ palette: undefined })
  return (
    <Dialog.Root open onOpenChange={(opened) => !opened && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog palette" aria-describedby={undefined}>
          <Dialog.Title className="vh">Find objects, fields, commands</Dialog.Title>
          <Finder close={close} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** One line of the list, whatever it is. */
interface Option {
  key: string
  title: string
  hint: string
  run(): void
}

interface OptionGroup {
  title: string
  options: readonly Option[]
}

function Finder({ close }: { close(): void }) {
  const { ui } = useSession()
  const [query, setQuery] = useState(ui.getState().palette ?? '')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const answer = useSearch(query)
  const groups = useGroups(query, answer, close)
  const options = groups.flatMap((group) => group.options)
  const here = Math.min(at, options.length - 1)
  const go = (index: number) => {
    const next = (index + options.length) % Math.max(1, options.length)
    setAt(next)
    list.current?.querySelector(`#palette-${next}`)?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') go(here + 1)
    else if (event.key === 'ArrowUp') go(here - 1)
    else if (event.key === 'PageDown') go(Math.min(options.length - 1, here + PAGE))
    else if (event.key === 'PageUp') go(Math.max(0, here - PAGE))
    else if (event.key === 'Enter') options[here]?.run()
    else return
    event.preventDefault()
  }
  return (
    <>
      <input
        className="palette-input"
        role="combobox"
        aria-label="Find objects, fields, commands"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={here >= 0 ? `palette-${here}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder="web, image:nginx, phase=Pending, drain, timeline"
        value={query}
        maxLength={300}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
      />
      <div ref={list} id="palette-list" className="palette-list" role="listbox" aria-label="Found">
        {groups.map((group) => (
          <div key={group.title} role="group" aria-label={group.title}>
            <p className="menu-title" aria-hidden="true">
              {group.title}
            </p>
            {group.options.map((option) => {
              const mine = options.indexOf(option)
              return (
                <div
                  key={option.key}
                  id={`palette-${mine}`}
                  role="option"
                  aria-selected={mine === here}
                  className="menu-item"
                  data-highlighted={mine === here ? '' : undefined}
                  onPointerMove={() => setAt(mine)}
                  onClick={option.run}
                >
                  {option.title}
                  <code translate="no">{option.hint}</code>
                </div>
              )
            })}
          </div>
        ))}
      </div>
      <p className="palette-foot i3" role="status">
        {footOf(query, options.length, answer)}
      </p>
    </>
  )
}

const PAGE = 8

/** Entries of the page and hits of the cluster, each with what choosing it does. */
function useGroups(query: string, answer: SearchAnswer, close: () => void): OptionGroup[] {
  const { mirror, ui, lessons, library } = useSession()
  const command = useCommands()
  const print = useRunAndPrint()
  const why = useAskWhy()
  const select = useSelect()
  // The world as it is when the palette opens: a list that moves under the finger is of no use.
  const all = useMemo(
    () =>
      entryGroups({
        mirror: mirror.getState(),
        ui: ui.getState(),
        cards: lessons?.cards ?? [],
        shares: library !== undefined,
      }),
    [mirror, ui, lessons, library],
  )
  const carryOut = ({ does }: Entry) => {
    if ('command' in does) command(does.command)
    else if ('goes' in does) location.hash = does.goes
    else if ('opens' in does) ui.setState({ dialog: does.opens })
    else if (does.mark.asksWhyOf) why(does.mark.asksWhyOf)
    else if (does.mark.run) print(does.mark.run)
  }
  const closing = (run: () => void) => () => {
    close()
    run()
  }
  const entries = matching(all, query).map(({ title, entries: these }) => ({
    title,
    options: these.map((entry) => ({ ...entry, run: closing(() => carryOut(entry)) })),
  }))
  const hits = answer.hits.map((hit) => ({
    key: `object ${hit.ref.apiVersion} ${nameOf(hit)}`,
    title: nameOf(hit),
    hint: hit.field ? `${hit.field}: ${hit.value}` : hit.ref.namespace,
    run: closing(() => {
      select(hit.ref)
      ui.setState({ pane: 'side' })
    }),
  }))
  const objects = hits.length > 0 ? [{ title: 'Objects', options: hits }] : []
  return namesFields(query) ? [...objects, ...entries] : [...entries, ...objects]
}

const nameOf = ({ ref }: SearchHit) => `${ref.kind} ${ref.name}`

/** A query about fields is after objects. */
const namesFields = (query: string) => query.includes(':') || query.includes('=')

function footOf(query: string, count: number, { hits, total, partial, error }: SearchAnswer): string {
  if (error) return error
  if (query === '') return 'Arrows move, Enter chooses. field:text contains, field=text equals, -term leaves out.'
  if (count === 0)
    return namesFields(query)
      ? 'Nothing has that: field:text asks for a part of a value, field=text for all of it. Fewer terms find more.'
      : 'Nothing found: a part of a name is enough, and field:text looks into fields.'
  const shown = total > hits.length ? `, ${hits.length} shown` : ''
  return `${plural(total, 'object')}${shown}${partial ? '; the cluster is larger than one search looks at' : ''}`
}
