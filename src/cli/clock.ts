import { parseArgs } from 'node:util'

import { knock } from '#db/inbox.ts'
import { waitingMessages } from '#db/messages.ts'
import { readSettings, writeSetting } from '#db/settings.ts'
import { nationalCalendar } from '#src/calendar.ts'
import { weekdayName } from '#src/domain/dates.ts'
import { type Instant, instantFromMillis, millisOf, parseInstant, wallClock } from '#src/domain/instant.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { nextMorning } from '#src/domain/schedule.ts'

import { type CliCommand, Usage } from './command.ts'
import { type RunningTrial, withRunningTrial } from './running.ts'

const shanghaiMs = 8 * 3_600_000
/** A move over months plays every morning in between; this long may pass without any of them getting done. */
const patienceMs = 60_000

/** '2021-06-07T08:31:00+08:00' */
const shanghai = (at: Instant): string => `${instantFromMillis(millisOf(at) + shanghaiMs).slice(0, 19)}+08:00`

const inWords = (at: Instant): string => {
  const [date = '', time = ''] = wallClock(at).split(' ')
  return `${date} 星期${weekdayName(date)} ${time}`
}

const targetOf = (to: string, now: Instant): Instant => {
  const target = to === 'next' ? nextMorning(nationalCalendar(), now) : parseInstant(to)
  if (target === null) throw new Usage(`「${to}」不是时间。例:2021-06-07T08:31,或 next`)
  // Through the calendar's years only: beyond them no working day is known.
  if (to !== 'next') nextMorning(nationalCalendar(), target)
  if (target < now) throw new Refusal(`时钟只能往前拨:现在是 ${inWords(now)},${inWords(target)} 已经过去。`)
  return target
}

/** Asks the server to move its clock and waits until it stands there and everything due is out. */
const move = async (trial: RunningTrial, to: string): Promise<Instant> => {
  const { db } = trial
  const start = await trial.now()
  const target = targetOf(to, start)
  await writeSetting(db, 'clockTarget', target)
  await knock(db, 'clock')
  for (let now = start; ;) {
    const before: Instant = now
    const step = await trial.waitFor(async () => {
      const { clock = before, clockTarget = null } = await readSettings(db)
      const isDone = clock >= target && clockTarget === null && (await waitingMessages(db, clock)) === 0
      return isDone || clock > before ? { clock, isDone } : null
    }, patienceMs)
    if (step === null)
      throw new Refusal(`时钟停在 ${inWords(before)},等了 ${patienceMs / 1000} 秒没有再动;请看服务器的日志。`)
    if (step.isDone) return step.clock
    now = step.clock
  }
}

export default {
  name: 'clock',
  summary: '试用:看虚拟时钟,或把它往前拨',
  usage: `duban clock [<时间>|next] [--json]
不写时间就是看现在几点;next 是下一个工作日 8:30;不带时区的时间是北京时间。
拨钟会把途中到期的提醒都发出来,发完才返回。要有 duban 正在运行(npm start)。
例:duban clock 2021-06-07T08:31`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    })
    const [to, ...more] = positionals
    if (more.length > 0) throw new Usage('时间写在一起,例:2021-06-07T08:31')
    const now = await withRunningTrial(io, (trial) => (to === undefined ? trial.now() : move(trial, to)))
    io.out(values.json ? JSON.stringify({ now: shanghai(now) }) : inWords(now))
    return 0
  },
} satisfies CliCommand
