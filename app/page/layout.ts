/** Sizes of panes by the width of the window (design language, section 3). CSS pixels. */

export interface Layout {
  /** Two panes side by side, or one with a switch. */
  panes: 'two' | 'one'
  /** Below 640: larger targets, the transport without a strip. */
  compact: boolean
  side: number
  tray: number
}

/** The layout for a window's width. */
export function layoutFor(width: number): Layout {
  if (width >= 1600) return { panes: 'two', compact: false, side: 460, tray: 220 }
  if (width >= 1200) return { panes: 'two', compact: false, side: 412, tray: 186 }
  if (width >= 960) return { panes: 'two', compact: false, side: 380, tray: 186 }
  return { panes: 'one', compact: width < 640, side: width, tray: 160 }
}
