import { defineConfig, devices } from '@playwright/test'
import { launchOptions } from './scripts/chromium.mjs'

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/serve-page.ts',
  // Two cores are what the whole run may count on.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // What takes long and has a quicker sibling runs in `npm run test:long`.
  ...(process.env.DRYDOCK_LONG ? {} : { grepInvert: /@long/ }),
  timeout: 180_000,
  // No journey measures speed: a busy machine may take its time.
  expect: { timeout: 30_000 },
  outputDir: '.cache/playwright',
  // Fonts are the page's own, so one picture serves every platform.
  snapshotPathTemplate: 'e2e/pictures/{arg}{ext}',
  reporter: process.env.DRYDOCK_PLAYWRIGHT_JSON
    ? [['line'], ['json', { outputFile: process.env.DRYDOCK_PLAYWRIGHT_JSON }]]
    : [['list']],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    launchOptions: launchOptions(),
    trace: 'retain-on-failure',
  },
})
