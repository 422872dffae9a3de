/** A learner's ways: a step handed in and graded, by keyboard alone, by touch on a small screen, and what a screen reader hears of a crash loop. */
import { readFileSync } from 'node:fs'
import { devices, type Page } from '@playwright/test'
import { gradeStep } from '../engine/testing/lessons/grade.ts'
import { readLesson } from '../scripts/lessons/read.ts'
import { violations } from './axe.ts'
import { expect, test } from './page.ts'

const lessonPane = (page: Page) => page.getByRole('region', { name: 'Lesson', exact: true })
const editor = (page: Page) => page.getByRole('region', { name: 'Manifests' })
const passed = (page: Page) => lessonPane(page).getByText('This step is passed.')
const FIRST = '/#lesson=cluster-basics&step=first-pod'

async function fastest(page: Page): Promise<void> {
  await page.getByRole('slider', { name: /speed/i }).focus()
  await page.keyboard.press('End')
}

/** Presses Tab until what is wanted has the focus. */
async function tabTo(page: Page, wanted: string, most = 80): Promise<void> {
  for (let n = 0; n < most; n++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)) return
  }
  throw new Error(`Tab does not come to ${wanted}`)
}

test('a step is given to others, handed in, and graded in Node to the same digest', { tag: '@long' }, async ({
  page,
  open,
}) => {
  await open(`${FIRST}&solutions=hidden`)
  await lessonPane(page).getByLabel('The scheduler').check()
  await expect(lessonPane(page).getByRole('region', { name: 'Hints' })).toHaveCount(0)
  await editor(page)
    .getByRole('button', { name: /^Apply/ })
    .click()
  await fastest(page)
  await expect(passed(page)).toBeVisible()
  await page.getByRole('button', { name: 'Embed or hand in' }).click()
  const dialog = page.getByRole('dialog', { name: 'Give this step to others' })
  await expect(dialog.getByLabel('HTML for your page')).toHaveValue(
    /<drydock-lesson lesson="cluster-basics" step="first-pod"/,
  )
  expect(await violations(page)).toEqual([])
  const saved = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Hand in' }).click()
  const [line = ''] = readFileSync(await (await saved).path(), 'utf8').split('\n')
  const asked = new URLSearchParams(line.slice(line.indexOf('#') + 1))
  const lesson = readLesson('cluster-basics')
  const step = lesson.steps.find(({ id }) => id === asked.get('step'))
  if (!step) throw new Error(`no step in ${line.slice(0, 100)}`)
  const digest = asked.get('digest') ?? ''
  const grade = gradeStep(lesson, step, { run: asked.get('run') ?? '', digest })
  expect(grade).toMatchObject({ verdict: 'passed', digest })
})

test('a step is passed by keyboard alone', async ({ page, open }) => {
  await open(FIRST)
  await expect(editor(page).locator('.view-lines')).toContainText('hello')
  await expect(lessonPane(page).getByRole('radio').first()).toBeEnabled()
  await tabTo(page, 'input[type=radio]')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await expect(lessonPane(page).getByLabel('The scheduler')).toBeChecked()
  await tabTo(page, '#speed, .tab')
  await page.locator('body').press('e')
  await expect(editor(page).locator('.editor-body :focus')).toHaveCount(1)
  await page.keyboard.press('Control+Enter')
  await page.keyboard.press('Escape')
  await tabTo(page, '#speed')
  await page.keyboard.press('End')
  await expect(passed(page)).toBeVisible()
})

test.describe('by touch at 390 px', () => {
  const { viewport, isMobile, hasTouch, deviceScaleFactor } = devices['iPhone 13']
  test.use({ viewport, isMobile, hasTouch, deviceScaleFactor })

  test('a step is read, its YAML is a text area, and it is passed', async ({ page, open }) => {
    await open(FIRST)
    await lessonPane(page).getByLabel('The scheduler').tap()
    await page.getByRole('button', { name: 'YAML', exact: true }).tap()
    await expect(editor(page).locator('textarea.plain-editor')).toHaveValue(/name: hello/)
    await editor(page)
      .getByRole('button', { name: /^Apply/ })
      .tap()
    await fastest(page)
    await page.getByRole('button', { name: 'Lesson', exact: true }).tap()
    await expect(passed(page)).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  })
})

test('a screen reader hears a crash loop in order', { tag: '@long' }, async ({ page, open }) => {
  await page.addInitScript(() => {
    const told: string[] = []
    Object.assign(globalThis, { told })
    new MutationObserver(() => {
      const text = document.querySelector('[data-live]')?.textContent ?? ''
      if (text && told.at(-1) !== text) told.push(text)
    }).observe(document, { childList: true, subtree: true, characterData: true })
  })
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 1000, height: 700 })
  await open('/#lesson=health-probe&step=slow-start')
  await expect(lessonPane(page).getByRole('heading', { name: 'A slow start' })).toBeVisible()
  await page.getByRole('button', { name: 'Play' }).click()
  await page.getByRole('slider', { name: /speed/i }).focus()
  for (let n = 0; n < 12; n++) await page.keyboard.press('ArrowRight')
  const transcript = () => page.evaluate(() => (globalThis as unknown as { told: string[] }).told.join('\n'))
  await expect.poll(transcript, { timeout: 60_000 }).toMatch(/slow-\S+.*(back-off|restart)/i)
})
