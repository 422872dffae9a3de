import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTar, type TarEntry, TarError, writeTar } from './tar.ts'

const ENTRY = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9]{0,60}(\/[a-z0-9]{1,60}){0,4}$/),
  kind: fc.constant('file' as const),
  mode: fc.integer({ min: 0, max: 0o7777 }),
  uid: fc.nat(65_535),
  gid: fc.nat(65_535),
  mtime: fc.nat(2_000_000_000),
  target: fc.constant(''),
  data: fc.string({ maxLength: 1500, unit: 'binary-ascii' }),
})

test('what was written is read again, long names included', () => {
  fc.assert(
    fc.property(fc.array(ENTRY, { maxLength: 6 }), (entries: TarEntry[]) => {
      expect(readTar(writeTar(entries))).toEqual(entries)
    }),
    { numRuns: 60 },
  )
})

test('pax records name what a header cannot hold', () => {
  const [body] = readTar(writeTar([{ ...BLANK, name: 'pax', data: '18 path=long/name\n' }]))
  const archive = writeTar([
    { ...BLANK, name: 'pax', data: body?.data ?? '' },
    { ...BLANK, name: 'short', data: 'x' },
  ])
  // The first header becomes one of type x, with its sum made anew.
  const bytes = [...archive]
  bytes[156] = 'x'
  const sum = Number.parseInt(archive.slice(148, 154), 8) + 'x'.charCodeAt(0) - '0'.charCodeAt(0)
  bytes.splice(148, 6, ...sum.toString(8).padStart(6, '0'))
  expect(readTar(bytes.join('')).map(({ name }) => name)).toEqual(['long/name'])
})

test('noise is no archive, and a short one ends too early', () => {
  expect(() => readTar('x'.repeat(1024))).toThrow(TarError)
  const archive = writeTar([{ ...BLANK, name: 'a', data: 'x'.repeat(2000) }])
  expect(() => readTar(archive.slice(0, 1024))).toThrow('Unexpected EOF')
})

const BLANK: TarEntry = { name: '', kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0, target: '', data: '' }
