/** A cluster worker that dies or hangs takes nothing along. */
import type { Page } from '@playwright/test'
import { momentCount, randomMoments } from './moments.ts'
import { expect, test } from './page.ts'

const KILLS = momentCount(3)

const worker = (page: Page) => page.workers().find((each) => /cluster/.test(each.url()))

/** Whole seconds of the virtual clock as it is drawn. */
async function clockSeconds(page: Page): Promise<number> {
  const text = (await page.locator('.clock span').textContent()) ?? ''
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

async function apply(page: Page): Promise<void> {
  const editor = page.getByRole('region', { name: 'Manifests' })
  await expect(editor.locator('.view-lines')).toContainText('random-generator')
  await editor.getByRole('button', { name: /^Apply/ }).click()
  await expect(page.locator('#tray-terminal')).toContainText('created')
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(3)
}

test('the run is rebuilt from what was done, and goes on', async ({ open, page }) => {
  await open('/#cluster')
  await apply(page)
  await worker(page)?.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('the test broke it')
      }, 0),
  )
  await expect(page.locator('.top')).toContainText('was rebuilt from what you did')
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(3)
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(page.locator('.pod-ready')).toHaveCount(3)
})

test(`the worker is killed at ${KILLS} moments: each time the run is there again`, async ({ open, page }) => {
  test.setTimeout(60_000 + KILLS * 10_000)
  await open('/#cluster')
  await apply(page)
  for (const [waitMs, afterMs] of randomMoments(KILLS, 900, 200)) {
    const before = worker(page)
    // Further apart, in virtual time, than one crash is from its repetition.
    const from = await clockSeconds(page)
    await expect.poll(() => clockSeconds(page)).toBeGreaterThan(from + 1)
    await page.waitForTimeout(waitMs)
    await before?.evaluate(
      (after) =>
        void setTimeout(() => {
          throw new Error('killed')
        }, after),
      afterMs,
    )
    await expect.poll(() => worker(page) !== undefined && worker(page) !== before).toBe(true)
    await expect(page.getByRole('button', { name: 'Pause' })).toBeEnabled()
    await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(3)
  }
})

test('a step that never ends is noticed, reported and left behind', async ({ open, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open('/#cluster')
  await apply(page)
  await worker(page)?.evaluate(
    () =>
      void setTimeout(() => {
        for (;;);
      }, 0),
  )
  await expect(page.locator('.top')).toContainText('was rebuilt from what you did', { timeout: 30_000 })
  await page.getByRole('button', { name: 'Copy report' }).click()
  const report = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as {
    why: string
    log: { actions: unknown[] }
  }
  expect(report.why).toContain('a step took longer')
  expect(report.log.actions.length).toBeGreaterThan(0)
})
