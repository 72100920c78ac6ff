import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'

import { enqueue } from '#db/messages.ts'
import { defineJob, type Job } from '#jobs/job.ts'
import { dateAt, wallClock } from '#src/domain/instant.ts'
import { say } from '#src/domain/message.ts'
import { createTicks, type Ticks } from '#src/ticks.ts'

import { calendar, instant, trialApp, type TrialApp } from '../support/app.ts'

let trial: TrialApp | undefined
afterEach(async () => {
  await trial?.app.stop()
  await trial?.close()
})

/** A job that queues one message a run, unless `fails` says otherwise. */
const writing = (name: string, given: Partial<Job> & { readonly fails?: (at: string) => boolean } = {}): Job =>
  defineJob({
    name,
    schedule: { at: '08:30', on: 'workdays' },
    catchUp: 60,
    read: async () => null,
    plan: (_data, at) => ({ result: `done ${wallClock(at)}` }),
    write: async (trx, _plan, at) => {
      const to = { channel: 'local', id: name }
      const key = `${name}/${dateAt(at)}`
      await enqueue(trx, [{ key, cause: 'test', memberId: null, to, lane: 'bulk', at, body: say(key) }])
      if (given.fails?.(at) === true) throw new Error('half-way')
    },
    ...given,
  })

/** Ticks of these jobs on a trial born on Friday 4 June at nine; its own jobs do not run. */
const start = async (...jobs: readonly Job[]): Promise<Ticks> => {
  trial = await trialApp()
  const { db, app } = trial
  const lease = { epoch: 1, valid: () => true }
  return createTicks({ db, calendar, lease, log: pino({ level: 'silent' }), settings: app.settings, jobs })
}
const runs = async (): Promise<string[]> => {
  const rows = await trial!.db.selectFrom('run').selectAll().orderBy('job').orderBy('slot').execute()
  return rows.map(({ job, slot, skipped }) => `${job} ${wallClock(slot).slice(5)}${skipped ? ' skipped' : ''}`)
}
const keys = async (): Promise<string[]> =>
  (await trial!.db.selectFrom('message').select('key').orderBy('id').execute()).map(({ key }) => key)

describe('a run that is missed', () => {
  it.each([
    ['2021-06-07T08:29', []],
    ['2021-06-07T08:30', ['a 06-07 08:30']],
    ['2021-06-07T09:30', ['a 06-07 08:30']],
    ['2021-06-07T09:31', ['a 06-07 08:30 skipped']],
    ['2021-06-06T12:00', []],
  ])('is caught up in its time and skipped after it: at %s', async (at, expected) => {
    const ticks = await start(writing('a'))
    await ticks.runDue(instant(at))
    expect(await runs()).toEqual(expected)
    expect((await keys()).length).toBe(expected.filter((run) => !run.includes('skipped')).length)
  })

  it('over a day without power: the lost morning is skipped, the next one runs', async () => {
    const ticks = await start(writing('a'))
    await ticks.runDue(instant('2021-06-07T08:30'))
    await ticks.runDue(instant('2021-06-09T08:31'))
    expect(await runs()).toEqual(['a 06-07 08:30', 'a 06-08 08:30 skipped', 'a 06-09 08:30'])
    expect(await keys()).toEqual(['a/2021-06-07', 'a/2021-06-09'])
  })

  it('over a jump of the clock by a week and a festival: no rest day, nothing twice, and back again nothing', async () => {
    const ticks = await start(writing('a'))
    const jump = instant('2021-06-15T08:45')
    await ticks.runDue(jump)
    const all = ['07', '08', '09', '10', '11'].map((day) => `a 06-${day} 08:30 skipped`)
    expect(await runs()).toEqual([...all, 'a 06-15 08:30'])
    await ticks.runDue(jump)
    await ticks.runDue(instant('2021-06-09T08:30'))
    await ticks.runDue(jump)
    expect(await keys()).toEqual(['a/2021-06-15'])
  })

  it('is played at its own time when a trial’s clock is moved over it', async () => {
    const ticks = await start(writing('a'))
    await ticks.play(instant('2021-06-04T09:00'), instant('2021-06-15T09:00'), async () => {})
    expect(await keys()).toEqual(['07', '08', '09', '10', '11', '15'].map((day) => `a/2021-06-${day}`))
  })
})

describe('a run that throws half-way', () => {
  it('writes nothing, is tried again at the next tick, and stops no other job', async () => {
    let broken = true
    const ticks = await start(writing('a', { fails: () => broken }), writing('b'))
    await ticks.runDue(instant('2021-06-07T08:30'))
    expect(await runs()).toEqual(['b 06-07 08:30'])
    expect(await keys()).toEqual(['b/2021-06-07'])
    broken = false
    await ticks.runDue(instant('2021-06-07T08:31'))
    expect(await runs()).toEqual(['a 06-07 08:30', 'b 06-07 08:30'])
    expect(await keys()).toEqual(['b/2021-06-07', 'a/2021-06-07'])
  })

  it('keeps its later slots behind the one that failed', async () => {
    const ticks = await start(writing('a', { catchUp: 10_000, fails: (at) => dateAt(at) === '2021-06-07' }))
    await ticks.play(instant('2021-06-04T09:00'), instant('2021-06-08T09:00'), async () => {})
    expect(await runs()).toEqual([])
    await ticks.runDue(instant('2021-06-08T09:01'))
    expect(await runs()).toEqual(['a 06-07 08:30', 'a 06-08 08:30'])
  })

  it('also when it cannot read or plan', async () => {
    const broken = { read: () => Promise.reject(new Error('no database')) }
    const ticks = await start(writing('a', broken), writing('b'))
    await ticks.runDue(instant('2021-06-07T08:30'))
    expect(await runs()).toEqual(['b 06-07 08:30'])
  })
})

describe('a run that waits for another', () => {
  it('is put off, at most so long', async () => {
    let ready = false
    const ticks = await start(writing('a', { waits: { minutes: 30, until: async () => ready } }))
    await ticks.runDue(instant('2021-06-07T08:30'))
    await ticks.runDue(instant('2021-06-07T08:59'))
    expect(await runs()).toEqual([])
    await ticks.runDue(instant('2021-06-07T09:01'))
    expect(await runs()).toEqual(['a 06-07 08:30'])
    ready = true
    await ticks.runDue(instant('2021-06-08T08:30'))
    expect((await runs()).length).toBe(2)
  })
})

describe('who may run', () => {
  it('is the holder of the lease alone', async () => {
    const ticks = await start(writing('a'))
    await trial!.db.updateTable('lease').set({ epoch: 2 }).execute()
    await ticks.runDue(instant('2021-06-07T08:30'))
    expect(await runs()).toEqual([])
    expect(await keys()).toEqual([])
  })

  it('failure 6: two ticks at once, and a restart, make one run', async () => {
    const ticks = await start(writing('a'))
    const at = instant('2021-06-07T08:30')
    await Promise.all([ticks.runDue(at), ticks.runDue(at), ticks.runDue(at)])
    await ticks.runDue(instant('2021-06-07T08:40'))
    expect(await runs()).toEqual(['a 06-07 08:30'])
    expect(await keys()).toEqual(['a/2021-06-07'])
  })
})
