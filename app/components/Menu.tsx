/** A menu under (or above) its button. */
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import type { MenuProps } from './LateMenu.tsx'

interface Props extends Omit<MenuProps, 'meanwhile'> {
  align: 'start' | 'end'
  side?: 'top' | 'bottom'
  children: ReactNode
}

export function Menu({ button, defaultOpen, align, side = 'bottom', children }: Props) {
  return (
    <DropdownMenu.Root defaultOpen={defaultOpen}>
      <DropdownMenu.Trigger asChild>{button}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align={align} side={side} sideOffset={4} collisionPadding={8}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
