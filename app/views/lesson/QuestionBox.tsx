/** A guess before anything runs. The answer is a fact the checks know; another guess may follow. */
import { useLesson, useLessons } from '../../session/context.tsx'
import type { Question } from '../../../lessons/lesson.ts'

export function QuestionBox({ question }: { question: Question }) {
  const player = useLessons()
  const ready = useLesson(({ phase }) => phase === 'working' || phase === 'passed')
  const answer = useLesson((state) => state.answers[question.id])
  const chosen = question.choices.find(({ id }) => id === answer)
  return (
    <fieldset className="question" disabled={!ready}>
      <legend>{question.ask}</legend>
      {question.choices.map(({ id, text }) => (
        <label key={id}>
          <input
            type="radio"
            name={question.id}
            checked={id === answer}
            onChange={() => void player.answer(question.id, id)}
          />
          {text}
        </label>
      ))}
      <p className="question-say" role="status">
        {chosen?.say}
      </p>
    </fieldset>
  )
}
