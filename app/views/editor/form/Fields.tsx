/** The fields of a group: those that are set, those that must be, and behind a button all it could have. */
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { FormField } from '../../../../engine/protocol/edit.ts'
import { Icon } from '../../../components/Icon.tsx'
import { plural } from '../../../draw/countdown.ts'
import { Items } from './Items.tsx'
import { useForm } from './form-context.ts'
import { ScalarInput } from './ScalarInput.tsx'
import { itemTitle, limitWords } from './values.ts'

/** More are looked through with a filter. */
const MOST_UNFILTERED = 8

export function Fields({ fields, holder }: { fields: readonly FormField[]; holder: string }) {
  const shown = fields.filter(({ isSet, required }) => isSet || required)
  const more = fields.filter(({ isSet, required }) => !isSet && !required)
  return (
    <div className="form-fields">
      {shown.map((field) => (
        <Field key={field.at} field={field} />
      ))}
      {more.length > 0 && <More fields={more} holder={holder} />}
    </div>
  )
}

function More({ fields, holder }: { fields: readonly FormField[]; holder: string }) {
  const [open, setOpen] = useState(false)
  const [term, setTerm] = useState('')
  const found = fields.filter(({ name }) => name.toLowerCase().includes(term.toLowerCase()))
  return (
    <div className="form-more">
      <button type="button" className="btn g sm" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="plus" small />
        {`${plural(fields.length, 'more field')} of ${holder}`}
      </button>
      {open && (
        <div className="form-fields">
          {fields.length > MOST_UNFILTERED && (
            <input
              className="form-filter"
              aria-label={`Filter the fields of ${holder}`}
              placeholder="Filter by name"
              value={term}
              onChange={(event) => setTerm(event.target.value)}
            />
          )}
          {found.map((field) => (
            <Field key={field.at} field={field} />
          ))}
        </div>
      )}
    </div>
  )
}

const HOLDS = new Set(['group', 'list', 'map'])

/** One field: a value, a group, a list or a map. @param children further buttons of its head */
export function Field({ field, children }: { field: FormField; children?: ReactNode }) {
  const id = useId()
  const form = useForm()
  const wrong = form.errors.get(field.at) ?? []
  const limits = limitWords(field)
  const holds = HOLDS.has(field.shape) && field.yaml === undefined
  const described = [`${id}-about`, ...(wrong.length > 0 ? [`${id}-wrong`] : [])].join(' ')
  const title = itemTitle(field)
  return (
    <div
      className={`form-field${holds && field.isSet ? ' holds' : ''}${wrong.length > 0 ? ' wrong' : ''}`}
      role={holds && field.isSet ? 'group' : undefined}
      aria-label={holds && field.isSet ? title : undefined}
      data-field={field.at}
    >
      <Head field={field} id={id} title={title} isLabel={!holds && field.yaml === undefined} described={described}>
        {children}
      </Head>
      <p className={field.isSet ? 'form-about vh' : 'form-about'} id={`${id}-about`}>
        {field.unknown ? 'The schema has no such field. It is kept as it is.' : field.description}
        {limits && <span className="i3">{` ${limits}.`}</span>}
      </p>
      {!holds && field.yaml === undefined && field.shape !== 'free' && (
        <ScalarInput id={id} field={field} describedBy={described} isWrong={wrong.length > 0} />
      )}
      {field.yaml !== undefined && (
        <pre className="form-yaml" translate="no" tabIndex={0} role="region" aria-label={`YAML of ${field.name}`}>
          {field.yaml}
        </pre>
      )}
      {wrong.length > 0 && (
        <p className="bad" id={`${id}-wrong`}>
          {wrong.join(' ')}
        </p>
      )}
      {holds && field.isSet && field.shape === 'group' && <Fields fields={field.fields ?? []} holder={title} />}
      {holds && field.isSet && field.shape !== 'group' && (
        <Items
          field={field}
          renderItem={(item, buttons) => (
            <Field key={item.at} field={item}>
              {buttons}
            </Field>
          )}
        />
      )}
    </div>
  )
}

interface HeadProps {
  field: FormField
  id: string
  title: string
  isLabel: boolean
  described: string
  children: ReactNode
}

function Head({ field, id, title, isLabel, described, children }: HeadProps) {
  const { edit, explain, show, focusAt, focus } = useForm()
  const head = useRef<HTMLDivElement>(null)
  const { at, name, isSet, line } = field
  useEffect(() => {
    // A field that is not set yet moves to the others when it is.
    if (focusAt !== at || !isSet) return
    focus(undefined)
    const next = head.current?.parentElement?.querySelector<HTMLElement>('input, select, textarea, button')
    next?.focus()
  }, [focusAt, at, isSet, focus])
  const remove = () => {
    const holder = head.current?.parentElement?.parentElement?.closest<HTMLElement>('[data-field]')
    edit({ remove: field.path })
    focus(holder?.dataset.field)
  }
  const add = () => {
    edit({ set: field.path, value: field.blank ?? {} })
    focus(at)
  }
  return (
    <div className="row form-field-head" ref={head}>
      {isLabel ? (
        <label htmlFor={id} translate="no">
          {title}
        </label>
      ) : (
        <b translate="no">{title}</b>
      )}
      <span className="i3 form-type" translate="no">
        {field.type}
      </span>
      {field.required && <span className="form-required">required</span>}
      <span className="sp" />
      {children}
      {explain && field.explain && !field.unknown && (
        <button
          type="button"
          className="btn g i sm"
          aria-label={`Explain ${field.explain}`}
          title={`kubectl explain ${field.explain}`}
          onClick={() => explain(field)}
        >
          <Icon name="help" small />
        </button>
      )}
      {line !== undefined && (
        <button
          type="button"
          className="btn g i sm"
          aria-label={`Show ${name} in the text`}
          title={`Line ${line}`}
          onClick={() => show(line)}
        >
          <Icon name="jump" small />
        </button>
      )}
      {isSet && (
        <button type="button" className="btn g i sm" aria-label={`Remove ${title}`} onClick={remove}>
          <Icon name="x" small />
        </button>
      )}
      {!isSet && !isLabel && (
        <button type="button" className="btn sm" aria-label={`Add ${name}`} aria-describedby={described} onClick={add}>
          Add
        </button>
      )}
    </div>
  )
}
