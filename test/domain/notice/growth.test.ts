import { afterEach, expect, test } from 'vitest'

import { calendar, seed, seedUnits } from './circular.ts'
import { parseNotice } from '#src/domain/notice/parse.ts'

// Counts, not times: every letter that a regular expression moves over. Twice the circular must be about twice the work.

// oxlint-disable-next-line typescript/unbound-method
const builtIn = RegExp.prototype.exec
afterEach(() => {
  // oxlint-disable-next-line no-extend-native
  RegExp.prototype.exec = builtIn
})

const work = (text: string): number => {
  let letters = 0
  // oxlint-disable-next-line no-extend-native
  RegExp.prototype.exec = function count(this: RegExp, input: string) {
    const from = this.global || this.sticky ? this.lastIndex : 0
    const found = builtIn.call(this, input)
    // A sticky expression that fails (split makes one of its own) has looked at one place only.
    const missed = this.sticky ? from + 1 : input.length
    letters += (found === null ? missed : found.index + found[0].length) - from
    return found
  }
  parseNotice(text, seedUnits, { calendar })
  // oxlint-disable-next-line no-extend-native
  RegExp.prototype.exec = builtIn
  return letters
}

const [head = '', problems = '', accounts = ''] = seed.split(/^附件\d:.*$/m)

test.each<[string, (times: number) => string]>([
  ['many problems', (times) => `${head}附件1:\n${problems.repeat(times)}`],
  ['many accounts', (times) => `${head}附件2:\n${accounts.repeat(times)}`],
  [
    'a long body',
    (times) =>
      head.replace(
        '二、原因分析',
        `${'近期,县公安局、县教育局等单位工作有起色,涉及单位3家。\n'.repeat(times * 40)}二、原因分析`,
      ),
  ],
  ['one line without an end', (times) => `${head}附件1:\n1.${'县公安局、县教育局、'.repeat(times * 200)}`],
  [
    'many attachments',
    (times) =>
      head +
      Array.from({ length: times * 30 }, (_, at) => `附件${at + 1}:\n问题清单\n1.栏目空白(责任单位:县教育局)\n`).join(
        '',
      ),
  ],
  ['brackets that never close', (times) => `${head}附件1:\n1.${'(责任单位:县教育局'.repeat(times * 60)}`],
])('%s: twice as long is at most 2.4 times the work', (_, grown) => {
  work(grown(1))
  expect(work(grown(8)) / work(grown(4))).toBeLessThan(2.4)
})
