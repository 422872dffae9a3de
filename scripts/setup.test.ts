import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isInstalled } from './setup.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-setup-'))
  mkdirSync(join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true }))

type Packages = Record<string, { version?: string; optional?: boolean }>

function locked(packages: Packages) {
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ packages: { '': { version: '1.0.0' }, ...packages } }),
  )
}

function present(packages: Packages) {
  writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }))
}

const a = { 'node_modules/a': { version: '1.0.0' } }
const other = { 'node_modules/a-win32': { version: '1.0.0', optional: true } }

it('is satisfied by what is locked, less other platforms’ packages', () => {
  locked({ ...a, ...other })
  present(a)
  expect(isInstalled(folder)).toBe(true)
})

it('wants an install when nothing is there, or an install was interrupted', () => {
  locked(a)
  expect(isInstalled(folder)).toBe(false)
})

it('wants an install when a package is missing, has another version, or is locked no more', () => {
  locked(a)
  const wrong: Packages[] = [
    {},
    { 'node_modules/a': { version: '1.0.1' } },
    { ...a, 'node_modules/b': { version: '1.0.0' } },
  ]
  for (const packages of wrong) {
    present(packages)
    expect(isInstalled(folder)).toBe(false)
  }
})
