// Budgets of the built page, gzipped. What the first paint needs is read from the built index.html, so that a chunk that moves
// into the first load is counted the day it does; Monaco and its YAML worker are lazy and have budgets of their own.
import { readFileSync } from 'node:fs'

const html = readFileSync('dist/index.html', 'utf8')
const initial = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(([, path]) => `dist/${path}`)

export default [
  { name: 'first load (scripts and styles)', path: initial, gzip: true, limit: '260 kB' },
  { name: 'every script, lazy ones included', path: 'dist/assets/**/*.js', gzip: true, limit: '2.5 MB' },
]
