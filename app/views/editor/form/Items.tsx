/** Lists and maps: items to add, take away and move; keys to name. */
import { type ReactNode, useState } from 'react'
import type { FormField } from '../../../../engine/protocol/edit.ts'
import { Icon } from '../../../components/Icon.tsx'
import { useForm } from './form-context.ts'
import { itemTitle } from './values.ts'

export interface ItemsProps {
  field: FormField
  /** An item as a field, with further buttons of its head. */
  renderItem(item: FormField, buttons: ReactNode): ReactNode
}

export function Items(props: ItemsProps) {
  return props.field.shape === 'map' ? <Keys {...props} /> : <List {...props} />
}

function List({ field, renderItem }: ItemsProps) {
  const { edit, focus } = useForm()
  const items = field.fields ?? []
  const add = () => {
    edit({ set: [...field.path, items.length], value: field.itemBlank ?? '' })
    focus(`${field.at}[${items.length}]`)
  }
  return (
    <div className="form-fields">
      {items.map((item, at) =>
        renderItem(
          item,
          <>
            <MoveButton item={item} to={at - 1} last={items.length - 1} />
            <MoveButton item={item} to={at + 1} last={items.length - 1} />
          </>,
        ),
      )}
      <button type="button" className="btn sm form-add" onClick={add}>
        <Icon name="plus" small />
        {`Add to ${field.name}`}
      </button>
    </div>
  )
}

function MoveButton({ item, to, last }: { item: FormField; to: number; last: number }) {
  const { edit, focus } = useForm()
  const isUp = to < (item.path.at(-1) as number)
  if (last === 0) return null
  return (
    <button
      type="button"
      className={isUp ? 'btn g i sm up' : 'btn g i sm'}
      aria-label={`Move ${itemTitle(item)} ${isUp ? 'up' : 'down'}`}
      disabled={to < 0 || to > last}
      onClick={() => {
        edit({ move: item.path, to })
        focus(item.at.replace(/\[\d+\]$/, `[${to}]`))
      }}
    >
      <Icon name="chevron" small />
    </button>
  )
}

function Keys({ field, renderItem }: ItemsProps) {
  const { edit, focus } = useForm()
  const [name, setName] = useState('')
  const items = field.fields ?? []
  const isTaken = items.some((item) => item.name === name)
  const add = () => {
    if (name === '' || isTaken) return
    edit({ set: [...field.path, name], value: field.itemBlank ?? '' })
    focus(`${field.at}.${name}`)
    setName('')
  }
  return (
    <div className="form-fields">
      {items.map((item) => renderItem(item, <KeyName item={item} taken={items.map((each) => each.name)} />))}
      <span className="row form-typed">
        <input
          className="form-input"
          aria-label={`New key of ${field.name}`}
          placeholder="New key"
          translate="no"
          spellCheck={false}
          value={name}
          aria-invalid={isTaken || undefined}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && !event.ctrlKey && add()}
        />
        <button type="button" className="btn sm" disabled={name === '' || isTaken} onClick={add}>
          {`Add to ${field.name}`}
        </button>
      </span>
    </div>
  )
}

const focused = (element: HTMLElement | null) => element?.focus()

/** A key's own name, to be changed. */
function KeyName({ item, taken }: { item: FormField; taken: readonly string[] }) {
  const { edit } = useForm()
  const [draft, setDraft] = useState<string>()
  const isFree = draft === undefined || draft === item.name || (draft !== '' && !taken.includes(draft))
  const settle = () => {
    if (draft !== undefined && draft !== item.name && isFree) edit({ rename: item.path, to: draft })
    setDraft(undefined)
  }
  if (draft === undefined) {
    return (
      <button type="button" className="btn g sm" aria-label={`Rename ${item.name}`} onClick={() => setDraft(item.name)}>
        Rename
      </button>
    )
  }
  return (
    <input
      className="form-input key"
      aria-label={`New name of ${item.name}`}
      aria-invalid={!isFree || undefined}
      translate="no"
      spellCheck={false}
      // The button that was pressed has made room for it.
      ref={focused}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={settle}
      onKeyDown={(event) => event.key === 'Enter' && !event.ctrlKey && settle()}
    />
  )
}
