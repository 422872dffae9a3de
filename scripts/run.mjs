// Runs one of the project's TypeScript programs: `node scripts/run.mjs scripts/apiserver.ts --port 8001`.
// Dependencies are installed first. The program runs in this very process, and a stopped `npm run …` stops it too.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setup } from './setup.mjs'

const PARENT_POLL_MS = 200

/**
 * npm puts a shell between itself and us, and that shell passes no signal on: SIGTERM to npm ends npm and the shell and
 * leaves the program running. So it asks itself to stop once its parent is gone. (Windows ends the whole tree itself.)
 */
function stopWithParent() {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, PARENT_POLL_MS)
  timer.unref()
}

/** @param {string | undefined} program path from the current folder @param {string[]} args */
async function run(program, args) {
  if (!program) throw new Error('usage: node scripts/run.mjs PROGRAM [ARGUMENTS]')
  setup()
  stopWithParent()
  const path = resolve(program)
  process.argv = [process.execPath, path, ...args]
  const { register } = await import('tsx/esm/api')
  register()
  await import(pathToFileURL(path).href)
}

const [, , program, ...args] = process.argv
run(program, args).catch((/** @type {Error} */ error) => {
  console.error(error.stack ?? error.message)
  process.exitCode = 1
})
