/** From the first visit to the end of chapter 3, in one sitting: by keyboard alone, by mouse, by touch on a small screen. */
import { devices, type Page } from '@playwright/test'
import { readLesson } from '../scripts/lessons/read.ts'
import { type Hands, keyboard, mouse, touch } from './journey/hands.ts'
import { walkChapter } from './journey/walk.ts'
import { expect, test } from './page.ts'

const CHAPTERS = ['cluster-basics', 'predictable-demands', 'declarative-deployment', 'health-probe']
const SITTING_MS = 540_000

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

async function firstVisit(page: Page, hands: Hands): Promise<void> {
  await hands.press(/^Drydock$/)
  for (const slug of CHAPTERS) {
    const lesson = readLesson(slug)
    await hands.press(new RegExp(`^(Begin with|Continue) ${lesson.title}, step 1$`))
    await walkChapter(page, hands, lesson)
  }
  await expect(page.getByRole('listitem').filter({ hasText: 'Health Probe' })).toContainText('done')
}

test('by keyboard alone', { tag: '@long' }, async ({ page, open }) => {
  test.setTimeout(SITTING_MS)
  await open()
  await firstVisit(page, keyboard(page))
})

test('by mouse', { tag: '@long' }, async ({ page, open }) => {
  test.setTimeout(SITTING_MS)
  await open()
  await firstVisit(page, mouse(page))
})

test.describe('by touch at 390 px', () => {
  const { viewport, isMobile, hasTouch, deviceScaleFactor } = devices['iPhone 13']
  test.use({ viewport, isMobile, hasTouch, deviceScaleFactor })

  test('in reading mode, with a text area', { tag: '@long' }, async ({ page, open }) => {
    test.setTimeout(SITTING_MS)
    await open()
    await firstVisit(page, touch(page))
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  })
})
