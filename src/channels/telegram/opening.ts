import type { Logger } from 'pino'

import type { Scrub } from './api.ts'
import { attempt, type Fault, faultText } from './faults.ts'
import type { Life } from './life.ts'
import type { Standing } from './standing.ts'
import { type Trouble, troubleOf } from './troubles.ts'
import type { Tuning } from './tuning.ts'

export interface Insisting {
  readonly log: Logger
  readonly life: Life
  readonly standing: Standing
  readonly tuning: Tuning
  readonly scrub: Scrub
}

/** Writes a failure of the receiving side where people look for it. Returns what it means. */
export const noteTrouble = ({ log, standing, tuning }: Insisting, fault: Fault, failures: number): Trouble => {
  const trouble = troubleOf(fault, failures, tuning)
  log.warn({ fault: faultText(fault), failures }, 'telegram is not reached')
  standing.failed(trouble.said)
  if (trouble.lost) standing.lose(trouble.said)
  else if (trouble.isAlarm) standing.alarm(trouble.said)
  return trouble
}

/** Makes a call that may be repeated, until it succeeds. Null: the channel was stopped, or its token is refused. */
export const insist = async <Value>(deps: Insisting, run: () => Promise<Value>): Promise<Value | null> => {
  for (let failures = 1; !deps.life.ended(); failures++) {
    const called = await attempt(run, deps.scrub)
    if (called.ok) return called.value
    if (deps.life.ended()) return null
    const trouble = noteTrouble(deps, called.fault, failures)
    if (trouble.lost) return null
    await deps.life.rest(trouble.pauseMs)
  }
  return null
}
