/** Command lines that are tried on the real kubectl and on ours, in groups with the files they need. */

export interface Group {
  name: string
  /** Files in the directory where the lines are typed. */
  files?: Readonly<Record<string, string>>
  /**
   * Lines without their `kubectl`. `< name` at the end gives a file as standard input. A line that begins with `~` takes
   * virtual time: the clock runs meanwhile. One that begins with `%` prints its lines in no order. After each line the cluster settles.
   */
  lines: readonly string[]
}

export interface Line {
  words: string
  moves: boolean
  unordered: boolean
  stdin: string
}

export function parseLine(line: string, files: Readonly<Record<string, string>>): Line {
  const moves = line.startsWith('~')
  const [words = '', input] = line.replace(/^[~%]/, '').split(' < ')
  return {
    words: words.trim(),
    moves,
    unordered: line.startsWith('%'),
    stdin: input === undefined ? '' : (files[input.trim()] ?? ''),
  }
}
