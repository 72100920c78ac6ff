import type { Line } from './lines.ts'

/** An attachment: its number (2 of 附件2, null of a bare 附件), its own title and its lines. */
export interface Attachment {
  readonly number: number | null
  readonly title: string
  /** Index of its first line after the line that announces it. */
  readonly from: number
  readonly to: number
  readonly lines: readonly Line[]
}

export interface Parts {
  /** Index of the first line that belongs to an attachment; lines.length where there is none. */
  readonly attachmentsFrom: number
  readonly attachments: readonly Attachment[]
  /** Lines (by index) that only announce attachments. */
  readonly announcing: ReadonlySet<number>
}

const head = /^(?:附件|附表|附)\s?([0-9一二三四五六七八九十]{0,2})\s?[:.、]?\s?(.*)$/
const han = '一二三四五六七八九十'
const cleaned = (text: string): string => text.replace(/[|\t\s]+/g, '')
const numberOf = (label: string): number | null =>
  label === '' ? null : /^\d+$/.test(label) ? Number(label) : han.indexOf(label) + 1
const listed = /^\s?(\d{1,2})[.、]\s?(.+)$/

interface Head {
  readonly at: number
  readonly number: number | null
  readonly title: string
}

const headsIn = (lines: readonly Line[]): Head[] =>
  lines.flatMap(({ text }, at) => {
    const plain = cleaned(text)
    const match = text.length < 90 ? head.exec(plain) : null
    if (match === null || /[。;]/.test(plain)) return []
    // 附件打不开 is a problem, not an attachment.
    if (
      /^附件[\u4E00-\u9FFF]/.test(plain) &&
      !/^附件[一二三四五六七八九十]{1,2}(?:[:.、]|$)|(?:表|清单|台账|名单|目录|方案)$/.test(plain)
    )
      return []
    // 附有…, 附则 and the like are words, not headings.
    if (plain.startsWith('附') && !/^附(?:件|表|[:\d])/.test(plain)) return []
    return [{ at, number: numberOf(match[1]!), title: match[2]! }]
  })

/** Where the attachments begin: 附件1 on a line of its own, or a line that repeats an announced title. */
export const splitParts = (lines: readonly Line[]): Parts => {
  const heads = headsIn(lines)
  const announcing = new Set<number>()
  const titles = new Map<string, number | null>()
  const starts: Head[] = []
  const lastOf = new Map(heads.map((one, i) => [one.number, i]))
  const comesAgain = (number: number | null, after: number): boolean => (lastOf.get(number) ?? -1) > after
  for (const [i, one] of heads.entries()) {
    const first = listed.exec(one.title)
    const unnumbered = first === null && one.number === null
    const again =
      comesAgain(first === null ? one.number : Number(first[1]), i) ||
      (unnumbered && i + 1 < heads.length) ||
      (one.number === null && comesAgain(1, i))
    const next = heads[i + 1]
    const bare = one.title === ''
    const onlyNames = first !== null && one.number === null
    if (onlyNames || (again && !bare) || (!bare && next?.at === one.at + 1 && i === 0 && again)) {
      announcing.add(one.at)
      titles.set(first === null ? one.title : first[2]!, first === null ? one.number : Number(first[1]))
      for (let at = one.at + 1; at < lines.length && at < (next?.at ?? lines.length); at++) {
        const more = listed.exec(cleaned(lines[at]!.text))
        if (more === null || lines[at]!.text.length > 60 || Number(more[1]) !== titles.size + 1) break
        titles.set(more[2]!, Number(more[1]))
        announcing.add(at)
      }
    } else starts.push(one)
  }
  // Attachments pasted without the word 附件 before them begin with the title they were announced by.
  if (starts.length === 0 && titles.size > 0) {
    const last = Math.max(...announcing)
    for (const [at, line] of lines.entries()) {
      const number = titles.get(cleaned(line.text))
      if (at > last && number !== undefined) starts.push({ at, number, title: line.text })
    }
  }
  const attachments = starts.map((one, i): Attachment => {
    const to = starts[i + 1]?.at ?? lines.length
    const own = lines[one.at + 1]
    const titleBelow = one.title === '' && own !== undefined && one.at + 1 < to && isTitle(own.text)
    const from = one.at + (titleBelow ? 2 : 1)
    const title = titleBelow ? cleaned(own.text) : one.title
    return { number: one.number, title, from, to, lines: lines.slice(from, to) }
  })
  return { attachmentsFrom: starts[0]?.at ?? lines.length, attachments, announcing }
}

const isTitle = (text: string): boolean => {
  const plain = cleaned(text)
  const cells = text.split(/[|\t]/).filter((cell) => cell.trim() !== '')
  return (
    cells.length === 1 &&
    plain.length <= 50 &&
    !/[。;:]/.test(plain) &&
    !/^(?:[一二三四五六七八九十]{1,3}、|\(|\d(?!\d{3}[年-]))/.test(plain)
  )
}
