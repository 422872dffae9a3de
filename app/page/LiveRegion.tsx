/** Says trouble, good news and what your actions did, at most once every two seconds of real time; a flood becomes a count. */
import { useEffect, useState } from 'react'
import { useSession } from '../session/context.tsx'
import { Said, spoken } from './spoken.ts'

const PAUSE_REAL_MS = 2000

export function LiveRegion() {
  const { mirror, ui } = useSession()
  const [text, setText] = useState('')
  useEffect(() => {
    const said = new Said(mirror.getState().announcements, ui.getState().transcript)
    let timer: ReturnType<typeof setTimeout> | undefined
    const say = () => {
      timer = undefined
      const news = said.news(mirror.getState().announcements, ui.getState().transcript)
      if (news.length === 0) return
      setText(spoken(news))
      timer = setTimeout(say, PAUSE_REAL_MS)
    }
    const listen = () => {
      if (timer === undefined) say()
    }
    const stops = [mirror.subscribe(listen), ui.subscribe(listen)]
    return () => {
      for (const stop of stops) stop()
      clearTimeout(timer)
    }
  }, [mirror, ui])
  return (
    <div className="vh" role="status" aria-live="polite" data-live="">
      {text}
    </div>
  )
}
