import { type Duty, readDuty, splitPost } from '#src/domain/post.ts'
import { readPhone } from '#src/domain/phone.ts'

import type { Arg } from '../args.ts'
import { takeRest } from '../cursor.ts'

/** What somebody says of a person: 县卫健局 联络员 B岗 张三 13812345678, in any order. */
export interface SaidOfPerson {
  /** As typed, single blanks between, without the word that completes. */
  readonly typed: string
  /** What is neither role nor number: the unit's name, the person's. */
  readonly words: readonly string[]
  /** Null: no role said. */
  readonly duty: Duty | null
  readonly phone: string | null
  /** 确认 at the end. */
  readonly confirmed: boolean
}

/** Reads the rest of what was typed; a dash stands for "no unit". */
export const saidOfPerson = (shape: string): Arg<SaidOfPerson> => ({
  shape,
  read: (cursor) => {
    const said = takeRest(cursor)
      .split(/\s+/)
      .filter((part) => part !== '')
    const confirmed = said.at(-1) === '确认' || said.at(-1) === '确定'
    const parts = confirmed ? said.slice(0, -1) : said
    const words: string[] = []
    let duty = null as Duty | null
    let phone: string | null = null
    for (const part of parts) {
      const [unit, role] = splitPost(part) ?? [null, readDuty(part)]
      const number = readPhone(part)
      if (unit !== null) words.push(unit)
      // 联络员 B岗: the second says it closer.
      if (role !== null) duty = duty?.role === role.role && duty.deputy ? duty : role
      else if (number !== null) phone = number
      else if (!/^[-—–-]+$/.test(part)) words.push(part)
    }
    return { typed: parts.join(' '), words, duty, phone, confirmed }
  },
})
