/** Reads the files of one lesson's folder and collects what is wrong with them, so that all mistakes are told at once. */

/** Path below the lesson's folder → text. */
export type LessonFiles = ReadonlyMap<string, string>

export class Reader {
  readonly problems: string[] = []
  /** Folder of the step being read, for names of files. */
  folder = ''

  constructor(
    readonly slug: string,
    private readonly files: LessonFiles,
  ) {}

  /** Notes a mistake and goes on with a stand-in. */
  problem<T>(message: string, standIn: T): T {
    this.problems.push(`lessons/${this.slug}/${this.folder}${this.folder && ': '}${message}`)
    return standIn
  }

  text(path: string): string {
    const text = this.files.get(path)
    return text === undefined ? this.problem(`there is no file ${path}`, '') : text
  }

  /** A manifest of the step, or `step/file.yaml` of another one. */
  manifest(name: string, at: string): string {
    const text = this.files.get(`${this.folder}/${name}`) ?? this.files.get(name)
    return text === undefined ? this.problem(`${at}: there is no manifest ${name}`, '') : text
  }
}

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
