/** All commands. A new one is a value in a file beside this and a word here; images take from them what they have. */
import type { Command } from '../kernel/contract.ts'
import { jq } from './jq/jq.ts'
import { kill } from '../shell/builtins/read.ts'
import { awk } from './awk/awk.ts'
import { chgrp, chmod, chown } from './attributes.ts'
import { cut, paste } from './columns.ts'
import { cksum, cmp } from './compare.ts'
import { cp, mv } from './copying.ts'
import { date } from './date.ts'
import { diff } from './diff.ts'
import { base64, hexdump, md5sum, od, sha1sum, sha256sum, sha512sum, xxd } from './digestcommands.ts'
import { echo } from './echo.ts'
import * as files from './filecommands.ts'
import * as making from './filemaking.ts'
import { find } from './find.ts'
import { egrep, fgrep, grep } from './grep.ts'
import { du, ls, stat } from './ls.ts'
import { head, tail } from './headtail.ts'
import { join } from './join.ts'
import { basename, dirname, readlink, realpath } from './paths.ts'
import { printf } from './printf.ts'
import { pwd } from './pwdcommand.ts'
import { sed } from './sed/sed.ts'
import { git } from './git/git.ts'
import { sleep } from './sleep.ts'
import { sort } from './sort.ts'
import { split } from './split.ts'
import { column } from './table.ts'
import { expand, unexpand } from './tabs.ts'
import { networkCommands } from './network/list.ts'
import { numberCommands } from './numbers.ts'
import { processCommands } from './processcommands.ts'
import { systemCommands } from './system.ts'
import { tar } from './tar.ts'
import { bracket, test } from './test.ts'
import { xargs } from './xargs.ts'
import { cat, comm, fold, nl, rev, shuf, tac, tee, uniq, wc, yes } from './textfilters.ts'
import { tr } from './tr.ts'

const commands: readonly Command[] = [
  awk,
  base64,
  bracket,
  cat,
  cksum,
  cmp,
  column,
  comm,
  cut,
  date,
  diff,
  du,
  echo,
  expand,
  egrep,
  fgrep,
  basename,
  chgrp,
  chmod,
  chown,
  cp,
  dirname,
  making.fallocate,
  making.install,
  files.ln,
  files.mkdir,
  making.mkfifo,
  making.mktemp,
  mv,
  readlink,
  realpath,
  files.rm,
  files.rmdir,
  files.touch,
  making.truncate,
  find,
  fold,
  git,
  grep,
  head,
  hexdump,
  join,
  jq,
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
  sha512sum,
  shuf,
  sleep,
  sort,
  split,
  stat,
  tac,
  tail,
  tar,
  tee,
  test,
  tr,
  unexpand,
  uniq,
  wc,
  xargs,
  xxd,
  yes,
  ...networkCommands,
  ...numberCommands,
  ...processCommands,
  ...systemCommands,
]

const byName = new Map(commands.map((command) => [command.name, command]))

export const commandNames = (): readonly string[] => [...byName.keys()]

export const commandNamed = (name: string, _flavour: 'busybox' | 'gnu'): Command | undefined => byName.get(name)
