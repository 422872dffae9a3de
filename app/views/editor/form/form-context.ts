/** What every field of the form can do. */
import { createContext, useContext } from 'react'
import type { FieldEdit, FormField } from '../../../../engine/protocol/edit.ts'
import type { Draft } from '../unsettled.ts'

export interface Form {
  edit(...edits: FieldEdit[]): void
  /** Keeps what is typed in a field for whoever applies the text, until the answer is called. */
  keep(draft: Draft): () => void
  /** What is wrong, by the field's path. */
  errors: ReadonlyMap<string, string[]>
  /** Shows the field's line of the text. */
  show(line: number): void
  /** The field that takes the focus as soon as it is there. */
  focusAt: string | undefined
  focus(at: string | undefined): void
  /** Absent where there is no terminal to say it. */
  explain: ((field: FormField) => void) | undefined
}

export const FormContext = createContext<Form | undefined>(undefined)

export function useForm(): Form {
  const form = useContext(FormContext)
  if (!form) throw new Error('useForm is called outside a form')
  return form
}
