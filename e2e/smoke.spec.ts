import { expect, test } from './page.ts'
import { SUB_PATH } from './serve-page.ts'

for (const path of ['/', SUB_PATH]) {
  test(`the built page stands at ${path}`, async ({ open, page }) => {
    await open(path)
    await expect(page).toHaveTitle(/Drydock/)
    await expect(page.locator('#root > *').first()).toBeVisible()
  })

  test(`the page at ${path} opens again without a network`, async ({ open, page, context }) => {
    await open(path)
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    await context.setOffline(true)
    await page.reload()
    await expect(page).toHaveTitle(/Drydock/)
    await expect(page.locator('#root > *').first()).toBeVisible()
  })
}

test.describe('the policy', () => {
  test.use({ provoked: /policy|trusted ?types?|TrustedHTML|Content Security/i })

  test('refuses code and addresses that are not the page’s own', async ({ open, page, complaints }) => {
    await open()
    const refused = await page.evaluate(() => {
      const attempts: Record<string, () => unknown> = {
        evaluated: () => new Function('return 1')(),
        markup: () => {
          document.createElement('div').innerHTML = '<b>x</b>'
        },
        worker: () => new Worker('https://elsewhere.example/worker.js'),
      }
      const fails = (attempt: () => unknown) => {
        try {
          attempt()
          return false
        } catch {
          return true
        }
      }
      return Object.keys(attempts).filter((name) => fails(attempts[name] ?? (() => {})))
    })
    expect(refused).toEqual(['evaluated', 'markup', 'worker'])
    await expect.poll(() => complaints.length).toBeGreaterThan(0)
  })
})
