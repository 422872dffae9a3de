/** The line being typed: what keys do to it, and the lines typed before. Pure; the terminal draws it. */

export interface LineState {
  text: string
  /** Where the cursor stands, from 0 to the text's length. */
  cursor: number
  /** Lines typed before, oldest first. */
  history: readonly string[]
  /** Which of them is shown; history.length for the new line. */
  at: number
  /** The new line, while an older one is shown. */
  draft: string
}

/** Something the terminal has to do after a key. */
export type LineDeed = 'submit' | 'interrupt' | 'complete' | 'clear' | 'end' | undefined

export const MOST_HISTORY = 500

export const emptyLine = (history: readonly string[] = []): LineState => ({
  text: '',
  cursor: 0,
  history,
  at: history.length,
  draft: '',
})

/** One key or one piece of text as a terminal sends it. */
export function press(state: LineState, data: string): { state: LineState; deed: LineDeed } {
  const deed = DEEDS[data]
  if (deed !== undefined) return { state, deed }
  const edit = EDITS[data]
  if (edit !== undefined) return { state: edit(state), deed: undefined }
  if (data.startsWith('\u001b') || (data.length === 1 && isControl(data))) return { state, deed: undefined }
  return { state: insert(state, [...data].map((char) => (isControl(char) ? ' ' : char)).join('')), deed: undefined }
}

const isControl = (char: string): boolean => char < ' ' || char === '\u007f'

/** The line is sent: it joins the history, and a new one begins. */
export function sent(state: LineState): LineState {
  const line = state.text.trim()
  const repeated = line === '' || line === state.history.at(-1)
  return emptyLine(repeated ? state.history : [...state.history, line].slice(-MOST_HISTORY))
}

export function insert(state: LineState, text: string): LineState {
  const { cursor } = state
  return { ...state, text: state.text.slice(0, cursor) + text + state.text.slice(cursor), cursor: cursor + text.length }
}

/** Puts the words that may stand there: one is put in full, several as far as they agree. */
export function completed(state: LineState, from: number, words: readonly string[]): LineState {
  const [first, ...others] = words
  if (first === undefined) return state
  const common = others.reduce(shared, first)
  const ends = words.length === 1 && !/[=/]$/.test(common) ? ' ' : ''
  const text = state.text.slice(0, from) + common + ends + state.text.slice(state.cursor)
  return { ...state, text, cursor: from + common.length + ends.length }
}

function shared(a: string, b: string): string {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return a.slice(0, at)
}

const DEEDS: Readonly<Record<string, LineDeed>> = {
  '\r': 'submit',
  '\u0003': 'interrupt',
  '\t': 'complete',
  '\u000c': 'clear',
  '\u0004': 'end',
}

type Edit = (state: LineState) => LineState

const moveTo =
  (place: (state: LineState) => number): Edit =>
  (state) => ({ ...state, cursor: Math.max(0, Math.min(state.text.length, place(state))) })

/** Removes what lies between the cursor and another place. */
const cut =
  (place: (state: LineState) => number): Edit =>
  (state) => {
    const other = Math.max(0, Math.min(state.text.length, place(state)))
    const [from, to] = other < state.cursor ? [other, state.cursor] : [state.cursor, other]
    return { ...state, text: state.text.slice(0, from) + state.text.slice(to), cursor: from }
  }

const wordBack = ({ text, cursor }: LineState): number => text.slice(0, cursor).replace(/\S+\s*$/, '').length
const wordOn = ({ text, cursor }: LineState): number => cursor + (/^\s*\S+/.exec(text.slice(cursor))?.[0].length ?? 0)

function recall(state: LineState, by: number): LineState {
  const at = Math.max(0, Math.min(state.history.length, state.at + by))
  if (at === state.at) return state
  const draft = state.at === state.history.length ? state.text : state.draft
  const text = at === state.history.length ? draft : (state.history[at] as string)
  return { ...state, at, draft, text, cursor: text.length }
}

const start = () => 0
const end = ({ text }: LineState) => text.length
const left = ({ cursor }: LineState) => cursor - 1
const right = ({ cursor }: LineState) => cursor + 1

const EDITS: Readonly<Record<string, Edit>> = {
  '\u007f': cut(left),
  '\b': cut(left),
  '\u001b[3~': cut(right),
  '\u001b[D': moveTo(left),
  '\u001b[C': moveTo(right),
  '\u001b[H': moveTo(start),
  '\u001b[F': moveTo(end),
  '\u0001': moveTo(start),
  '\u0005': moveTo(end),
  '\u001b[1;5D': moveTo(wordBack),
  '\u001b[1;5C': moveTo(wordOn),
  '\u001bb': moveTo(wordBack),
  '\u001bf': moveTo(wordOn),
  '\u0015': cut(start),
  '\u000b': cut(end),
  '\u0017': cut(wordBack),
  '\u001b[A': (state) => recall(state, -1),
  '\u001b[B': (state) => recall(state, 1),
}
