/** Whether an element is in sight, through every frame around it; the browser tells also where the page around is another site's. */
export function followSight(element: Element, seen: (inSight: boolean) => void): () => void {
  const observer = new IntersectionObserver((entries) => {
    const last = entries.at(-1)
    if (last) seen(last.isIntersecting)
  })
  observer.observe(element)
  return () => observer.disconnect()
}
