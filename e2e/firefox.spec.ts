/** The page in another engine: it works, and one log gives one digest there, too. */
import { expect, test } from '@playwright/test'
import type { DrydockHook } from '../app/session/connect.ts'
import type { ActionLog } from '../engine/protocol/run.ts'
import { randomRun } from '../engine/testing/randomlogs.ts'
import { findFirefox, launchFirefox } from './firefox.ts'

const RUNS = 10
const WAIT_MS = 60_000
const firefox = findFirefox()

/** Runs in the page: presses Apply as soon as it can be pressed. */
function pressApply(): boolean {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('[aria-label="Manifests"] button')]
  const apply = buttons.find(({ textContent, disabled }) => textContent.startsWith('Apply') && !disabled)
  apply?.click()
  return apply !== undefined
}

test('in Firefox, what is applied runs, and logs end in the same bytes as in Node', async () => {
  test.skip(firefox === undefined, 'no Firefox on this machine')
  test.setTimeout(240_000)
  const browser = await launchFirefox(firefox as string)
  try {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
    await page.setViewport({ width: 1440, height: 900 })
    await page.goto(`${process.env.DRYDOCK_PAGE}/#cluster`, { waitUntil: 'domcontentloaded', timeout: WAIT_MS })

    await page.waitForSelector('[aria-label="Manifests"] .view-lines', { timeout: WAIT_MS })
    // By a function of ours: the driver's own way to look for a button is code from text, which the policy refuses.
    await page.waitForFunction(pressApply, { timeout: WAIT_MS })
    await page.waitForFunction(() => document.querySelector('#tray-terminal')?.textContent?.includes('created'), {
      timeout: WAIT_MS,
    })

    const different: number[] = []
    for (let seed = 1; seed <= RUNS; seed++) {
      const { log, untilMs, digest } = randomRun(seed)
      const here = await page.evaluate(
        (given: ActionLog, until: number) =>
          (globalThis as unknown as { drydock: DrydockHook }).drydock.runLog(given, until),
        log,
        untilMs,
      )
      if (here !== digest) different.push(seed)
    }
    expect(different).toEqual([])
    expect(complaints).toEqual([])
  } finally {
    await browser.close()
  }
})
