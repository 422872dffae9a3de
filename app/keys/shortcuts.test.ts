import { expect, test } from 'vitest'
import { commandOf, SHORTCUTS, takesKeys } from './shortcuts.ts'

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
