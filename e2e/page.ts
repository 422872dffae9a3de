/** The `test` of every journey: knows where the page stands and fails when the page complained. */
import { test as base, type ConsoleMessage, type Page } from '@playwright/test'

export { expect } from '@playwright/test'

interface Fixtures {
  /** Opens the built page at a path, `/` unless told. */
  open: (path?: string) => Promise<void>
  /** What the page complained of so far: errors on the console, uncaught errors, refused policies, failed requests. */
  complaints: string[]
  /** Complaints a test provokes on purpose: `test.use({ provoked: /…/ })`. */
  provoked: RegExp | undefined
}

/** Puts every policy violation where the page's watcher can see it; runs in the page. */
function reportViolations() {
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`policy ${event.violatedDirective} refused ${event.blockedURI || event.sample}`)
  })
}

function listen(page: Page, complaints: string[]) {
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    if (reason !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${reason}`)
  })
}

export const test = base.extend<Fixtures>({
  provoked: [undefined, { option: true }],
  complaints: [
    async ({ page, provoked }, use) => {
      const complaints: string[] = []
      await page.addInitScript(reportViolations)
      listen(page, complaints)
      await use(complaints)
      const unexpected = complaints.filter((complaint) => !provoked?.test(complaint))
      base.expect(unexpected, 'the page must not complain').toEqual([])
    },
    { auto: true },
  ],
  open: async ({ page }, use) => {
    await use(async (path = '/') => {
      await page.goto(`${process.env.DRYDOCK_PAGE}${path}`)
    })
  },
})
