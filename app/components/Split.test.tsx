import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { beforeEach, expect, it, vi } from 'vitest'
import { Split, type SplitProps } from './Split.tsx'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

const ALL = 1000
/** There is no layout here: the whole is ALL wide, a sized pane as wide as its style says. */
vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
  const root = this.closest<HTMLElement>('.split-panes')
  const size = root?.style.getPropertyValue('--size') ?? ''
  const width =
    this === root ? ALL : size.endsWith('%') ? (Number.parseFloat(size) * ALL) / 100 : Number.parseFloat(size)
  return { width, height: width } as DOMRect
})

const SIDE: SplitProps = {
  along: 'row',
  sized: 'last',
  size: 400,
  min: 280,
  rest: 420,
  label: 'Width of the side',
  first: 'stage',
  last: 'side',
}
const place = document.createElement('div')
let root: Root
const show = (props: Partial<SplitProps> = {}) => act(async () => root.render(<Split {...SIDE} {...props} />))
const line = () => place.querySelector<HTMLElement>('[role=separator]') as HTMLElement
const size = () => place.querySelector<HTMLElement>('.split-panes')?.style.getPropertyValue('--size')
const press = (key: string) =>
  act(async () => {
    line().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  })
const pointer = (type: string, clientX: number) =>
  act(async () => {
    line().dispatchEvent(Object.assign(new MouseEvent(type, { clientX, bubbles: true, button: 0 }), { pointerId: 1 }))
  })

beforeEach(() => {
  document.body.append(place)
  root = createRoot(place)
  Element.prototype.setPointerCapture = () => {}
  return () => act(async () => root.unmount())
})

it('begins as it was told and stays itself when its panes change', async () => {
  await show()
  const before = place.querySelector('.sized')
  await show({ last: 'inspector' })
  expect([size(), place.querySelector('.sized')?.textContent]).toEqual(['400px', 'inspector'])
  expect(place.querySelector('.sized')).toBe(before)
  expect(line().getAttribute('aria-orientation')).toBe('vertical')
  expect(line().getAttribute('aria-controls')).toBe(before?.id)
})

it('goes where the arrow points, whichever pane has the size', async () => {
  await show()
  await press('ArrowLeft')
  expect(size()).toBe('424px')
  await press('ArrowUp')
  expect(size()).toBe('424px')
  await show({ sized: 'first' })
  await press('ArrowLeft')
  expect(size()).toBe('400px')
})

it('goes no further than the bounds, by Home and End at once', async () => {
  await show()
  await press('Home')
  expect(size()).toBe('580px')
  await press('ArrowLeft')
  expect(size()).toBe('580px')
  expect(line().getAttribute('aria-valuenow')).toBe('58')
  await press('End')
  expect(size()).toBe('280px')
})

it('follows the pointer from where it was taken, until that lets go', async () => {
  await show({ size: '50%' })
  await pointer('pointermove', 100)
  expect(size()).toBe('50%')
  await pointer('pointerdown', 503)
  await pointer('pointermove', 453)
  expect(size()).toBe('550px')
  await pointer('pointerup', 453)
  await pointer('pointermove', 300)
  expect(size()).toBe('550px')
})

it('takes a double click, and another size to begin with, as the beginning', async () => {
  await show()
  await press('ArrowLeft')
  await act(async () => {
    line().dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))
  })
  expect(size()).toBe('400px')
  await press('ArrowLeft')
  await show({ size: 460 })
  expect(size()).toBe('460px')
})
