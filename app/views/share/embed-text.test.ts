import { expect, it } from 'vitest'
import { embedText } from './embed-text.ts'

const step = { lesson: 'a', step: 'b', title: 'A "quoted" <b>: [x]', site: 'https://d.example/v/0.1.0/', hidden: true }

it('an element with a link and a picture inside', () => {
  const host = document.createElement('div')
  host.innerHTML = embedText('element', step)
  const element = host.querySelector('drydock-lesson')
  expect(element?.getAttribute('lesson')).toBe('a')
  expect(element?.getAttribute('solutions')).toBe('hidden')
  expect(element?.querySelector('a')?.getAttribute('href')).toBe(
    'https://d.example/v/0.1.0/#lesson=a&step=b&solutions=hidden',
  )
  expect(element?.querySelector('img')?.getAttribute('alt')).toBe('A "quoted" <b>: [x]: open it in Drydock')
})

it('a frame', () => {
  const host = document.createElement('div')
  host.innerHTML = embedText('frame', { ...step, hidden: false })
  expect(host.querySelector('iframe')?.getAttribute('src')).toBe('https://d.example/v/0.1.0/embed/#lesson=a&step=b')
})

it('a link with a picture', () =>
  expect(embedText('markdown', step)).toBe(
    '[![A "quoted" <b>:  x ](https://d.example/v/0.1.0/embed/picture.svg)](https://d.example/v/0.1.0/#lesson=a&step=b&solutions=hidden)',
  ))
