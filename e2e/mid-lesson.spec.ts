/** What may happen to a learner in the middle of a step: the step stands, and what was written is there. */
import type { BrowserContext, Page } from '@playwright/test'
import type { DrydockHook } from '../app/session/connect.ts'
import { editor, lessonPane, mouse, passed } from './journey/hands.ts'
import { expect, test } from './page.ts'

const STEP = '/#lesson=cluster-basics&step=owner-chain'
type Hooked = { drydock: DrydockHook }

const facts = (page: Page) =>
  page.evaluate(async () => {
    const { drydock } = globalThis as unknown as Hooked
    return { nowMs: await drydock.nowMs(), digest: await drydock.digest() }
  })
const apply = async (page: Page) => {
  await expect(editor(page).locator('.view-lines')).toContainText('name: web', { timeout: 60_000 })
  await editor(page)
    .getByRole('button', { name: /^Apply/ })
    .click()
  await expect(editor(page).locator('.apply-said')).toContainText('Applied')
}
const finish = async (page: Page) => {
  await mouse(page).answer('The ReplicaSet controller', 1)
  await mouse(page).speed(Number.POSITIVE_INFINITY)
  await expect(passed(page)).toBeVisible()
}

test('a reload: the run goes on where it was, the learner’s text is there, and the step is passed', async ({
  open,
  page,
}) => {
  await open(STEP)
  await apply(page)
  await editor(page).locator('.view-lines').click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('\n# mine')
  await page.getByRole('button', { name: 'Pause' }).click()
  const before = await facts(page)
  await expect.poll(() => page.evaluate(() => localStorage.getItem('drydock.steps') ?? '')).toContain('# mine')
  await page.waitForTimeout(2500)
  await page.reload()
  await expect(editor(page).locator('.view-lines')).toContainText('# mine')
  await expect(lessonPane(page).getByRole('radio').first()).toBeEnabled()
  const after = await facts(page)
  expect(after.nowMs).toBeGreaterThanOrEqual(before.nowMs)
  expect(
    await page.evaluate(() => (globalThis as unknown as Hooked).drydock.log().then((log) => log.actions.length)),
  ).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Play' }).click()
  await finish(page)
})

test('a link from one profile to another: the same digest', async ({ open, page, browser }) => {
  await open(STEP)
  await apply(page)
  await page.getByRole('button', { name: 'Pause' }).click()
  const here = await facts(page)
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share this cluster' })
  const field = dialog.getByLabel('Link')
  await expect(field).toHaveValue(/^http/)
  const link = await field.inputValue()
  const other: BrowserContext = await browser.newContext({ reducedMotion: 'reduce' })
  const theirs = await other.newPage()
  await theirs.goto(link)
  await expect(theirs.getByRole('button', { name: 'Play' })).toBeEnabled()
  expect(await facts(theirs)).toEqual(here)
  await other.close()
})

test('storage is refused: the step is passed, and the page says nothing is kept', async ({ open, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', { value: undefined })
    for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(globalThis, name, {
        get() {
          throw new DOMException('refused', 'SecurityError')
        },
      })
  })
  await open(STEP)
  await apply(page)
  await finish(page)
  await expect(lessonPane(page).getByRole('listitem').filter({ hasText: 'Who made this Pod?' })).toContainText('done')
})

test('the worker is killed: what was answered and done still counts', async ({ open, page }) => {
  await open(STEP)
  await mouse(page).answer('The ReplicaSet controller', 1)
  await apply(page)
  const worker = page.workers().find((each) => /cluster/.test(each.url()))
  await worker?.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('killed')
      }, 0),
  )
  await expect(page.locator('.top')).toContainText('was rebuilt from what you did')
  await mouse(page).speed(Number.POSITIVE_INFINITY)
  await expect(passed(page)).toBeVisible()
})

/** An hour at 1000×, and a little. */
const HOUR_AT_FULL_REAL_MS = 3800

const secondsOf = (clock: string) => clock.split(':').reduce((sum, part) => sum * 60 + Number.parseFloat(part), 0)

test('the tab is hidden for an hour of virtual time: the clock stands, owes nothing, and goes on when it is seen', async ({
  open,
  page,
}) => {
  const hide = (hidden: boolean) =>
    page.evaluate((is) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => is })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  const clock = () => page.getByRole('timer').innerText()
  await open(STEP)
  await apply(page)
  await mouse(page).speed(1000)
  await hide(true)
  await page.waitForTimeout(500)
  const stood = await clock()
  await page.waitForTimeout(HOUR_AT_FULL_REAL_MS)
  expect(await clock()).toBe(stood)
  // The hour that went by unseen is not caught up with.
  await mouse(page).speed(1)
  await hide(false)
  await expect.poll(clock).not.toBe(stood)
  expect(secondsOf(await clock()) - secondsOf(stood)).toBeLessThan(600)
  await mouse(page).speed(1000)
  await expect.poll(clock, { timeout: 30_000 }).toMatch(/^0?[1-9]\d*:\d\d:/)
  await finish(page)
})

test.describe('without a network', () => {
  // The browser asks for the page's icon itself, past the page's own store.
  test.use({ provoked: /icon\.svg|ERR_INTERNET_DISCONNECTED/ })

  test('after the first load a chapter’s step is opened and passed', async ({ open, page, context }) => {
    await open('/#home')
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    await context.setOffline(true)
    await page.goto(`${process.env.DRYDOCK_PAGE}${STEP}`)
    await page.reload()
    await apply(page)
    await finish(page)
  })
})
