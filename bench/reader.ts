import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { nationalCalendar } from '#src/calendar.ts'
import { parseNotice } from '#src/domain/notice/parse.ts'
import type { Unit, UnitKind } from '#src/domain/unit.ts'

// Reading the sample circular (must: ≤ 10 ms) and circulars of ½ MB and 1 MB made of it (must: ≤ 500 ms, and linear).

const data = join(import.meta.dirname, '../data')
const seed = readFileSync(join(data, 'circular-2021-06-04.txt'), 'utf8')
const listed = JSON.parse(readFileSync(join(data, 'units.json'), 'utf8')) as {
  name: string
  kind: UnitKind
  aliases?: string[]
}[]
const units = listed.map(({ name, kind, aliases = [] }, at): Unit => ({
  id: at + 1,
  name,
  kind,
  aliases,
  parentId: null,
}))
const calendar = nationalCalendar()

const [head = '', problems = '', accounts = ''] = seed.split(/^附件\d:.*$/m)

/** The sample with its attachments repeated until it has about so many letters. */
const grown = (letters: number): string => {
  const times = Math.ceil((letters - head.length) / (problems.length + accounts.length))
  return `${head}附件1:\n${problems.repeat(times)}附件2:\n${accounts.repeat(times)}`
}

const best = (text: string, runs: number): number => {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run++) {
    const from = performance.now()
    parseNotice(text, units, { calendar })
    least = Math.min(least, performance.now() - from)
  }
  return least
}

const from = performance.now()
parseNotice(seed, units, { calendar })
console.log(`reader: sample, first time   ${(performance.now() - from).toFixed(1)} ms`)
console.log(`reader: sample               ${best(seed, 30).toFixed(1)} ms  (≤ 10)`)
const half = best(grown(500_000), 3)
const whole = best(grown(1_000_000), 3)
console.log(`reader: 500,000 letters      ${half.toFixed(0)} ms`)
console.log(`reader: 1,000,000 letters    ${whole.toFixed(0)} ms  (≤ 500), ${(whole / half).toFixed(2)} × the half`)
