/**
 * A component whose code comes when it is first drawn. Not React's `lazy`: what waited in Suspense is drawn in the lowest lane, and on a
 * slow machine a clock that changes with every frame kept a lesson waiting for as long as time ran.
 */
import { type ComponentType, type ReactNode, useEffect, useState } from 'react'

/** @param meanwhile stands there until it has come */
export function late<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: (props: P) => ReactNode = () => null,
): ComponentType<P> {
  let loaded: ComponentType<P> | undefined
  return function Late(props: P) {
    const [, look] = useState(0)
    useEffect(() => {
      if (loaded) return
      const came = (component: ComponentType<P>) => {
        loaded = component
        look((times) => times + 1)
      }
      // What cannot be loaded is an error of this place, for whoever catches those.
      const failed = (error: unknown) =>
        look(() => {
          throw error
        })
      load().then(came, failed)
    }, [])
    const Loaded = loaded
    return Loaded ? <Loaded {...props} /> : meanwhile(props)
  }
}
