/** Monaco's colours from the design tokens, for the theme that is on. */
import { tokenResolver } from '../../theme/resolve.ts'
import { monaco } from './monaco.ts'

const NAME = 'drydock'

/** Defines and sets the theme; call again when the page's theme changed. */
export function applyMonacoTheme(dark: boolean): void {
  const colour = tokenResolver(document)
  const hex = (token: string) => toHex(colour(token))
  const rule = (token: string, from: string, fontStyle = '') => ({ token, foreground: hex(from).slice(1), fontStyle })
  monaco.editor.defineTheme(NAME, {
    base: dark ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      rule('', 'ink'),
      rule('type', 'code-key'),
      rule('string', 'code-str'),
      rule('number', 'code-num'),
      rule('keyword', 'code-num'),
      rule('comment', 'code-com'),
      rule('tag', 'code-num'),
      rule('namespace', 'code-num'),
      rule('operators', 'ink-2'),
      rule('delimiter', 'ink-2'),
    ],
    colors: {
      'editor.background': hex('surface'),
      'editor.foreground': hex('ink'),
      'editorCursor.foreground': hex('ink'),
      'editor.selectionBackground': hex('selected'),
      'editor.lineHighlightBackground': '#00000000',
      'editor.lineHighlightBorder': hex('line-faint'),
      'editorLineNumber.foreground': hex('ink-3'),
      'editorLineNumber.activeForeground': hex('ink'),
      'editorIndentGuide.background1': hex('line-faint'),
      'editorError.foreground': hex('bad'),
      'editorWarning.foreground': hex('wait'),
      'editorBracketMatch.background': hex('selected'),
      'editorBracketMatch.border': hex('line-strong'),
      'editorWidget.background': hex('raised'),
      'editorWidget.foreground': hex('ink'),
      'editorWidget.border': hex('line'),
      'editorHoverWidget.background': hex('raised'),
      'editorHoverWidget.foreground': hex('ink'),
      'editorHoverWidget.border': hex('line'),
      'editorSuggestWidget.background': hex('raised'),
      'editorSuggestWidget.foreground': hex('ink'),
      'editorSuggestWidget.border': hex('line'),
      'editorSuggestWidget.selectedBackground': hex('selected'),
      'editorSuggestWidget.selectedForeground': hex('ink'),
      'editorSuggestWidget.highlightForeground': hex('link'),
      'editorSuggestWidget.focusHighlightForeground': hex('link'),
      'input.background': hex('surface'),
      'input.foreground': hex('ink'),
      'input.border': hex('line-strong'),
      'list.hoverBackground': hex('hover'),
      focusBorder: hex('link'),
      'scrollbarSlider.background': `${hex('line-strong')}55`,
      'scrollbarSlider.hoverBackground': `${hex('line-strong')}88`,
      'widget.shadow': '#00000022',
    },
  })
  monaco.editor.setTheme(NAME)
}

/** `rgb(18, 33, 43)` as Monaco wants it. */
function toHex(colour: string): string {
  const parts = colour.match(/[\d.]+/g) ?? ['0', '0', '0']
  return `#${parts
    .slice(0, 3)
    .map((part) => Math.round(Number(part)).toString(16).padStart(2, '0'))
    .join('')}`
}
