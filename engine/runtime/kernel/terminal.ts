/** The terminal between a person and a process. */
import type { Container } from './container.ts'
import type { Kernel } from './contract.ts'
import type { Session } from './sessions.ts'

/** A terminal: lines are echoed and handed over whole, Ctrl+C and Ctrl+D mean something. */
export function typed(k: Kernel, session: Session, number: number, data: string, c: Container | undefined): void {
  for (const char of data) {
    if (char === '\x03' && c !== undefined) {
      k.sessions.write(number, false, '^C\n')
      session.line = ''
      for (const process of c.processes)
        if (process.session === (session.pid === 0 ? 0 : number) || process.group === session.pid)
          k.kill(c, process.pid, 2)
    } else if (char === '\x04') {
      if (session.line === '') session.inputEnded = true
      else handOver(session, '')
    } else if (char === '\x7f' || char === '\b') {
      if (session.line !== '') k.sessions.write(number, false, '\b \b')
      session.line = session.line.slice(0, -1)
    } else if (char === '\r' || char === '\n') {
      k.sessions.write(number, false, '\n')
      handOver(session, '\n')
    } else {
      session.line += char
      k.sessions.write(number, false, char)
    }
  }
}

function handOver(session: Session, end: string): void {
  session.input += session.line + end
  session.line = ''
}
