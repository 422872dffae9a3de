import { expect, it } from 'vitest'
import { found } from './found.ts'

const place = (title: string, where: string) => ({ href: title, title, where, words: `${title} ${where}` })
const PLACES = [place('Health Probe', 'chapter'), place('A slow start', 'Health Probe'), place('Probe it', 'Sidecar')]

it('finds all words anywhere, titles that begin with them first', () => {
  expect(found(PLACES, 'probe').map(({ title }) => title)).toEqual(['Probe it', 'Health Probe', 'A slow start'])
  expect(found(PLACES, ' SLOW  health').map(({ title }) => title)).toEqual(['A slow start'])
  expect(found(PLACES, 'nothing')).toEqual([])
  expect(found(PLACES, '  ')).toEqual([])
})
