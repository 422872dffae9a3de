/**
 * Every screen in every state a person may have set, by axe: views, side panes, chapter map, a lesson; themes, a phone,
 * forced colours, 200 % zoom. One page for each state goes through them all. A run that stands still, from a link.
 */
import type { Page } from '@playwright/test'
import { randomRun } from '../engine/testing/randomlogs.ts'
import { encodeRun } from '../engine/workers/links/sharedrun.ts'
import { violationsQuick } from './axe.ts'
import { expect, test } from './page.ts'

interface State {
  name: string
  width: number
  height: number
  dark?: boolean
  forced?: boolean
}

const STATES: readonly State[] = [
  { name: 'light', width: 1440, height: 900 },
  { name: 'a phone, dark', width: 390, height: 844, dark: true },
  { name: 'forced colours, a narrow desk', width: 1000, height: 700, forced: true },
  { name: 'dark @long', width: 1440, height: 900, dark: true },
  { name: 'a phone, light @long', width: 390, height: 844 },
  { name: '200 % zoom @long', width: 720, height: 450 },
  { name: '200 % zoom, forced colours @long', width: 720, height: 450, dark: true, forced: true },
]

const LESSON = '/#lesson=cluster-basics&step=owner-chain'

for (const { name, width, height, dark = false, forced = false } of STATES) {
  test(`${name}: nothing that axe objects to on any screen`, async ({ open, page }) => {
    test.setTimeout(300_000)
    const found: Record<string, string[]> = {}
    const look = async (what: string) => {
      const violations = await violationsQuick(page)
      if (violations.length > 0) found[what] = violations
    }
    await page.setViewportSize({ width, height })
    await page.emulateMedia({
      reducedMotion: 'reduce',
      colorScheme: dark ? 'dark' : 'light',
      forcedColors: forced ? 'active' : 'none',
    })
    const { log, untilMs } = randomRun(7)
    await open(`/#run=${encodeRun({ log, untilMs, files: [] })}`)
    await expect(page.locator('[data-mark^="node:"]').first()).toBeVisible()
    await lookAtTabs(page, 'Views', look)
    const pane = page.getByRole('group', { name: 'Pane' }).getByRole('button', { name: 'YAML' })
    // Where there is one pane at a time, the side is behind a switch.
    if (await pane.isVisible()) await pane.click()
    await lookAtTabs(page, 'Editor and inspector', look)
    await page.goto(`${process.env.DRYDOCK_PAGE}/#home`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await look('the chapter map')
    for (const shelf of ['glossary=Pod.spec', 'map=sidecar', 'tables=probes']) {
      await page.goto(`${process.env.DRYDOCK_PAGE}/#${shelf}`)
      await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
      await look(shelf)
    }
    await page.goto(`${process.env.DRYDOCK_PAGE}${LESSON}`)
    await expect(page.getByRole('heading', { name: 'Who made this Pod?' })).toBeVisible()
    await look('a lesson')
    expect(found).toEqual({})
  })
}

async function lookAtTabs(page: Page, label: string, look: (what: string) => Promise<void>): Promise<void> {
  for (const tab of await page.getByRole('tablist', { name: label }).getByRole('tab').all()) {
    await tab.click()
    await expect(tab).toHaveAttribute('aria-selected', 'true')
    await look(await tab.innerText())
  }
}
