/** An xterm screen with a prompt: draws the typed line, prints above it. Knows no cluster. */
import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal } from '@xterm/xterm'
import { tokenResolver } from '../../theme/resolve.ts'
import { theme } from '../../theme/theme.ts'
import type { LineState } from './line-editor.ts'

const PROMPT = '$ '
const BOLD = '\u001b[1m'
const RED = '\u001b[31m'
const PLAIN = '\u001b[0m'
const SCROLLBACK = 5000

export class Screen {
  readonly terminal: Terminal
  private readonly fit = new FitAddon()
  private readonly observer: ResizeObserver
  private readonly stopTheme: () => void
  /** Rows between the prompt's first row and the cursor. */
  private rowsBelow = 0
  private prompted = false
  private atLineStart = true

  /** @param label read by screen readers when the terminal gets the focus */
  constructor(host: HTMLElement, label: string) {
    const style = getComputedStyle(host)
    this.terminal = new Terminal({
      screenReaderMode: true,
      convertEol: true,
      cursorBlink: false,
      scrollback: SCROLLBACK,
      fontFamily: style.fontFamily,
      fontSize: Number.parseFloat(style.fontSize) || 13,
      theme: pageColours(),
    })
    this.terminal.loadAddon(this.fit)
    this.terminal.open(host)
    this.terminal.textarea?.setAttribute('aria-label', label)
    this.observer = new ResizeObserver(() => this.resize())
    this.observer.observe(host)
    this.stopTheme = theme.subscribe(() => {
      this.terminal.options.theme = pageColours()
    })
    this.resize()
  }

  /** The line with its cursor; a prompt first when there is none. */
  draw({ text, cursor }: LineState): void {
    const { cols } = this.terminal
    const back = this.prompted
      ? `${this.rowsBelow > 0 ? `\u001b[${this.rowsBelow}A` : ''}\r\u001b[J`
      : this.atLineStart
        ? ''
        : '\n'
    const end = PROMPT.length + text.length
    const at = PROMPT.length + cursor
    // A full last row leaves the cursor behind it: a new row is begun by hand.
    const fill = end > 0 && end % cols === 0 ? '\r\n' : ''
    const up = Math.floor(end / cols) - Math.floor(at / cols)
    const place = `${up > 0 ? `\u001b[${up}A` : ''}\r${at % cols > 0 ? `\u001b[${at % cols}C` : ''}`
    this.terminal.write(`${back}${PROMPT}${BOLD}${text}${PLAIN}${fill}${place}`)
    this.rowsBelow = Math.floor(at / cols)
    this.prompted = true
  }

  /** Leaves the line as it stands and goes below it. */
  leaveLine(state: LineState): void {
    this.draw({ ...state, cursor: state.text.length })
    this.terminal.write('\r\n')
    this.prompted = false
    this.atLineStart = true
  }

  /** Prints where no line is typed. */
  print(text: string, isError = false): void {
    if (text === '') return
    this.terminal.write(isError ? `${RED}${text}${PLAIN}` : text)
    this.atLineStart = text.endsWith('\n')
  }

  /** Prints above the line that is being typed. */
  printAbove(state: LineState, print: () => void): void {
    if (this.prompted) {
      this.terminal.write(`${this.rowsBelow > 0 ? `\u001b[${this.rowsBelow}A` : ''}\r\u001b[J`)
      this.prompted = false
      this.atLineStart = true
      print()
      this.draw(state)
    } else print()
  }

  clear(state: LineState): void {
    this.terminal.clear()
    this.terminal.write('\u001b[2J\u001b[H')
    this.prompted = false
    this.atLineStart = true
    this.draw(state)
  }

  dispose(): void {
    this.observer.disconnect()
    this.stopTheme()
    this.terminal.dispose()
  }

  private resize(): void {
    try {
      this.fit.fit()
    } catch {
      // A tray that is not drawn has no size yet; the observer tells when it has.
    }
  }
}

/** The page's own colours. A see-through background is black to xterm, so it gets the pane's. */
function pageColours(): ITheme {
  const colour = tokenResolver(document)
  const ink = colour('ink')
  return {
    background: colour('surface'),
    foreground: ink,
    cursor: ink,
    cursorAccent: colour('surface'),
    selectionBackground: colour('selected'),
    red: colour('bad'),
    green: colour('ok'),
    yellow: colour('wait'),
    blue: colour('link'),
    magenta: colour('you'),
    cyan: colour('link'),
    white: colour('ink-3'),
    black: ink,
  }
}
