import { expect, it } from 'vitest'
import type { EditorTools } from '../../session/context.tsx'
import { editFile } from './edit-file.ts'
import { createFiles, currentFile } from './files.ts'
import { keepDraft, settleDrafts } from './unsettled.ts'

/** Answers edits when it is told to. */
function slowTools() {
  const waiting: (() => void)[] = []
  const edit = (text: string) =>
    new Promise((resolve) => waiting.push(() => resolve({ text: `${text}# edited\n`, line: 1 })))
  return { tools: { edit } as unknown as EditorTools, answer: () => waiting.shift()?.() }
}

it('a value that is none is gone to, and said', async () => {
  const store = createFiles()
  const went: string[] = []
  const draft = (name: string, wrong: string) => ({ settle: () => wrong, focus: () => went.push(name) })
  const forget = keepDraft(store, draft('replicas', 'replicas is a whole number.'))
  keepDraft(store, draft('name', ''))
  expect(await settleDrafts(store)).toBe('replicas is a whole number.')
  expect(went).toEqual(['replicas'])
  forget()
  expect(await settleDrafts(store)).toBe('')
})

it('what was typed last is in the text before it is applied', async () => {
  const store = createFiles()
  const { id } = currentFile(store.getState())
  const { tools, answer } = slowTools()
  let settled = false
  keepDraft(store, {
    settle: () => {
      void editFile(store, tools, id, { line: 1 }, [{ set: ['kind'], value: 'Pod' }])
      return ''
    },
    focus: () => undefined,
  })
  const done = settleDrafts(store).then(() => {
    settled = true
  })
  await Promise.resolve()
  expect(settled).toBe(false)
  answer()
  await done
  expect(currentFile(store.getState()).text).toMatch(/# edited\n$/)
})

it('an edit that was refused is no reason to apply the old text', async () => {
  const store = createFiles()
  const tools = { edit: async (text: string) => ({ text, refused: 'another place shares it' }) }
  void editFile(store, tools as unknown as EditorTools, 1, { line: 1 }, [{ remove: ['kind'] }])
  expect(await settleDrafts(store)).toBe('another place shares it.')
  expect(await settleDrafts(store)).toBe('')
})
