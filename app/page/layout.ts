/** Sizes of panes by the width of the window (design language, section 3). CSS pixels. */

export interface Layout {
  /** Two panes side by side, or one with a switch. */
  panes: 'two' | 'one'
  /** Below 640: larger targets. */
  compact: boolean
  /** The tray waits until it is asked for: a small screen belongs to the cluster. */
  trayWaits: boolean
  side: number
  tray: number
  /** Width of the lesson's own pane; 0 where it has none. */
  lesson: number
}

/** Lower windows (also a desktop's at 200 % zoom) have no room for the tray at once. */
const LOW = 560

/** The layout for a window's size. */
export function layoutFor(width: number, height: number): Layout {
  const low = height < LOW
  if (width >= 1600) return { panes: 'two', compact: false, trayWaits: low, side: 460, tray: 220, lesson: 336 }
  if (width >= 1200) return { panes: 'two', compact: false, trayWaits: low, side: 412, tray: 186, lesson: 304 }
  if (width >= 960) return { panes: 'two', compact: false, trayWaits: low, side: 380, tray: 186, lesson: 0 }
  return { panes: 'one', compact: width < 640, trayWaits: low || width < 640, side: width, tray: 160, lesson: 0 }
}
