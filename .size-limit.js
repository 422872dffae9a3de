// Budgets of the built page, gzipped. The editor (Monaco and its YAML worker) and the terminal's screen load lazily and
// weigh on their own.
import { readFileSync } from 'node:fs'

const html = readFileSync('dist/index.html', 'utf8')
/** What the browser has to fetch before anything is drawn; a chunk that moves in here is counted the day it does. */
const first = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(([, path]) => `dist/${path}`)

export default [
  { name: 'first paint: scripts and styles', path: first, gzip: true, limit: '150 kB' },
  {
    name: 'the page without the editor and the workers',
    path: ['dist/assets/*.{js,css}', '!dist/assets/{editor,terminal,worker}-*'],
    gzip: true,
    limit: '500 kB',
  },
  { name: 'everything', path: ['dist/**/*.{js,css}', '!dist/v/**'], gzip: true, limit: '2.6 MB' },
]
