/** One value: typed, chosen or stepped. What is typed goes into the text as soon as it is a value of the field. */
import { useEffect, useId, useRef, useState } from 'react'
import type { FormField } from '../../../../engine/protocol/edit.ts'
import { useForm } from './form-context.ts'
import { readValue } from './values.ts'

/** Real ms of rest after which a typed value goes into the text. */
const TAKE_AFTER_MS = 200

export interface ScalarInputProps {
  id: string
  field: FormField
  describedBy: string
  isWrong: boolean
}

export function ScalarInput(props: ScalarInputProps) {
  const { shape, choices } = props.field
  return choices || shape === 'boolean' ? <Choice {...props} /> : <Typed {...props} />
}

const textOf = ({ value }: FormField): string => (value === undefined || value === null ? '' : String(value))

function Choice({ id, field, describedBy, isWrong }: ScalarInputProps) {
  const { edit, focus } = useForm()
  const { isSet, fallback, path, at } = field
  const offered = field.choices ?? ['true', 'false']
  const text = textOf(field)
  const unset = fallback === undefined ? 'not set' : `${String(fallback)}, by default`
  return (
    <select
      id={id}
      className="form-input"
      aria-describedby={describedBy}
      aria-invalid={isWrong || undefined}
      value={text}
      onChange={({ target: { value } }) => {
        const read = readValue(field, value)
        edit(value === '' && isSet ? { remove: path } : { set: path, value: 'value' in read ? read.value : value })
        if (!isSet) focus(at)
      }}
    >
      {(!isSet || text === '' || !field.required) && <option value="">{unset}</option>}
      {[...new Set([...(text === '' ? [] : [text]), ...offered])].map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  )
}

const NUMBERS = new Set(['integer', 'number'])

function Typed({ id, field, describedBy, isWrong }: ScalarInputProps) {
  const { box, draft, wrong, type, settle, follow } = useDraft(field)
  const own = useId()
  const shown = draft ?? textOf(field)
  const isNumber = NUMBERS.has(field.shape)
  const given = {
    ref: box,
    id,
    className: 'form-input',
    'aria-describedby': `${describedBy} ${own}`,
    'aria-invalid': isWrong || wrong !== '' || undefined,
    'aria-required': field.required || undefined,
    placeholder: field.fallback === undefined ? undefined : `${String(field.fallback)}, by default`,
    translate: 'no' as const,
    spellCheck: false,
    autoCapitalize: 'off',
    value: shown,
    onChange: ({ target }: { target: HTMLInputElement | HTMLTextAreaElement }) =>
      type(target.value, target.validity.badInput),
    onBlur: () => void settle(),
  }
  return (
    <>
      <span className="row form-typed">
        {shown.includes('\n') ? (
          <textarea rows={Math.min(12, shown.split('\n').length + 1)} {...given} />
        ) : (
          <input
            {...given}
            type={isNumber ? 'number' : 'text'}
            inputMode={isNumber ? 'numeric' : undefined}
            min={field.minimum}
            max={field.maximum}
            step={field.shape === 'number' ? 'any' : 1}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.ctrlKey || event.altKey) return
              settle()
              if (!field.isSet) follow()
            }}
          />
        )}
        {field.unit && <span className="i3">{field.unit}</span>}
      </span>
      <span className="bad" id={own}>
        {wrong}
      </span>
    </>
  )
}

/** What is typed stays while the field has the focus, whatever the text says meanwhile. */
function useDraft(field: FormField) {
  const { edit, focus, keep } = useForm()
  const [draft, setDraft] = useState<string>()
  const [wrong, setWrong] = useState('')
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef(field)
  latest.current = field
  useEffect(() => () => clearTimeout(timer.current), [])
  const take = (text: string, isLast: boolean) => {
    clearTimeout(timer.current)
    const { current } = latest
    if (text === textOf(current) && current.isSet) return
    if (text === '' && current.shape !== 'text') {
      if (isLast && current.isSet) edit({ remove: current.path })
      return
    }
    if (text === '' && !current.isSet) return
    const read = readValue(current, text)
    if ('value' in read) edit({ set: current.path, value: read.value })
  }
  const settle = () => {
    // What is no value stays, and says why, until it is one.
    if (draft === undefined || wrong !== '') return wrong
    take(draft, true)
    setDraft(undefined)
    return ''
  }
  const now = useRef(settle)
  now.current = settle
  const isTyped = draft !== undefined
  useEffect(
    () => (isTyped ? keep({ settle: () => now.current(), focus: () => box.current?.focus() }) : undefined),
    [isTyped, keep],
  )
  return {
    box,
    draft,
    wrong,
    /** @param isNone the browser reads no number in it, and gives an empty text */
    type(text: string, isNone: boolean) {
      setDraft(text)
      const isEmpty = text === '' && field.shape !== 'text' && !isNone
      const read = isEmpty ? undefined : readValue(field, text)
      setWrong(read && 'wrong' in read ? read.wrong : '')
      clearTimeout(timer.current)
      if (isNone) return
      // A field that is not set yet moves when it is: not while somebody types in it.
      if (latest.current.isSet || latest.current.required)
        timer.current = setTimeout(() => take(text, false), TAKE_AFTER_MS)
    },
    /** Goes along to where the field moves when it is set. */
    follow: () => focus(latest.current.at),
    settle,
  }
}
