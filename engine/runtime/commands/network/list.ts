/** Commands that talk to others. */
import type { Command } from '../../kernel/contract.ts'
import { curl } from './curl.ts'
import { httpd, python3 } from './fileserver.ts'
import { dig, getent, host, nslookup } from './names.ts'
import { nc, ncat, netcat } from './nc.ts'
import { ping } from './ping.ts'
import { redisCli } from './rediscli.ts'
import { kubeapiProxy, socat } from './relay.ts'
import { wget } from './wget.ts'

export const networkCommands: readonly Command[] = [
  curl,
  dig,
  getent,
  host,
  httpd,
  kubeapiProxy,
  socat,
  nc,
  ncat,
  netcat,
  nslookup,
  ping,
  python3,
  redisCli,
  wget,
]
