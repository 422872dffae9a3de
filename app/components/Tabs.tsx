/** A row of tabs with arrow keys, the panel being the caller's. */
import { type KeyboardEvent, useEffect, useRef } from 'react'

export interface TabItem<Id extends string> {
  id: Id
  title: string
  /** Small print behind the title: a key, a count. */
  small?: string
}

export interface TabListProps<Id extends string> {
  label: string
  items: readonly TabItem<Id>[]
  current: Id
  onSelect(id: Id): void
  /** Prefix of the panel's id: `${panel}-${id}`. */
  panel: string
  /** False while the panel is not drawn. */
  open?: boolean
}

export function TabList<Id extends string>({ label, items, current, onSelect, panel, open = true }: TabListProps<Id>) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step === undefined) return
    const at = items.findIndex((item) => item.id === current)
    const next = items[(at + step + items.length) % items.length]
    if (!next) return
    event.preventDefault()
    onSelect(next.id)
    event.currentTarget.querySelector<HTMLElement>(`#${tabId(panel, next.id)}`)?.focus()
  }
  const list = useRef<HTMLDivElement>(null)
  // A tab that was chosen by its key, or by a link, may lie outside a narrow row.
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [current])
  return (
    <div ref={list} className="tablist" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {items.map(({ id, title, small }) => (
        <button
          key={id}
          id={tabId(panel, id)}
          type="button"
          role="tab"
          className="tab"
          aria-selected={id === current}
          aria-controls={open && id === current ? panelId(panel, id) : undefined}
          tabIndex={id === current ? 0 : -1}
          onClick={() => onSelect(id)}
        >
          {title}
          {small && <span className="n">{small}</span>}
        </button>
      ))}
    </div>
  )
}

export const tabId = (panel: string, id: string) => `${panel}-${id}-tab`
export const panelId = (panel: string, id: string) => `${panel}-${id}`

/** Attributes of the panel that belongs to a tab. */
export function panelProps(panel: string, id: string) {
  return { id: panelId(panel, id), role: 'tabpanel', 'aria-labelledby': tabId(panel, id) } as const
}
