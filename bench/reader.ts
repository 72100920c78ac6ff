import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { nationalCalendar } from '#src/calendar.ts'
import { parseNotice } from '#src/domain/notice/parse.ts'
import type { Unit, UnitKind } from '#src/domain/unit.ts'

// Reading the sample circular (must: ≤ 10 ms) and circulars of ½, 1 and 4 MB made of it (1 MB must: ≤ 500 ms, and linear).

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

/** The sample with its attachments repeated until its file has about so many bytes. */
const grown = (bytes: number): string => {
  const times = Math.ceil((bytes - Buffer.byteLength(head)) / Buffer.byteLength(problems + accounts))
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
const half = best(grown(500_000), 5)
const whole = best(grown(1_000_000), 5)
const most = best(grown(4_000_000), 2)
console.log(`reader: ½ MB                 ${half.toFixed(0)} ms`)
console.log(`reader: 1 MB                 ${whole.toFixed(0)} ms  (≤ 500), ${(whole / half).toFixed(2)} × the half`)
console.log(`reader: 4 MB                 ${most.toFixed(0)} ms, ${(most / whole).toFixed(2)} × the 1 MB`)
