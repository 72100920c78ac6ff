// Working days between two dates, beside chinese-workday's own loop and a luxon loop: npx node bench/workdays.ts
import { performance } from 'node:perf_hooks'

import { countWorkdays as packageCount } from 'chinese-workday'
import { DateTime } from 'luxon'

import { nationalCalendar } from '#src/calendar.ts'
import { addWorkdays, countWorkdays, isWorkday, restDaysBetween } from '#src/domain/calendar.ts'
import { addDays, dayOf } from '#src/domain/dates.ts'

const budgetMs = 1200

/** Nanoseconds a call, the best of five runs, together about `budgetMs`. Results are summed so that nothing is optimised away. */
function measure(call: (index: number) => number): number {
  let sum = 0
  const warm = performance.now()
  let calls = 0
  while (performance.now() - warm < budgetMs / 6) sum += call(calls++)
  const perRun = Math.max(1, calls)
  let best = Infinity
  for (let run = 0; run < 5; run++) {
    const start = performance.now()
    for (let index = 0; index < perRun; index++) sum += call(index)
    best = Math.min(best, ((performance.now() - start) * 1e6) / perRun)
  }
  if (Number.isNaN(sum)) throw new Error('no number')
  return best
}

const started = performance.now()
const cal = nationalCalendar()
const built = performance.now() - started

const zone = 'Asia/Shanghai'
const holidays = new Set(
  restDaysBetween(cal, '2019-01-01', '2026-12-31').flatMap(({ date, reason }) => (reason === 'holiday' ? [date] : [])),
)
const worked = new Set<string>()
for (let day = '2019-01-01'; day < '2026-12-31'; day = addDays(day, 1)) {
  if (isWorkday(cal, day) && DateTime.fromISO(day).weekday > 5) worked.add(day)
}

function luxonCount(from: string, to: string): number {
  let count = 0
  const end = DateTime.fromISO(to, { zone })
  for (let day = DateTime.fromISO(from, { zone }).plus({ days: 1 }); day <= end; day = day.plus({ days: 1 })) {
    const iso = day.toISODate() ?? ''
    if (worked.has(iso) || (day.weekday <= 5 && !holidays.has(iso))) count++
  }
  return count
}

function nanoseconds(ns: number): string {
  if (ns < 1000) return `${ns.toFixed(1)} ns`
  return ns < 1e6 ? `${(ns / 1000).toFixed(1)} µs` : `${(ns / 1e6).toFixed(2)} ms`
}

const line = (name: string, ns: number, ours: number): void => {
  const times = ns === ours ? '' : `${Math.round(ns / ours).toLocaleString('en')} ×`
  console.log(`  ${name.padEnd(34)}${nanoseconds(ns).padStart(12)}${times.padStart(14)}`)
}

// A different start each call, so that neither the JIT nor a cache can answer for us.
const starts = Array.from({ length: 64 }, (_, index) => addDays('2020-06-03', index))
const from = (index: number): string => starts[index & 63] ?? ''

console.log(`the tables, files included: ${built.toFixed(1)} ms`)
for (const [name, length] of [
  ['one year', 365],
  ['ten years', 3652],
] as const) {
  const ends = starts.map((start) => addDays(start, length))
  const to = (index: number): string => ends[index & 63] ?? ''
  const ours = measure((index) => countWorkdays(cal, from(index), to(index)).workdays)
  console.log(`\nworking days between two dates ${name} apart (${countWorkdays(cal, from(0), to(0)).workdays})`)
  line('duban, ISO strings in', ours, ours)
  line(
    'chinese-workday countWorkdays',
    measure((index) => packageCount(from(index), to(index))),
    ours,
  )
  line(
    'luxon, day by day, zone Shanghai',
    measure((index) => luxonCount(from(index), to(index))),
    ours,
  )
}

console.log('\nadding working days')
for (const n of [1, 20, 250]) {
  const ours = measure((index) => addWorkdays(cal, from(index), n).date.length)
  line(`duban, n = ${n}, ISO strings in and out`, ours, ours)
}
console.log('\na date')
const parsing = measure((index) => dayOf(from(index)))
line('dayOf', parsing, parsing)
line(
  'luxon fromISO with a zone',
  measure((index) => DateTime.fromISO(from(index), { zone }).day),
  parsing,
)

// Both ends count in the package's function, only the last in ours. 2021 to 2022: a span in which the package is right.
let differences = 0
for (let start = dayOf('2021-01-01'); start < dayOf('2021-12-31'); start += 3) {
  const first = addDays('2021-01-01', start - dayOf('2021-01-01'))
  const last = addDays(first, 300)
  const theirs = packageCount(first, last) - (isWorkday(cal, first) ? 1 : 0)
  if (theirs !== countWorkdays(cal, first, last).workdays || luxonCount(first, last) !== theirs) differences++
}
console.log(`\ndifferences from both in 122 spans of 2021 and 2022: ${differences}`)
