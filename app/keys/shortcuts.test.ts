import { expect, test } from 'vitest'
import { commandOf, opensPalette, SHORTCUTS, takesKeys } from './shortcuts.ts'

const plain = { ctrlKey: false, metaKey: false, altKey: false }

test('no key means two things', () => {
  const keys = SHORTCUTS.map((shortcut) => shortcut.key)
  expect(new Set(keys).size).toBe(keys.length)
})

test('capital letters count, modifiers do not', () => {
  expect(commandOf({ ...plain, key: 'E' })).toBe('editor')
  expect(commandOf({ ...plain, key: ' ' })).toBe('toggle')
  expect(commandOf({ ...plain, key: '1' })).toBe('view:cluster')
  expect(commandOf({ ...plain, ctrlKey: true, key: 'e' })).toBeUndefined()
  expect(commandOf({ ...plain, key: 'q' })).toBeUndefined()
})

test('typing, menus and buttons keep their keys', () => {
  document.body.innerHTML =
    '<input id="text"><input id="slider" type="range"><button id="button">x</button><div role="menu"><i id="item"></i></div><p id="floor"></p>'
  const at = (id: string) => document.getElementById(id)
  expect(takesKeys(at('text'), 'e')).toBe(true)
  expect(takesKeys(at('item'), 'e')).toBe(true)
  expect(takesKeys(at('slider'), 'e')).toBe(false)
  expect([takesKeys(at('button'), ' '), takesKeys(at('button'), 'e')]).toEqual([true, false])
  expect(takesKeys(at('floor'), ' ')).toBe(false)
})

test('Ctrl K opens the palette from anywhere; in the terminal it cuts the line', () => {
  document.body.innerHTML = '<div class="xterm"><textarea id="line"></textarea></div><textarea id="editor"></textarea>'
  const at = (id: string) => document.getElementById(id)
  const ctrl = { ...plain, ctrlKey: true, key: 'k' }
  expect([opensPalette(ctrl, at('editor')), opensPalette(ctrl, at('line'))]).toEqual([true, false])
  expect(opensPalette({ ...plain, metaKey: true, key: 'K' }, at('line'))).toBe(true)
  expect([opensPalette({ ...plain, key: 'k' }, null), opensPalette({ ...ctrl, altKey: true }, null)]).toEqual([
    false,
    false,
  ])
})
