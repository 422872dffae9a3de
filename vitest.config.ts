import { defineConfig } from 'vitest/config'

/** Two cores are what the whole run may count on. */
const WORKERS = 2
/** Generous: the machine may be shared, and a scenario simulates hours. */
const TIMEOUT_MS = 60_000

const common = { testTimeout: TIMEOUT_MS, hookTimeout: TIMEOUT_MS }

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    allowOnly: false,
    projects: [
      { test: { ...common, name: 'tidy', include: ['tidy.test.ts', 'scripts/**/*.test.ts'], environment: 'node' } },
      {
        test: {
          ...common,
          name: 'engine',
          include: ['engine/**/*.test.ts', 'lessons/**/*.test.ts', 'bench/**/*.test.ts'],
          environment: 'node',
        },
      },
      { test: { ...common, name: 'page', include: ['app/**/*.test.{ts,tsx}'], environment: 'happy-dom' } },
    ],
  },
})
