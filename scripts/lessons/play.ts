/** `npm run lesson -- play`: a step without a page: what is done, what the cluster says of it, and how the checks stand after each move. */
import { narrate } from '../../engine/testing/lessons/narrate.ts'
import { readLesson } from './read.ts'

interface Options {
  solution: string | undefined
  almost: string | undefined
}

export function playCommand([slug = '', id = '']: string[], { solution, almost }: Options): void {
  const lesson = readLesson(slug)
  const step = lesson.steps.find((each) => each.id === id)
  if (!step) throw new Error(`the steps are ${lesson.steps.map((each) => each.id).join(', ')}`)
  const ways = almost === undefined ? step.solutions : step.almost
  const way = ways[Number(almost ?? solution ?? 1) - 1]
  if (!way) throw new Error(`there are ${ways.length} of them`)
  console.log(`${lesson.title}: ${step.title}\n\n${step.prose}\n\n${way.name}`)
  for (const line of narrate(lesson, step, way.moves)) console.log(line)
}
