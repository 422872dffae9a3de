/** All commands, in the order of kubectl's own help. A new one is a file in verbs/ (or create/) and a line here. */
import * as config from './create/config.ts'
import * as policy from './create/policy.ts'
import * as services from './create/services.ts'
import * as workloads from './create/workloads.ts'
import { annotate } from './verbs/annotate.ts'
import { attach } from './verbs/attach.ts'
import { apply } from './verbs/apply.ts'
import { canI, whoAmI } from './verbs/auth.ts'
import { create } from './verbs/createfiles.ts'
import { cp } from './verbs/cp.ts'
import { debug } from './verbs/debug.ts'
import { remove } from './verbs/delete.ts'
import { describe } from './verbs/describe.ts'
import { diff } from './verbs/diff.ts'
import * as discovery from './verbs/discovery.ts'
import { drain } from './verbs/drain.ts'
import { edit } from './verbs/edit.ts'
import { events } from './verbs/events.ts'
import { exec } from './verbs/exec.ts'
import { explain } from './verbs/explain.ts'
import { portForward } from './verbs/forward.ts'
import { get } from './verbs/get.ts'
import { rolloutHistory, rolloutUndo } from './verbs/history.ts'
import { label } from './verbs/label.ts'
import { logs } from './verbs/logs.ts'
import { autoscale, expose, run } from './verbs/make.ts'
import { cordon, taint, uncordon } from './verbs/nodes.ts'
import { patch } from './verbs/patch.ts'
import { replace } from './verbs/replace.ts'
import { rolloutPause, rolloutRestart, rolloutResume, rolloutStatus } from './verbs/rollout.ts'
import { scale } from './verbs/scale.ts'
import { setImage, setResources, setSelector, setServiceAccount } from './verbs/set.ts'
import { setEnv } from './verbs/setenv.ts'
import { topNode, topPod } from './verbs/top.ts'
import { wait } from './verbs/wait.ts'
import type { Verb } from './verb.ts'

export const verbs: readonly Verb[] = [
  create,
  ...Object.values(workloads).filter(isVerb),
  ...Object.values(config).filter(isVerb),
  ...Object.values(services).filter(isVerb),
  ...Object.values(policy).filter(isVerb),
  expose,
  run,
  setImage,
  setEnv,
  setResources,
  setSelector,
  setServiceAccount,
  explain,
  get,
  edit,
  remove,
  rolloutHistory,
  rolloutPause,
  rolloutRestart,
  rolloutResume,
  rolloutStatus,
  rolloutUndo,
  scale,
  autoscale,
  discovery.clusterInfo,
  topNode,
  topPod,
  cordon,
  uncordon,
  drain,
  taint,
  describe,
  logs,
  attach,
  exec,
  portForward,
  cp,
  debug,
  canI,
  whoAmI,
  events,
  diff,
  apply,
  patch,
  replace,
  wait,
  label,
  annotate,
  discovery.apiResources,
  discovery.apiVersions,
  discovery.configView,
  discovery.currentContext,
  discovery.getContexts,
  discovery.setContext,
  discovery.version,
]

function isVerb(value: unknown): value is Verb {
  return typeof value === 'object' && value !== null && 'run' in value
}
