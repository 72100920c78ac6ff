import { trimMarks } from './words.ts'

export type LabelKind =
  | 'lead'
  | 'cooperate'
  | 'deadline'
  | 'receiver'
  | 'person'
  | 'problem'
  | 'section'
  | 'account'
  | 'platform'

/** 责任单位:县卫健局, wherever it stands in an entry. Offsets are into the entry's text. */
export interface Labelled {
  readonly kind: LabelKind
  readonly label: string
  readonly from: number
  readonly to: number
  /** The words after the colon. */
  readonly start: number
  readonly end: number
}

const words: Readonly<Record<LabelKind, string>> = {
  lead: '(?:主要|第一|牵头|整改|直接)?责任(?:单位|部门|主体|乡镇|科室|镇街)|整改(?:单位|部门|主体)|承办(?:单位|部门)|主办(?:单位|部门)|牵头(?:单位|部门)?|落实(?:单位|部门)|问题(?:所属)?单位|涉及单位|实施单位|主责(?:单位|部门)?',
  cooperate:
    '(?:责任)?配合(?:责任)?(?:单位|部门)?|协办(?:单位|部门)?|协同(?:单位|部门)|协助(?:单位|部门)|参与(?:单位|部门)|会办单位',
  deadline:
    '(?:整改|完成|办结|办理|落实|反馈|上报|报送|关停|注销)?(?:完成)?(?:时限|期限)(?:要求)?|(?:整改|办结|预计|拟|要求|应)?完成(?:时间|日期|时限|期限)|整改(?:截止)?(?:时间|日期)|办结(?:时间|日期)|截止(?:时间|日期)|限期',
  receiver: '报送单位|接收单位|汇总单位|审核单位|验收单位|销号单位|督办单位|督导单位',
  person:
    '(?:整改|直接|主要)?责任(?:人|领导|人员)|(?:牵头|分管|包保|挂点|挂联|联系|督办|县级)(?:县)?领导|经办人|承办人|负责人|联系人|联系(?:电话|方式)|电话|邮箱|电子邮箱|手机',
  problem:
    '(?:存在(?:的)?|具体|主要|反馈|发现)?问题(?:描述|表现|内容|清单)?|(?:整改|督办|工作)?(?:事项|任务|内容)|问题类型',
  section: '类别|问题类别|所属栏目|栏目|领域|指标',
  account: '(?:新媒体)?[账帐]号(?:名称)?|公众号(?:名称)?|新媒体名称',
  platform: '平台(?:类型|名称)?|[账帐]号类型|新媒体类型',
}

const kinds = Object.keys(words) as LabelKind[]
const pattern = new RegExp(
  `(?<=^|[\\n(【\\[〔,;。、)】 局委办室心镇乡道院社处站队区会所司厅团])(?:${kinds.map((kind) => `(?<${kind}>${words[kind]})`).join('|')})\\s?(?::|(?=\\s[\\u4E00-\\u9FFF])(?<=单位|部门|时限|期限)\\s|为(?=[县市区各所]))`,
  'g',
)
const openers = '(【[〔'
const closers = ')】]〕'
const strays = /[,;。](?=[^、,;。\n]*(?:\d|请|务必|限期|整改|须|必须|前完成))/

// No bracket of a circular is longer; without a bound, brackets that never close would each be looked for to the end.
const reach = 800

/** End of the bracket that is open at `from`, or -1. */
const closing = (text: string, from: number): number => {
  let depth = 1
  for (let at = from; at < Math.min(text.length, from + reach); at++) {
    if (openers.includes(text[at]!)) depth++
    else if (closers.includes(text[at]!) && --depth === 0) return at
  }
  return -1
}

/** How many brackets are open at the end of the text. */
const balance = (text: string): number => {
  let depth = 0
  for (const letter of text) {
    if (openers.includes(letter)) depth++
    else if (closers.includes(letter)) depth = Math.max(0, depth - 1)
  }
  return depth
}

/** Where the words of a label end: its bracket, its line, its sentence, the next label. */
const valueEnd = (text: string, start: number, next: number, bracketEnd: number): number => {
  const limit = Math.min(next, bracketEnd === -1 ? text.length : bracketEnd)
  let depth = 0
  for (let at = start; at < limit; at++) {
    const letter = text[at]!
    if (openers.includes(letter)) depth++
    else if (closers.includes(letter) && --depth < 0) return at
    else if (depth === 0 && (letter === '。' || (letter === '\n' && bracketEnd === -1))) return at
  }
  return limit
}

/** All labels of an entry with the words that belong to them. */
export const findLabels = (text: string): Labelled[] => {
  if (!text.includes(':') && !/单位为|部门为|单位 |部门 |[时期]限 /.test(text)) return []
  const marks = [...text.matchAll(pattern)]
  return marks.map((mark, i): Labelled => {
    const at = mark.index
    const kind = kinds.find((one) => mark.groups?.[one] !== undefined)!
    let start = at + mark[0].length
    while (/\s/.test(text[start] ?? '')) start++
    const bracket = at > 0 && openers.includes(text[at - 1]!)
    const bracketEnd = bracket ? closing(text, at) : -1
    let next = marks[i + 1]?.index ?? text.length
    if (next < text.length && openers.includes(text[next - 1]!)) next--
    let end = Math.max(start, valueEnd(text, start, next, bracketEnd))
    if (kind === 'lead' || kind === 'cooperate') {
      const stray = strays.exec(text.slice(start, end))
      if (stray !== null) end = start + stray.index
    }
    const closed = bracket
      ? bracketEnd !== -1 && end >= bracketEnd
      : closers.includes(text[end] ?? ' ') && balance(text.slice(Math.max(0, end - reach), end)) > 0
    const to = closed ? (bracket ? bracketEnd : end) + 1 : end
    while (end > start && /[\s,;、。]/.test(text[end - 1]!)) end--
    return { kind, label: mark[0], from: bracket ? at - 1 : at, to, start, end }
  })
}

/** The text without its labels (what they say is read elsewhere), on one line; 问题: and the like leave their words. */
export const withoutLabels = (text: string, labels: readonly Labelled[]): string => {
  let rest = ''
  let at = 0
  for (const { kind, from, to, start } of labels) {
    if (from < at) continue
    rest += text.slice(at, from)
    at = kind === 'problem' || kind === 'section' || kind === 'account' || kind === 'platform' ? start : to
  }
  rest += text.slice(at)
  return trimMarks(
    rest
      .replace(/\n+/g, '')
      .replace(/[(【[]\s*[,;、]*\s*[)】\]]/g, '')
      .replace(/([。;,])[。;,]+/g, '$1'),
  )
}
