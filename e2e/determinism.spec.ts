/** One seed and one action log give one digest, in Node and in the browser. */
import { expect, test } from './page.ts'
import { randomRun } from '../engine/testing/randomlogs.ts'
import type { ActionLog } from '../engine/protocol/run.ts'
import type { DrydockHook } from '../app/session/connect.ts'

const RUNS = 50

test(`${RUNS} random logs end in the same bytes here and in Node`, async ({ open, page }) => {
  test.setTimeout(180_000)
  await open()
  await expect(page.locator('.floor')).toBeVisible()
  const different: number[] = []
  for (let seed = 1; seed <= RUNS; seed++) {
    const { log, untilMs, digest } = randomRun(seed)
    const here = await page.evaluate(
      ([given, until]) => (globalThis as unknown as { drydock: DrydockHook }).drydock.runLog(given, until),
      [log, untilMs] as [ActionLog, number],
    )
    if (here !== digest) different.push(seed)
  }
  expect(different).toEqual([])
})

test('what is done on the page is a log that gives the same cluster again', async ({ open, page }) => {
  await open()
  const editor = page.getByRole('region', { name: 'Manifests' })
  await expect(editor.locator('.view-lines')).toContainText('random-generator')
  await editor.getByRole('button', { name: /^Apply/ }).click()
  await expect(page.locator('#tray-terminal')).toContainText('created')
  await page.waitForTimeout(1500)
  await page.getByRole('button', { name: 'Pause' }).click()
  const [digest, again] = await page.evaluate(async () => {
    const { drydock } = globalThis as unknown as { drydock: DrydockHook }
    return [await drydock.digest(), await drydock.runLog(await drydock.log(), await drydock.nowMs())]
  })
  expect(again).toBe(digest)
})
