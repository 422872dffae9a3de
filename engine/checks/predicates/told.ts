/** `told`: the learner said or did this on the page: a question's answer, a panel opened. The page's facts, kept in the log as marks. */
import type { Predicate } from '../check.ts'

export const told: Predicate<{ fact: string }> = {
  name: 'told',
  args: { fact: 'text' },
  look: ({ facts }, { fact }) => ({ holds: facts.includes(fact) }),
}
