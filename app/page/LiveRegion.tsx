/** Says trouble and good news, at most once every two seconds of real time; a flood becomes a count. */
import { useEffect, useRef, useState } from 'react'
import { useSession } from '../session/context.tsx'
import { spoken } from './spoken.ts'

const PAUSE_REAL_MS = 2000

export function LiveRegion() {
  const { mirror } = useSession()
  const [text, setText] = useState('')
  const said = useRef(0)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const say = () => {
      timer = undefined
      const news = mirror.getState().announcements.filter((each) => each.id > said.current)
      if (news.length === 0) return
      said.current = news.at(-1)?.id ?? said.current
      setText(spoken(news.map((each) => each.text)))
      timer = setTimeout(say, PAUSE_REAL_MS)
    }
    const stop = mirror.subscribe((state, before) => {
      if (state.announcements !== before.announcements && timer === undefined) say()
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [mirror])
  return (
    <div className="vh" role="status" aria-live="polite">
      {text}
    </div>
  )
}
