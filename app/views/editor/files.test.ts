import { expect, it } from 'vitest'
import { change, createFiles, currentFile, type Desks, layOut } from './files.ts'

const files = [{ name: 'web.yaml', text: 'given' }]

it('keeps each desk as it was left', () => {
  const store = createFiles()
  const desks: Desks = new Map()
  const own = currentFile(store.getState()).text
  layOut(store, desks, '', { key: 'a', files, fresh: false })
  change(store, currentFile(store.getState()).id, { text: 'mine' })
  layOut(store, desks, 'a', { key: '', files: [], fresh: false })
  expect(currentFile(store.getState()).text).toBe(own)
  layOut(store, desks, '', { key: 'a', files, fresh: false })
  expect(currentFile(store.getState()).text).toBe('mine')
})

it('a fresh desk keeps what the learner wrote in a tab of its own', () => {
  const store = createFiles()
  const desks: Desks = new Map()
  layOut(store, desks, '', { key: 'a', files, fresh: false })
  change(store, 1, { text: 'mine' })
  layOut(store, desks, 'a', { key: 'a', files, fresh: true })
  expect(store.getState().files.map(({ name, text }) => [name, text])).toEqual([
    ['web.yaml', 'given'],
    ['yours-web.yaml', 'mine'],
  ])
})
