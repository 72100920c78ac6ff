import type { IsoDate } from '../dates.ts'
import { firstOf, label, labelled } from './header-labels.ts'
import type { Line } from './lines.ts'
import { markerOf } from './marker.ts'
import { dateIn, fullDate } from './words.ts'

export interface Header {
  readonly title: string
  readonly issuer: string | null
  readonly documentNumber: string | null
  readonly indexNumber: string | null
  readonly publishedOn: IsoDate | null
  /** The line that says to whom the circular goes, without its colon. */
  readonly addressees: Line | null
  /** Whether it presents itself as a circular, by title, number or addressees; a news item does not. */
  readonly official: boolean
  /** Index of the first line of the body. */
  readonly bodyFrom: number
  /** Indexes of lines that belong to the header wherever they stand (signature, date, print note). */
  readonly lines: ReadonlySet<number>
}

const number = /[\u4E00-\u9FFF]{1,12}[〔[(【﹝][12]\d{3}[〕\])】﹞]第?\d{1,4}号/
const titleEnd =
  /(?:通报|通知|函|通告|公告|意见|报告|纪要|通知书|通知单|建议书|督办单|交办单|督办令|台账|督查专报|督查通报|整改令|清单|方案|情况)(?:\(.{1,12}\))?$/
const office = /(?:办公室|办公厅|政府|委员会|督查室|局|委|中心|领导小组|管委会|专班|部|组|院|社|处)$/
const dateOnly = new RegExp(`^\\(?${fullDate.source}(?:印发)?\\)?$`)
const signed = new RegExp(`^\\(?(.{3,30}?)\\s*${fullDate.source}(?:印发)?\\)?$`)
const sealed = /\((?:代章|盖章|公章|印章|章|代)\)$/

/** The title's lines: from the one with 关于 to the one that ends in 通报 and the like; a masthead (督查通报 第9期) if none. */
const titleLines = (
  lines: readonly Line[],
  isMeta: (line: Line) => boolean,
): { readonly from: number; readonly to: number } | null => {
  let masthead: { readonly from: number; readonly to: number } | null = null
  for (let to = 0; to < lines.length; to++) {
    const { text } = lines[to]!
    if (
      isMeta(lines[to]!) ||
      !titleEnd.test(text) ||
      text.length > 80 ||
      /[。;,]/.test(text) ||
      markerOf(text) !== null
    )
      continue
    for (let from = to; from >= Math.max(0, to - 3); from--) if (lines[from]!.text.includes('关于')) return { from, to }
    if (text.length >= 4) masthead ??= { from: to, to }
  }
  return masthead
}

// 安 督 〔 2 0 2 1 〕 1 1 号, as a scanner reads a letterhead.
const unspaced = (text: string): string => text.replace(/(?<=\S) (?=\S)/g, '')

// What every page of a government's website ends with.
const webFrame = /ICP备|公网安备|网站标识码|版权所有|网站地图|^主办(?:单位)?:.*承办(?:单位)?:/

/**
 * Reads what stands above and below the text: title, issuer, numbers, date, addressees.
 * @param listTitle the title of the first attachment, where nothing stands above it
 */
export const readHeader = (lines: readonly Line[], attachmentsFrom: number, listTitle = ''): Header => {
  const top = lines.slice(0, Math.min(30, attachmentsFrom))
  const addressAt = top.findIndex(
    ({ text }) =>
      text.endsWith(':') &&
      text.length > 4 &&
      text.length < 300 &&
      markerOf(text) === null &&
      !text.startsWith('附件') &&
      /[局委办府处室部门位镇乡道会院司区站队所园心团社校村厅]:$/.test(text.replace(/\(.*?\):$/, ':')),
  )
  const isMeta = ({ text }: Line): boolean =>
    text.search(label) !== -1 || (number.test(unspaced(text)) && text.length < 40) || dateOnly.test(text)
  const body = top.findIndex(
    ({ text }) => markerOf(text) !== null || (/[。;]/.test(text) && text.length > 20) || /[|\t]/.test(text),
  )
  const before = top.slice(0, Math.min(...[addressAt, body, top.length].filter((at) => at !== -1)))
  const titled = titleLines(before, isMeta)
  // Without a line of addressees the body begins at the first line below the title that is nothing of a header.
  const below = before.findIndex(
    (line, at) =>
      at > (titled?.to ?? 0) && !isMeta(line) && !office.test(line.text) && !/^\(.{1,16}\)$/.test(line.text),
  )
  const front = below === -1 || addressAt === before.length ? before : before.slice(0, below)
  const found = labelled(front)
  const first = front.find((line) => !isMeta(line))?.text ?? top[0]?.text ?? ''
  const written = titled === null ? null : before.slice(titled.from, titled.to + 1).map(({ text }) => text)
  const title =
    firstOf(found, '名称', '标题') ??
    written?.join('') ??
    /^【(.{2,30})】/.exec(first)?.[1] ??
    (first.slice(0, 80) || listTitle)

  const taken = new Set<number>()
  let dated: string | null = null
  let signer: string | null = null
  const bodyFrom = addressAt === -1 ? front.length : addressAt + 1
  for (let at = lines.length - 1; at >= bodyFrom; at--) {
    const { text } = lines[at]!
    if (text.length > 60) continue
    const both = signed.exec(text)
    if (dateOnly.test(text)) {
      const above = lines[at - 1]
      dated = text
      taken.add(at)
      if (
        above !== undefined &&
        at - 1 >= bodyFrom &&
        office.test(above.text.replace(sealed, '')) &&
        above.text.length <= 30 &&
        !/[。:,;]/.test(above.text)
      ) {
        signer = above.text.replace(sealed, '')
        taken.add(at - 1)
      }
    } else if (both?.[1] !== undefined && office.test(both[1]) && !/[,。;:]/.test(both[1])) {
      dated ??= text
      signer ??= both[1]
      taken.add(at)
    } else if (
      webFrame.test(text) ||
      (/^(?:抄送|主送|印发|共印|\(?此件|\(联系人|联系人:|联系电话:)/.test(text) && text.length < 60)
    ) {
      taken.add(at)
    }
  }
  const letterhead = front
    .map(({ text }) => /^(.{4,24}?)(?:文件)?$/.exec(text)?.[1])
    .find((text) => text !== undefined && office.test(text) && !text.includes('关于'))
  // The red line of a bulletin: the office at its left, the date at its right.
  const masthead = front.map(({ text }) => signed.exec(text)).find((match) => office.test(match?.[1] ?? ''))
  const documentNumber =
    firstOf(found, '文号', '发文字号') ?? number.exec(front.map(({ text }) => unspaced(text)).join('\n'))?.[0] ?? null
  const frontDate = front.find(({ text }) => dateOnly.test(text))?.text ?? masthead?.[0]
  return {
    title,
    issuer:
      firstOf(found, '发文机构', '发文机关', '发布机构', '发文单位', '发布单位', '制发机关') ??
      signer ??
      letterhead ??
      masthead?.[1] ??
      /^(.{4,24}?)关于/.exec(title)?.[1] ??
      /^(.{2,20}?(?:办公室|督查室|政府|局|委员会))(?:督查|工作|情况)?(?:通报|通知|专报)/.exec(title)?.[1] ??
      firstOf(found, '信息来源', '来源'),
    documentNumber,
    official: titled !== null || documentNumber !== null || addressAt !== -1 || firstOf(found, '索引号') !== null,
    indexNumber: firstOf(found, '索引号'),
    publishedOn:
      dateIn(
        firstOf(found, '发布日期', '公开日期', '发布时间', '发文日期', '印发日期', '成文日期', '生成日期') ?? '',
      ) ??
      dateIn(dated ?? '') ??
      dateIn(frontDate ?? ''),
    addressees: addressAt === -1 ? null : top[addressAt]!,
    bodyFrom,
    lines: taken,
  }
}
