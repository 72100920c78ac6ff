import type { DutyKind } from './notice.ts'
import type { Register } from './register.ts'

const most = 18
const failing =
  '未公开|未集中发布|未集中公开|未编写|未开设|未标注|未提供|未提及|未包含|未更新|未建立|未制定|未落实|未设置|未完成|未发布|未按规定|未及时|未'
const negative = new RegExp(failing)
const quotes = /[“”"'‘’《》【】「」]/g

const brackets = (text: string): string => {
  let before = ''
  let now = text
  while (now !== before) [before, now] = [now, now.replace(/[(][^()]*[)]/g, '')]
  return now
}

/** Takes whom the sentence is about from its beginning: the county, a unit, a list of units. */
const withoutOwner = (text: string, register: Register, own: ReadonlySet<string>): string => {
  const { place, level } = register.directory
  let rest = text
  for (;;) {
    const before = rest
    if (place !== null && rest.startsWith(place + level)) rest = rest.slice(place.length + level.length)
    rest = rest.replace(
      /^(?:[县市区旗](?=人民政府)|人民政府(?=.{3})|本(?:部门|单位|级)(?=.{4})|抽查的|我[县市区旗]|[县市区旗]级)/,
      '',
    )
    for (const at of [0, 1, 2]) {
      const named = register.mentions.byFirst
        .get(rest[at] ?? '')
        ?.find(([name, unit]) => own.has(unit.name) && rest.startsWith(name, at) && rest.length > at + name.length + 3)
      if (named !== undefined && (at === 0 || /^[县市区城]+$/.test(rest.slice(0, at)))) {
        rest = rest.slice(at + named[0].length).replace(/^(?:、|和|及|的|公开的|网站的?)+/, '')
        break
      }
    }
    if (rest === before || rest.length < 4) return rest.length < 3 ? before : rest
  }
}

/** The longest whole part that fits: before a conjunction, after the last 的, without the year. */
const fit = (words: string): string => {
  if (words.length <= most) return words
  const undated = words.replace(/^(?:\d{4}(?:-\d{4})?年度?)/, '')
  if (undated.length <= most) return undated
  const tail = words.slice(words.lastIndexOf('的') + 1)
  if (words.includes('的') && tail.length >= 6 && tail.length <= most && !/^\d/.test(tail)) return tail
  const cut = Math.max(...['和', '及', '与', '、', ',', ';', '并'].map((mark) => words.lastIndexOf(mark, most)))
  return cut >= 6 ? words.slice(0, cut) : `${words.slice(0, most - 1)}…`
}

const cleanTail = (words: string): string =>
  words
    .replace(quotes, '')
    .replace(/^(?:有关|相关)?[的了]/, '')
    .replace(/(?:向社会公开|进行公开)$/, '')
    .replace(/[。;,、:\s]+$/, '')

const late = (clause: string): string =>
  clause.replace(
    /未[于在按][^,]{1,24}?(?:之?内|前|规定时间|时限)(?:进行|予以)?(?=上网|公开|发布|更新|备案|公示|上报|完成|办结)/,
    '未按时',
  )

/**
 * At most 18 letters by which a liaison knows the problem again: the thing that is missing, without county and quotes.
 * @param own names of the units it falls to; they know that it is theirs
 */
export const problemTitle = (text: string, register: Register, own: ReadonlySet<string>): string => {
  // A long quotation names a document; only where the sentence begins with it is it what the sentence is about.
  const flat = brackets(text.slice(0, 400)).replace(/“[^”]{19,}”/g, (quoted, at: number) => (at < 4 ? quoted : ''))
  const clauses = flat
    .split(/[,;。,;:!?]/)
    .map((clause) => withoutOwner(clause.trim(), register, own))
    .filter((clause) => clause.length > 1 && !own.has(register.find(clause)?.name ?? ' '))
  const [first = text.trim()] = clauses
  const failed = clauses.findIndex((clause) => negative.test(clause))
  if (failed === -1) return fit(cleanTail(first)) || fit(text)
  const clause = late(clauses[failed]!)
  const at = clause.search(negative)
  const word = new RegExp(`^(?:${failing})`).exec(clause.slice(at))![0]
  const subject = cleanTail(clause.slice(0, at))
  const thing = withoutOwner(cleanTail(clause.slice(at + word.length)), register, own)
  const topic = failed > 0 && clauses[0]!.length <= 16 ? cleanTail(clauses[0]!) : ''
  const whole = cleanTail(clause)
  if (topic !== '' && failed === 1 && (thing.length > most || subject !== '')) return fit(topic)
  // 未公开X is known by X alone; 未佩戴工作牌 is not known by 佩戴工作牌.
  if (subject === '' && whole.length <= most && !/公开|发布|编写/.test(word)) return whole
  if (subject === '' && thing.length >= 3) return thing.length <= most || topic === '' ? fit(thing) : fit(topic)
  if (whole.length <= most) return whole
  const undated = whole.replace(/^\d{4}(?:-\d{4})?年度?/, '')
  if (undated.length <= most) return undated
  if (clause.startsWith('未按时', at)) return fit(subject.slice(0, most - 5) + clause.slice(at, at + 5))
  if (subject.length > 1 && subject.length <= 8 && !/公开|发布|编写|开设/.test(word))
    return `${whole.slice(0, most - 1)}…`
  if (thing.length <= most && thing.length >= 8) return thing
  const left = most - thing.length - 1
  return left >= 6
    ? `${thing}:${subject.replace(/^(?:人民政府)/, '').slice(0, left)}`
    : fit(thing.length >= 4 ? thing : whole)
}

export const accountTitle = ({ name, platform }: { readonly name: string; readonly platform: string }): string => {
  const tail = platform === '' ? '' : `(${platform})`
  const room = most - tail.length
  return (name.length <= room ? name : `${name.slice(0, Math.max(4, room - 1))}…`) + tail
}

/** 书面检查→县政府督查室; 整改落实情况报告. */
export const dutyTitle = (text: string, duty: DutyKind): string => {
  if (duty === 'selfCriticism') return '书面检查'
  const thing =
    /将(.{2,16}?)(?:书面|及时|统一|一并|分别)?(?:上报|报送|报(?![告表])|反馈|提交|送)/.exec(text)?.[1] ??
    /(?:报送|提交|上报|反馈|报)([\u4E00-\u9FFF]{2,12}?)(?:[至到给,。;]|$)/.exec(text)?.[1]
  const hasThing =
    thing !== undefined && /情况|报告|结果|方案|台账|清单|材料|总结|进展|表|数据|信息|检查|意见|名单/.test(thing)
  if (duty === 'report' && hasThing) return fit(`报送${cleanTail(thing)}`)
  if (duty === 'report') return '报送整改情况'
  const act = /(?:前|内|底(?!前))[,]?(?:要|须|应|务必|必须)?([^,。;]{4,})/.exec(text)?.[1]
  return fit(cleanTail(act ?? text))
}

/** Makes the titles of one unit's items different from one another by adding their place. */
export const distinctTitles = <
  T extends { readonly title: string; readonly place: string; readonly units: readonly { readonly name: string }[] },
>(
  items: readonly T[],
): T[] => {
  const count = new Map<string, number>()
  const key = (item: T): string => `${item.title}\n${item.units[0]?.name ?? ''}`
  for (const item of items) count.set(key(item), (count.get(key(item)) ?? 0) + 1)
  return items.map((item) => {
    if ((count.get(key(item)) ?? 0) < 2) return item
    const tail = `(${item.place})`
    return { ...item, title: `${item.title.slice(0, Math.max(2, most - tail.length))}${tail}`.slice(0, most) }
  })
}
