/**
 * From the first visit to the end of chapter 3: by keyboard alone, by mouse, by touch on a small screen. A sitting is a chapter; the
 * next one begins with what the last one left in the browser.
 */
import { devices, type Page } from '@playwright/test'
import { readLesson } from '../scripts/lessons/read.ts'
import { type Hands, keyboard, mouse, touch } from './journey/hands.ts'
import { walkChapter } from './journey/walk.ts'
import { expect, test } from './page.ts'

const CHAPTERS = ['cluster-basics', 'predictable-demands', 'declarative-deployment', 'health-probe']
const SITTING_MS = 500_000

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

/** What a browser holds of somebody who passed all chapters before this one. */
async function passedBefore(page: Page, chapter: number): Promise<void> {
  const passed = CHAPTERS.slice(0, chapter).flatMap((slug) => readLesson(slug).steps.map(({ id }) => `${slug}/${id}`))
  if (passed.length === 0) return
  await page.addInitScript(
    (text) => {
      localStorage.setItem('drydock.progress', localStorage.getItem('drydock.progress') ?? text)
    },
    JSON.stringify({ format: 1, passed, last: passed.at(-1) }),
  )
}

async function sitting(page: Page, hands: Hands, chapter: number): Promise<void> {
  const lesson = readLesson(CHAPTERS[chapter] as string)
  await hands.press(/^Drydock$/)
  await hands.press(new RegExp(`^(Begin with|Continue) ${lesson.title}, step 1$`))
  await walkChapter(page, hands, lesson)
  await expect(page.getByRole('listitem').filter({ hasText: lesson.title }).last()).toContainText('done')
}

for (const [chapter, slug] of CHAPTERS.entries()) {
  for (const [name, hands] of [
    ['by keyboard alone', keyboard],
    ['by mouse', mouse],
  ] as const)
    test(`${slug} ${name}`, { tag: '@long' }, async ({ page, open }) => {
      test.setTimeout(SITTING_MS)
      await passedBefore(page, chapter)
      await open()
      await sitting(page, hands(page), chapter)
    })

  test.describe('by touch at 390 px', () => {
    const { viewport, isMobile, hasTouch, deviceScaleFactor } = devices['iPhone 13']
    test.use({ viewport, isMobile, hasTouch, deviceScaleFactor })

    test(`${slug} in reading mode, with a text area`, { tag: '@long' }, async ({ page, open }) => {
      test.setTimeout(SITTING_MS)
      await passedBefore(page, chapter)
      await open()
      await sitting(page, touch(page), chapter)
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    })
  })
}
