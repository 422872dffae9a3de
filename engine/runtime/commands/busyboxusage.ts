/**
 * The options that busybox's applets know (1.35.0, Debian's build), and how they are called. A letter that is not here is refused.
 * Busybox goes on to explain each option; its words are its authors' and stay with them.
 */
const VERSION = 'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.'

/** Letters, then the forms of the call. `k` of grep stands for `--color`. */
const APPLETS: Readonly<Record<string, readonly [letters: string, ...forms: string[]]>> = {
  awk: ['Fefv', 'awk [OPTIONS] [AWK_PROGRAM] [FILE]...'],
  base64: ['dw', 'base64 [-d] [-w COL] [FILE]'],
  basename: ['as', 'basename FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...'],
  cat: ['Abentv', 'cat [-nbvteA] [FILE]...'],
  chmod: ['Rcfv', 'chmod [-Rcvf] MODE[,MODE]... FILE...'],
  chown: ['HLPRcfhv', 'chown [-RhLHPcvf]... USER[:[GRP]] FILE...'],
  cp: [
    'HLPRTadfilnprstu',
    'cp [-arPLHpfinlsTu] SOURCE DEST',
    'or: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }',
  ],
  cut: ['DFObcdfns', 'cut [OPTIONS] [FILE]...'],
  date: ['DIRdrsu', 'date [OPTIONS] [+FMT] [[-s] TIME]'],
  df: ['BPTahikmt', 'df [-PkmhTai] [-B SIZE] [-t TYPE] [FILESYSTEM]...'],
  dirname: ['', 'dirname FILENAME'],
  du: ['HLabcdhklmsx', 'du [-aHLdclsxhmk] [FILE]...'],
  env: ['0iu', 'env [-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]'],
  expand: ['it', 'expand [-i] [-t N] [FILE]...'],
  expr: ['', 'expr EXPRESSION'],
  find: ['0AHKLMNSabcdefghiklmnopqrstuvwxyz', 'find [-HL] [PATH]... [OPTIONS] [ACTIONS]'],
  fold: ['bsw', 'fold [-bs] [-w WIDTH] [FILE]...'],
  free: ['bghkm', 'free [-bkmgh]'],
  grep: [
    'ABCEFHLRcefhilmnoqrsvwxzk',
    'grep [-HhnlLoqvsrRiwFEz] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...',
  ],
  head: ['Ncnqv', 'head [OPTIONS] [FILE]...'],
  hexdump: ['Cbcdefnosvx', 'hexdump [-bcdoxCv] [-e FMT] [-f FMT_FILE] [-n LEN] [-s OFS] [FILE]...'],
  hostname: ['Fdfis', 'hostname [-sidf] [HOSTNAME | -F FILE]'],
  id: ['Ggnru', 'id [-ugGnr] [USER]'],
  kill: ['GISl', 'kill [-l] [-SIG] PID...'],
  ln: ['STbfnstv', 'ln [-sfnbtv] [-S SUF] TARGET... LINK|DIR'],
  ls: ['1ACFHLRSXacdhilnprstuvwx', 'ls [-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...'],
  md5sum: ['csw', 'md5sum [-c[sw]] [FILE]...'],
  mkdir: ['mp', 'mkdir [-m MODE] [-p] DIRECTORY...'],
  mktemp: ['dpqtu', 'mktemp [-dt] [-p DIR] [TEMPLATE]'],
  mv: ['Tfint', 'mv [-finT] SOURCE DEST', 'or: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }'],
  nl: ['bisvw', 'nl [OPTIONS] [FILE]...'],
  od: [
    'ANSabcdfhijlostvwx',
    'od [-abcdfhilovxs] [-t TYPE] [-A RADIX] [-N SIZE] [-j SKIP] [-S MINSTR] [-w WIDTH] [FILE]...',
  ],
  paste: ['ds', 'paste [-d LIST] [-s] [FILE]...'],
  printf: ['', 'printf FORMAT [ARG]...'],
  ps: ['To', 'ps [-o COL1,COL2=HEADER] [-T]'],
  readlink: ['fnv', 'readlink [-fnv] FILE'],
  realpath: ['', 'realpath FILE...'],
  rev: ['', 'rev [FILE]...'],
  rm: ['Rfir', 'rm [-irf] FILE...'],
  rmdir: ['p', 'rmdir [-p] DIRECTORY...'],
  sed: ['Eefinr', 'sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...', 'or: sed [-i[SFX]] [-nrE] CMD [FILE]...'],
  seq: ['sw', 'seq [-w] [-s SEP] [FIRST [INC]] LAST'],
  sha256sum: ['csw', 'sha256sum [-c[sw]] [FILE]...'],
  sleep: ['', 'sleep [N]...'],
  sort: [
    'MVbcdfgiknorstuz',
    'sort [-nrugMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...',
  ],
  stat: ['Lcflt', 'stat [-ltf] [-c FMT] FILE...'],
  tac: ['', 'tac [FILE]...'],
  tail: ['Fcfnqsv', 'tail [OPTIONS] [FILE]...'],
  tar: ['CJOZafhjkmovz', 'tar c|x|t [-ZzJjahmvokO] [-f TARFILE] [-C DIR] [FILE]...'],
  tee: ['ai', 'tee [-ai] [FILE]...'],
  timeout: ['ks', 'timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS'],
  touch: ['acdhmrt', 'touch [-cham] [-d DATE] [-t DATE] [-r FILE] FILE...'],
  tr: ['cds', 'tr [-cds] STRING1 [STRING2]'],
  uname: ['aimnoprsv', 'uname [-amnrspvio]'],
  uniq: ['cdfisuwz', 'uniq [-cduiz] [-f,s,w N] [FILE [OUTFILE]]'],
  wc: ['Lclmw', 'wc [-cmlwL] [FILE]...'],
  which: ['a', 'which [-a] COMMAND...'],
  xargs: ['0EIPaenprstx', 'xargs [OPTIONS] [PROG ARGS]'],
}

/** Version and forms of the call, as far as it is printed here; undefined for an applet that is not listed. */
export function busyboxUsage(applet: string): string | undefined {
  const [, ...forms] = APPLETS[applet] ?? []
  return forms.length === 0 ? undefined : `${VERSION}\n\nUsage: ${forms.join('\n')}\n`
}

/** The letters of an applet's options. */
export function busyboxLetters(applet: string): string | undefined {
  return APPLETS[applet]?.[0]
}
