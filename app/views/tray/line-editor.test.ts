/** Keys on the typed line, history, completion. */
import { describe, expect, it } from 'vitest'
import { completed, emptyLine, type LineState, press, sent } from './line-editor.ts'

const LEFT = '\u001b[D'
const UP = '\u001b[A'
const DOWN = '\u001b[B'

const keys = (state: LineState, ...all: string[]) => all.reduce((now, key) => press(now, key).state, state)
const typed = (text: string) => press(emptyLine(), text).state

describe('the typed line', () => {
  it.each([
    ['a letter in the middle', keys(typed('gt'), LEFT, 'e'), 'get', 2],
    ['backspace', keys(typed('get'), '\u007f'), 'ge', 2],
    ['delete', keys(typed('get'), '\u001b[H', '\u001b[3~'), 'et', 0],
    ['cut to the start', keys(typed('get pods'), '\u0015'), '', 0],
    ['cut a word', keys(typed('get pods'), '\u0017'), 'get ', 4],
    ['cut to the end', keys(typed('get pods'), '\u0001', '\u000b'), '', 0],
    ['control characters in a paste', typed('a\tb'), 'a b', 3],
    ['an unknown escape', keys(typed('x'), '\u001b[99~'), 'x', 1],
  ])('%s', (_name, state, text, cursor) => {
    expect({ text: state.text, cursor: state.cursor }).toEqual({ text, cursor })
  })

  it('tells the terminal what to do', () => {
    const deeds = ['\r', '\u0003', '\t', '\u000c', '\u0004'].map((key) => press(emptyLine(), key).deed)
    expect(deeds).toEqual(['submit', 'interrupt', 'complete', 'clear', 'end'])
  })

  it('remembers lines, and the one begun', () => {
    let state = sent(press(emptyLine(), 'one').state)
    state = sent(press(state, 'two').state)
    state = sent(press(state, 'two').state)
    expect(state.history).toEqual(['one', 'two'])
    state = press(state, 'thr').state
    expect(keys(state, UP).text).toBe('two')
    expect(keys(state, UP, UP, UP).text).toBe('one')
    expect(keys(state, UP, UP, DOWN, DOWN).text).toBe('thr')
  })

  it('puts in what the words agree on', () => {
    const state = typed('kubectl get po')
    expect(completed(state, 12, ['pods', 'podtemplates']).text).toBe('kubectl get pod')
    expect(completed(state, 12, ['pods']).text).toBe('kubectl get pods ')
    expect(completed(state, 12, ['--selector=']).text).toBe('kubectl get --selector=')
    expect(completed(state, 12, [])).toBe(state)
  })
})
