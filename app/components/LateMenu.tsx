/**
 * A button with a menu behind it. Menus bring a lot of code (focus, placing, layers) that nobody needs before the page can be used:
 * it comes once the page has settled, or with the first press.
 */
import { type ComponentProps, type ReactElement, type ReactNode, useRef, useState } from 'react'
import { useSettled } from '../hooks/settled.ts'

export interface MenuProps {
  /** What opens it; goes into the menu's trigger. */
  button: ReactElement
  /** It was pressed before the menu was there. */
  defaultOpen: boolean
  /** Stands there until the menu has come. */
  meanwhile: ReactElement
}

export interface LateMenuProps extends ComponentProps<'button'> {
  /** Draws a component that comes late, with the button as its trigger. */
  menu(props: MenuProps): ReactNode
}

export function LateMenu({ menu, ...button }: LateMenuProps) {
  const settled = useSettled()
  const [pressed, setPressed] = useState(false)
  const focused = useRef(false)
  const plain = (
    <button
      type="button"
      aria-haspopup="menu"
      aria-expanded={false}
      {...button}
      onClick={() => setPressed(true)}
      onFocus={() => {
        focused.current = true
      }}
      onBlur={() => {
        focused.current = false
      }}
    />
  )
  if (!settled && !pressed) return plain
  // Another button takes the place of the plain one, and its focus.
  const takeFocus = (own: HTMLButtonElement | null) => {
    if (!own || !focused.current) return
    focused.current = false
    own.focus()
  }
  return menu({ button: <button type="button" {...button} ref={takeFocus} />, defaultOpen: pressed, meanwhile: plain })
}
