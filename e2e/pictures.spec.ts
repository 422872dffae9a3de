/**
 * Views from fixed seeds against pictures of them; small differences of anti-aliasing are none. A picture is taken when two in a row
 * are equal, so what is painted in parts is complete.
 */
import { expect, test } from './page.ts'
import { PICTURES, type Picture } from './pictures.ts'
import { pictureRun } from './picture-run.ts'

/** How much one pixel may differ before it does (0 to 1), and how many may: fewer than a word has. */
const TOLERANCE = { threshold: 0.2, maxDiffPixels: 60 }

/** A run of minutes is replayed before it is shown. */
const BOOT_REAL_MS = 60_000

const address = ({ of }: Picture): string => (of === 'run' ? `/#run=${pictureRun()}` : `/?gallery=${of.scene}`)

/** Each has a page of its own: another fragment alone would load nothing. */
const sceneOf = ({ of }: Picture): string => (of === 'run' ? 'a run' : of.scene)

for (const scene of new Set(PICTURES.map(sceneOf))) {
  test(`the pictures of ${scene} are as they were @long`, async ({ open, page }) => {
    const pictures = PICTURES.filter((picture) => sceneOf(picture) === scene)
    const [first] = pictures as [Picture]
    const dress = (dark = false) => page.emulateMedia({ reducedMotion: 'reduce', colorScheme: dark ? 'dark' : 'light' })
    // Before the page is there: with reduced motion a run stands still.
    await dress()
    await open(address(first))
    if (first.of === 'run')
      await expect(page.getByRole('button', { name: 'Play' })).toBeEnabled({ timeout: BOOT_REAL_MS })
    for (const { name, view, part, dark } of pictures) {
      await dress(dark)
      if (view) await page.getByRole('tab', { name: new RegExp(`^${view}`) }).click()
      const drawn = page.locator(part)
      // It says what it waits for until the worker has told it.
      await expect(drawn.locator('.empty')).toHaveCount(0)
      await expect.soft(drawn).toHaveScreenshot(`${name}.png`, TOLERANCE)
    }
  })
}
