/** `npm run pictures`: draws into e2e/pictures what is new or has changed. They belong to the long tests, which this asks for. */
import { spawnSync } from 'node:child_process'

const { status } = spawnSync('npx', ['playwright', 'test', 'e2e/pictures.spec.ts', '--update-snapshots=changed'], {
  env: { ...process.env, DRYDOCK_LONG: '1' },
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
process.exitCode = status ?? 1
