import { expect, test } from './page.ts'
import { SUB_PATH } from './serve-page.ts'

/** Runs in the page: which of three things a policy must stop it did stop. */
function refusedAttempts(): Promise<string[]> {
  const attempts: [string, () => unknown][] = [
    ['code from text', () => new Function('return 1')()],
    ['markup from text', () => Object.assign(document.createElement('div'), { innerHTML: '<b>x</b>' })],
    ['a worker of another origin', () => new Worker('https://elsewhere.example/worker.js')],
  ]
  const isRefused = (attempt: () => unknown) => {
    try {
      attempt()
      return false
    } catch {
      return true
    }
  }
  // From a timer: what the test driver calls directly may evaluate code whatever the policy says.
  return new Promise((done) => {
    setTimeout(() => done(attempts.filter(([, attempt]) => isRefused(attempt)).map(([name]) => name)), 0)
  })
}

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
    const refused = await page.evaluate(refusedAttempts)
    expect(refused).toEqual(['code from text', 'markup from text', 'a worker of another origin'])
    await expect.poll(() => complaints.length).toBeGreaterThan(0)
  })
})
