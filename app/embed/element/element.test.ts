import { afterEach, expect, it } from 'vitest'
import { themeOf } from './page-theme.ts'

afterEach(() => document.body.replaceChildren())

it.each([
  ['background-color: rgb(255, 255, 255)', 'light'],
  ['background-color: rgb(20, 24, 27)', 'dark'],
  ['background-color: rgba(0, 0, 0, 0.1)', 'light'],
])('the colours behind it decide: %s', (style, theme) => {
  document.body.innerHTML = `<div style="${style}"><p><span></span></p></div>`
  expect(themeOf(document.querySelector('span') as Element)).toBe(theme)
})
