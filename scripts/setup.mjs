// Installs the locked dependencies when they are missing or differ from package-lock.json; every npm script runs this first.
// It must work before anything is installed, so it uses Node alone; when there is nothing to do it costs a few milliseconds.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const OLDEST_NODE = { major: 20, minor: 19 }
const POLL_MS = 500
/** A lock whose holder died before it could write its process id is taken over after this long. */
const UNSIGNED_LOCK_MS = 5_000

/** @param {string} path @returns {any} the parsed file, or undefined when it is missing or broken (an interrupted install) */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Compares the lock with the copy npm leaves in node_modules once an install has finished. Contents, not times, decide: a
 * checkout, a branch switch and a copied folder all change times. Optional packages may be absent (other platforms).
 *
 * @param {string} [folder] the checkout
 * @returns {boolean}
 */
export function isInstalled(folder = root) {
  const wanted = readJson(join(folder, 'package-lock.json'))?.packages
  const present = readJson(join(folder, 'node_modules', '.package-lock.json'))?.packages
  if (!wanted || !present) return false
  const missing = Object.entries(wanted).some(([at, entry]) => at && !entry.optional && !entry.link && !present[at])
  return !missing && Object.entries(present).every(([at, entry]) => wanted[at]?.version === entry.version)
}

/** @param {number} pid @returns {boolean} */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** @param {string} path @returns {number} milliseconds since the last change; 0 when it has just gone */
function ageMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats ? Date.now() - stats.mtimeMs : 0
}

/** @param {number} ms blocks: this script has nothing else to do */
function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/**
 * Two npm scripts started at once must not both rebuild node_modules. Making a directory is atomic everywhere; the holder's
 * process id lets a waiter take over from one that was killed.
 *
 * @param {string} lock
 * @returns {boolean} false when somebody else holds it
 */
function tryLock(lock) {
  const owner = join(lock, 'pid')
  try {
    mkdirSync(lock)
    writeFileSync(owner, String(process.pid))
    return true
  } catch {
    const holder = readJson(owner)
    const abandoned = holder ? !isAlive(holder) : ageMs(lock) > UNSIGNED_LOCK_MS
    if (abandoned) rmSync(lock, { recursive: true, force: true })
    return false
  }
}

function install() {
  // The npm that started us, when there is one: it is on no PATH in some editors and containers.
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined
  const flags = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  console.error('Installing dependencies (npm ci)…')
  const result = npm
    ? spawnSync(process.execPath, [npm, ...flags], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', flags, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (result.status !== 0) throw new Error('npm ci failed; its output stands above')
}

/** @throws {Error} when Node is too old or the install fails */
export function setup() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const { major: oldest, minor: oldestMinor } = OLDEST_NODE
  if (major < oldest || (major === oldest && minor < oldestMinor)) {
    throw new Error(`Drydock needs Node ${oldest}.${oldestMinor} or newer; this is ${process.versions.node}`)
  }
  const lock = join(root, '.cache', 'setup.lock')
  while (!isInstalled()) {
    mkdirSync(dirname(lock), { recursive: true })
    if (!tryLock(lock)) {
      sleep(POLL_MS)
      continue
    }
    try {
      if (!isInstalled()) install()
      if (!isInstalled()) throw new Error('npm ci finished, yet node_modules does not match package-lock.json')
    } finally {
      rmSync(lock, { recursive: true, force: true })
    }
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    setup()
  } catch (error) {
    console.error(/** @type {Error} */ (error).message)
    process.exitCode = 1
  }
}
