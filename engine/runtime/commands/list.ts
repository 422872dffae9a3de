/** All commands. A new one is a value in a file beside this and a word here; images take from them what they have. */
import { kill } from '../shell/builtins/read.ts'
import { awk } from './awk/awk.ts'
import type { Command } from './command.ts'
import { date } from './date.ts'
import { base64, hexdump, md5sum, od, sha1sum, sha256sum, xxd } from './digestcommands.ts'
import { echo } from './echo.ts'
import * as files from './filecommands.ts'
import { find, xargs } from './find.ts'
import { egrep, fgrep, grep } from './grep.ts'
import { du, ls, stat } from './ls.ts'
import { printf } from './printf.ts'
import { pwd } from './pwdcommand.ts'
import { sed } from './sed/sed.ts'
import { sleep } from './sleep.ts'
import { sort } from './sort.ts'
import { systemCommands } from './system.ts'
import { bracket, test } from './test.ts'
import { cat, comm, cut, fold, head, nl, paste, rev, shuf, tac, tail, tee, uniq, wc, yes } from './textfilters.ts'
import { tr } from './tr.ts'

const commands: readonly Command[] = [
  awk,
  base64,
  bracket,
  cat,
  comm,
  cut,
  date,
  du,
  echo,
  egrep,
  fgrep,
  files.basename,
  files.chgrp,
  files.chmod,
  files.chown,
  files.cp,
  files.dirname,
  files.fallocate,
  files.install,
  files.ln,
  files.mkdir,
  files.mkfifo,
  files.mktemp,
  files.mv,
  files.readlink,
  files.realpath,
  files.rm,
  files.rmdir,
  files.touch,
  files.truncate,
  find,
  fold,
  grep,
  head,
  hexdump,
  kill,
  ls,
  md5sum,
  nl,
  od,
  paste,
  printf,
  pwd,
  rev,
  sed,
  sha1sum,
  sha256sum,
  shuf,
  sleep,
  sort,
  stat,
  tac,
  tail,
  tee,
  test,
  tr,
  uniq,
  wc,
  xargs,
  xxd,
  yes,
  ...systemCommands,
]

const byName = new Map(commands.map((command) => [command.name, command]))

export const commandNames = (): readonly string[] => [...byName.keys()]

export const commandNamed = (name: string, _flavour: 'busybox' | 'gnu'): Command | undefined => byName.get(name)
