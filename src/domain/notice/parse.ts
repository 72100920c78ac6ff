import type { Calendar } from '../calendar.ts'
import type { IsoDate } from '../dates.ts'
import { Refusal } from '../refusal.ts'
import type { Unit } from '../unit.ts'
import { levelOf } from '../unit-name.ts'
import type { Deadline } from '../deadline.ts'
import { readBlocks } from './blocks.ts'
import { proofRead } from './checks.ts'
import type { Draft, Range, Reading } from './draft.ts'
import { readOrders, type Duty } from './duties.ts'
import { readHeader, type Header } from './header.ts'
import { inheritedFrom, makeItems } from './items.ts'
import { readLines, type Line } from './lines.ts'
import { markerOf } from './marker.ts'
import type { ReadNotice } from './notice.ts'
import { withoutPublication } from './own-deadline.ts'
import { splitParts, type Parts } from './parts.ts'
import { askAbout } from './questions.ts'
import { isPraise } from './praise.ts'
import { placeOf, readRegister } from './register.ts'
import { mergeAccounts } from './rows.ts'
import { readSource, shown, type Source } from './source.ts'
import { unitsNamed } from './subjects.ts'
import { fullDate, garbageShare, withoutContacts } from './words.ts'

export interface ReadOptions {
  readonly calendar: Calendar
  /** Overrides the date the circular gives. */
  readonly publishedOn?: IsoDate
  readonly supervisionOffice?: string
}

const longest = 2_000_000
const example =
  '请粘贴通报全文,例如「关于…情况的通报 … 请各单位于6月8日前将整改情况报县政府督查室」,或发送 .docx、.pdf、.txt 文件'

const refuseUnreadable = (text: string): void => {
  if (text.trim() === '') throw new Refusal(`通报是空的。${example}。`)
  if (text.length > longest)
    throw new Refusal(`通报有${text.length}个字符,超过上限${longest}。请只保留通报正文和附件,或分成几份导入。`)
  if (garbageShare(text) > 0.02) throw new Refusal(`读到的不是文字(像是文件原始内容或乱码)。${example}。`)
}

const listed = /问题|整改|任务|清单|台账|督办|事项|一览表|情况表|汇总表|账号|帐号/
// A table of figures or of telephone numbers is no list of problems.
const counting = /统计|得分|评分|排名|排序|通讯录|联系表|联系方式|回执/
const closeWords = /关停|注销|关闭|清理|下线/

/** Whether the accounts of an attachment are to be closed: by its title, its headings, or an order of the body. */
const closes = (parts: Parts, body: readonly Line[]): ((draft: Draft) => boolean) => {
  const ordered = body.some(({ text }) =>
    text
      .split(/[。;]/)
      .some(
        (sentence) =>
          /[账帐]号|新媒体/.test(sentence) &&
          /(?:必须|务必|须|要|一律|全部|予以|立即|请)[^,]{0,8}(?:关停|注销|关闭|下线)/.test(sentence),
      ),
  )
  const titled = parts.attachments.map(({ title }) => closeWords.test(title))
  return ({ attachment, account }) =>
    ordered || closeWords.test(account?.list ?? '') || (attachment !== null && titled[attachment - 1] === true)
}

/** Lines of the body that belong neither to the header nor to the announcement of attachments. */
const bodyLines = (lines: readonly Line[], header: Header, parts: Parts): Line[] =>
  lines.filter(
    (_, at) =>
      at >= header.bodyFrom && at < parts.attachmentsFrom && !header.lines.has(at) && !parts.announcing.has(at),
  )

/** Tells whether a line lies within any of the ranges. */
const coverage = (ranges: readonly Range[]): ((line: Range) => boolean) => {
  const sorted = ranges.toSorted((a, b) => a.start - b.start)
  const reach: number[] = []
  for (const { end } of sorted) reach.push(Math.max(reach.at(-1) ?? 0, end))
  return ({ start, end }) => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (sorted[middle]!.start < end) low = middle + 1
      else high = middle
    }
    return low > 0 && reach[low - 1]! > start
  }
}

/** A short numbered line heads something only if what follows is not numbered alike. */
const isHeading = ({ text }: Line, next: Line | undefined): boolean => {
  const marker = markerOf(text)
  return (
    marker !== null &&
    text.length <= 36 &&
    !/[。;,]/.test(text) &&
    next !== undefined &&
    markerOf(next.text)?.kind !== marker.kind
  )
}

/**
 * Reads a circular: deterministic, offline. What it cannot know it asks; it never assigns a unit by likeness and takes
 * no line away without an item, a heading, a count or a question for it.
 */
export const parseNotice = (text: string, units: readonly Unit[], options: ReadOptions): ReadNotice => {
  refuseUnreadable(text)
  const supervisionOffice = options.supervisionOffice ?? '县政府督查室'
  const { source, lines } = readLines(readSource(text))
  const parts = splitParts(lines)
  const header = readHeader(lines, parts.attachmentsFrom, parts.attachments[0]?.title)
  const level = levelOf(units.map(({ name }) => name))
  const addressees = header.addressees?.text.replace(/:$/, '') ?? null
  const place = placeOf([header.issuer, header.title, ...lines.slice(0, 12).map((line) => line.text)], level)
  const register = readRegister(units, place, addressees)
  const reading: Reading = { source, register }
  const publishedOn = options.publishedOn ?? header.publishedOn
  const body = bodyLines(lines, header, parts)
  const fromBody = readBlocks(body, { attachment: null, number: 0, listing: false }, reading, '正文')
  const attached = parts.attachments.map((attachment, at) => {
    const rest = attachment.lines.filter((_, i) => !header.lines.has(attachment.from + i))
    if (isPraise(attachment.title)) return { drafts: [], left: [], prose: rest.length }
    const listing =
      (listed.test(attachment.title) || parts.attachments.length === 1) && !counting.test(attachment.title)
    return readBlocks(rest, { attachment, number: attachment.number ?? at + 1, listing }, reading, attachment.title)
  })
  const rows = [...fromBody.drafts, ...attached.flatMap((found) => found.drafts)]
  const drafts = mergeAccounts(rows)
  const left = attached.flatMap((found) => found.left)
  const following = new Map(body.map((line, at) => [line, body[at + 1]]))
  const inDraft = coverage(fromBody.drafts)
  const prose = body.filter((line) => !inDraft(line))
  const leftAt = new Set(left.map(({ start }) => start))
  const leftLines = lines.filter((line) => leftAt.has(line.start))
  const year = publishedOn ?? yearIn(source.text)
  const sure = publishedOn === null ? withoutPublication(year !== null) : (deadline: Deadline) => deadline
  const context = { published: year ?? '2021-01-01', calendar: options.calendar }
  const orders = readOrders([...prose, ...leftLines], reading, {
    ...context,
    sure,
    issuer: header.issuer,
    addressees,
    problems: fromBody.drafts,
    hasItems: drafts.length > 0,
    official: header.official,
  })
  const ordered = coverage([...orders.duties.map(({ draft }) => draft), ...orders.terms.map(({ range }) => range)])
  const items = makeItems(drafts, orders.duties, {
    source,
    register,
    reading: context,
    sure,
    inherited: inheritedFrom(orders.duties, orders.terms),
    closing: closes(parts, body),
  })
  refuseForeign(items.length, source, register.mentions.byFirst.size > 0 && hasWork(drafts, orders.duties))
  const [term] = orders.terms
  const otherTerms = orders.terms.filter(({ deadline }) => deadline.date !== term?.deadline.date)
  const unread = [...orders.unread, ...otherTerms.map(({ range }) => range)]
  const announced = drafts.length > 0 ? [] : (fromBody.listed ?? [])
  const unplaced = [...[...left, ...fromBody.left, ...announced].filter((range) => !ordered(range)), ...unread]
  const questions = askAbout(items, {
    register, units, issuer: header.issuer, supervisionOffice, publishedOn,
    carried: new Set(items.filter((_, at) => drafts[at]?.carried === true).map((item) => item.place)),
    named: items.length > 0 ? [] : unitsNamed(prose.map((line) => line.text).join('\n'), register).flatMap((unit) => unit.canonical ?? []),
    left: unplaced.map(({ start, end }) => shown(withoutContacts(source.text.slice(start, end)), source)),
  }) // prettier-ignore
  return {
    title: shown(header.title, source),
    issuer: header.issuer,
    issuerUnit: header.issuer === null ? null : (register.find(header.issuer)?.name ?? null),
    documentNumber: header.documentNumber,
    indexNumber: header.indexNumber,
    publishedOn,
    items,
    checks: proofRead({ items, rows, body: prose, register, publishedOn, text: source.text }),
    questions,
    otherText:
      prose.filter((line) => !ordered(line) && !isHeading(line, following.get(line))).length +
      attached.reduce((sum, found) => sum + found.prose, 0),
  }
}

/** Without a date of publication a year still tells which 8 June is meant. */
const yearIn = (text: string): IsoDate | null => {
  const year = /〔(20\d\d)〕/.exec(text)?.[1] ?? fullDate.exec(text)?.[1] ?? /(20\d\d)年/.exec(text)?.[1]
  return year === undefined || !/^\d{4}$/.test(year) ? null : `${year}-01-01`
}

const hasWork = (drafts: readonly Draft[], duties: readonly Duty[]): boolean => drafts.length + duties.length > 0

const refuseForeign = (items: number, source: Source, readable: boolean): void => {
  if (items > 0 || readable) return
  const dated = /\d{1,2}月|\d{4}[-./年]|工作日/.test(source.text)
  const office = /[局委办镇乡]|单位|部门|中心|政府/.test(source.text)
  if (!dated && !office) throw new Refusal(`这段文字里既没有单位也没有日期,不像通报。${example}。`)
}
