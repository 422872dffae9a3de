import { expect, test } from 'vitest'
import { layoutFor } from './layout.ts'
import { Said, spoken } from './spoken.ts'

test.each([
  [1920, 1080, { panes: 'two', side: 460, tray: 220, trayWaits: false }],
  [1440, 900, { panes: 'two', side: 412, tray: 186 }],
  [1000, 700, { panes: 'two', side: 380 }],
  [720, 450, { panes: 'one', compact: false, trayWaits: true }],
  [390, 844, { panes: 'one', compact: true, trayWaits: true }],
])('%d × %d', (width, height, layout) => {
  expect(layoutFor(width, height)).toMatchObject(layout)
})

test('a flood becomes a count', () => {
  expect(spoken(['a'])).toBe('a')
  expect(spoken(['a', 'b'])).toBe('a. b')
  expect(spoken(['a', 'b', 'c', 'd'])).toBe('a. b. And 2 more changes')
})

test('nothing is said twice, your own results come first', () => {
  const old = { id: 3, text: 'old' }
  const said = new Said([old], [])
  expect(said.news([old], [])).toEqual([])
  const trouble = { id: 4, text: 'web x is in back-off' }
  const entry = { id: 1, kubectl: 'kubectl cordon a-1', output: 'node/a-1 cordoned', ok: true }
  expect(said.news([old, trouble], [entry])).toEqual(['node/a-1 cordoned', 'web x is in back-off'])
  expect(said.news([old, trouble], [entry])).toEqual([])
  expect(said.news([], [{ ...entry, id: 2, output: '' }])).toEqual(['kubectl cordon a-1'])
})
