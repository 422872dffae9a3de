import { describe, expect, test } from 'vitest'
import { BacktrackingPattern } from './backtracking.ts'
import { CommandFailure } from './command.ts'

const found = (pattern: string, text: string): string[] => {
  const matcher = new BacktrackingPattern(pattern, { ignoreCase: false, multiline: false }).matcher(text)
  const all: string[] = []
  while (matcher.find()) all.push(matcher.group() ?? '')
  return all
}

describe('patterns that are matched by trying', () => {
  test.each([
    ['(ab)\\1', 'abab abcd', ['abab']],
    ['(a|b)*\\1', 'abb', ['abb']],
    ['(?<=k: )\\w+', 'k: v', ['v']],
    ['\\w+(?=;)', 'a; b c;', ['a', 'c']],
    ['(?<!\\d)\\d{2}(?!\\d)', '12 345 67', ['12', '67']],
    ['a.*?b', 'aab ab', ['aab', 'ab']],
    ['id=\\K\\d+', 'id=42', ['42']],
    ['a++a', 'aaa', []],
    ['x*', 'ab', ['', '', '']],
    ['(?:a|ab)c', 'abc', ['abc']],
    ['(?P<q>[\'"]).*?\\k<q>', `say "it's"`, [`"it's"`]],
  ])('%s in %s', (pattern, text, expected) => expect(found(pattern, text)).toEqual(expected))

  test('what takes too many steps is given up loudly', () => {
    expect(() => found('^(a+)+\\1?$', `${'a'.repeat(40)}!`)).toThrow(CommandFailure)
  })
})
