// Budgets of the built page, gzipped. The editor (Monaco and its YAML worker) and the terminal's screen load lazily and
// weigh on their own.
import { readdirSync, readFileSync } from 'node:fs'

const ASSETS = 'dist/assets'
const html = readFileSync('dist/index.html', 'utf8')
const named = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(([, path]) => `dist/${path}`)
const begin = readdirSync(ASSETS).filter((file) => /^begin-.*\.js$/.test(file))
if (begin.length !== 1)
  throw new Error(`the first screen's chunk should be one file, not ${begin.join(', ') || 'none'}`)

/**
 * What the browser has to fetch before the first screen stands: what the document names, what the entry fetches to draw it with, and
 * all that those import at once. A module that moves in here is counted the day it does.
 */
const first = new Set([...named, `${ASSETS}/${begin[0]}`])
for (const path of first) {
  if (!path.startsWith(ASSETS) || !path.endsWith('.js')) continue
  const code = readFileSync(path, 'utf8')
  for (const [, file] of code.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) first.add(`${ASSETS}/${file}`)
}

export default [
  { name: 'first screen: scripts and styles', path: [...first], gzip: true, limit: '150 kB' },
  {
    name: 'the page without the editor and the workers',
    path: ['dist/assets/*.{js,css}', '!dist/assets/{editor,terminal,worker}-*'],
    gzip: true,
    limit: '500 kB',
  },
  { name: 'everything', path: ['dist/**/*.{js,css}', '!dist/v/**'], gzip: true, limit: '2.6 MB' },
]
