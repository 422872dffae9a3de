/** The terminal on a live cluster, in xterm. A chunk of its own: it comes when the tray is open. */
import '@xterm/xterm/css/xterm.css'
import { useEffect, useRef } from 'react'
import type { TerminalReply } from '../../../engine/protocol/terminal.ts'
import { type Session, type TerminalTools, useSession } from '../../session/context.tsx'
import { change, type FilesStore, open } from '../editor/files.ts'
import { filesOf } from '../editor/use-editor.ts'
import { Prompt } from './prompt.ts'
import { Screen } from './screen.ts'

const LABEL = 'Terminal. Type kubectl commands. Tab completes, Escape leaves.'

/** History outlives the pane: it is drawn anew when the tray opens. */
const histories = new WeakMap<Session, readonly string[]>()

export function LiveTerminal({ tools }: { tools: TerminalTools }) {
  const session = useSession()
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!host.current) return undefined
    const store = filesOf(session)
    const screen = new Screen(host.current, LABEL)
    const prompt = new Prompt({
      tools,
      screen,
      files: () => store.getState().files.map(({ name, text }) => ({ name, text })),
      take: (reply) => take(session, store, reply),
      history: histories.get(session) ?? [],
      remember: (history) => histories.set(session, history),
    })
    leaveByKeyboard(screen, prompt, host.current)
    const stops = [showTranscript(session, prompt), typeOffered(session, prompt)]
    return () => {
      for (const stop of stops) stop()
      prompt.dispose()
      screen.dispose()
    }
  }, [session, tools])
  return <div ref={host} className="xterm-host" translate="no" role="group" aria-label="Terminal" />
}

/** Escape and Shift+Tab go out of the terminal; so does Tab where there is nothing to complete. */
function leaveByKeyboard({ terminal }: Screen, prompt: Prompt, host: HTMLElement): void {
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.key === 'Escape') {
      if (event.type === 'keydown')
        host.closest('section')?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus()
      return false
    }
    return event.key !== 'Tab' || !(event.shiftKey || prompt.isEmpty)
  })
}

/** What was done so far and what is done from now on elsewhere on the page. */
function showTranscript({ ui }: Session, prompt: Prompt): () => void {
  let shown = 0
  const show = () => {
    for (const entry of ui.getState().transcript) {
      if (entry.id <= shown) continue
      shown = entry.id
      prompt.show(entry)
    }
  }
  show()
  return ui.subscribe(show)
}

/** Lines that other parts of the page want typed, as if the person had. */
function typeOffered({ ui }: Session, prompt: Prompt): () => void {
  const type = () => {
    const { typed } = ui.getState()
    if (typed === undefined) return
    ui.setState({ typed: undefined })
    prompt.enter(typed)
  }
  type()
  return ui.subscribe(type)
}

/** Files that a line wrote become tabs; what kubectl asks of the page is done. */
function take({ ui }: Session, store: FilesStore, reply: TerminalReply): void {
  for (const { name, text } of reply.files) {
    const known = store.getState().files.find((file) => file.name === name)
    if (known) change(store, known.id, { text, refused: false })
    else open(store, { name, text })
  }
  for (const effect of reply.effects) {
    if (effect.effect === 'edit')
      ui.setState({ offered: { name: effect.name, text: effect.text }, side: 'yaml', pane: 'side' })
  }
}
