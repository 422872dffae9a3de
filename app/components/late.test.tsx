import { act, type ComponentType } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it } from 'vitest'
import { late } from './late.tsx'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

it('stands in for what comes, hands its props on, and loads once', async () => {
  let loads = 0
  let arrive: (component: ComponentType<{ name: string }>) => void = () => {}
  const Named = late<{ name: string }>(
    () => {
      loads++
      return new Promise((resolve) => {
        arrive = resolve
      })
    },
    ({ name }) => `waiting for ${name}`,
  )
  const place = document.createElement('div')
  const root = createRoot(place)
  await act(async () => root.render(<Named name="a lesson" />))
  expect(place.textContent).toBe('waiting for a lesson')
  await act(async () => arrive(({ name }) => <b>{name}</b>))
  expect(place.innerHTML).toBe('<b>a lesson</b>')
  await act(async () => root.render(<Named key="again" name="another" />))
  expect(place.innerHTML).toBe('<b>another</b>')
  expect(loads).toBe(1)
})
