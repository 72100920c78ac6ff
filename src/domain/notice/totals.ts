import type { Unit } from '../unit.ts'
import type { Draft } from './draft.ts'
import type { Line } from './lines.ts'
import { findMentions } from './mentions.ts'
import type { Check } from './notice.ts'
import type { Register } from './register.ts'
import { short } from './words.ts'

/** Rows under one heading, before the same account listed twice is made one. */
interface List {
  readonly heading: string
  readonly drafts: readonly Draft[]
}

const listsOf = (rows: readonly Draft[]): List[] => {
  const lists = new Map<string, { heading: string; drafts: Draft[] }>()
  for (const draft of rows) {
    const heading = draft.account?.list ?? ''
    const key = `${draft.attachment}\n${heading}`
    const list = lists.get(key)
    if (list === undefined) lists.set(key, { heading, drafts: [draft] })
    else list.drafts.push(draft)
  }
  return [...lists.values()]
}

/** The unit itself, or the unit it belongs to. */
const topOf = (unit: Unit, register: Register): Unit => {
  const seen = new Set([unit.id])
  let top = unit
  while (top.parentId !== null && !seen.has(top.parentId)) {
    const parent = register.byId.get(top.parentId)
    if (parent === undefined) break
    seen.add(parent.id)
    top = parent
  }
  return top
}

/** The name under which a unit is counted when sub-units count with the units they belong to. */
export const countedAs = (name: string, canonical: string | null, register: Register): string => {
  const unit = canonical === null ? undefined : register.byName.get(canonical)
  return unit === undefined ? `?${name}` : topOf(unit, register).name
}

const pairs = (text: string): Set<string> =>
  new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)))
const general = /^[一二三四五六七八九十]+、|\([^()]*\)|政务|新媒体|[账帐]号|单位|清单|问题|名单|的|及|和/g

/** How well a heading is spoken of in a sentence: its own words, by pairs of letters. */
const spokenOf = (heading: string, sentence: string): number => {
  const own = [...pairs(heading.replace(general, ''))]
  const said = pairs(sentence)
  const met = own.filter((pair) => said.has(pair)).length
  return own.length === 0 || met / own.length < 0.6 ? 0 : met + met / own.length
}

const things = '[账帐]号|公众号|新媒体|问题|事项|任务'
const counted = new RegExp(
  `(?:${things})(?:共|有|计|为|共计|共有){0,2}(\\d{1,6})(?:个|条|项|件)|(\\d{1,6})(?:个|条|项|件)(?:[\\u4E00-\\u9FFF]{0,6})(?:${things})`,
)
const unitsCounted = /(?:单位|部门)(?:共|有|为|共计){0,2}(\d{1,6})(?:家|个)|(\d{1,6})(?:家|个)(?:责任)?(?:单位|部门)/
const numberOf = (match: RegExpExecArray | null): number | null =>
  match === null ? null : Number(match[1] ?? match[2])

const names = (list: List): { readonly name: string; readonly canonical: string | null }[] =>
  list.drafts.flatMap((draft) => draft.units)

const unitTotal = (list: List, said: number, what: string, register: Register): Check => {
  const written = new Set(names(list).map(({ name, canonical }) => canonical ?? `?${name}`)).size
  const rolled = new Set(names(list).map(({ name, canonical }) => countedAs(name, canonical, register))).size
  return {
    what: `${what}单位数`,
    ok: said === written || said === rolled,
    found: written === rolled ? `${written}家` : `${written}个单位名,下属并入上级后${rolled}家`,
    expected: `${said}家`,
  }
}

/** 其中,县公安部门…8个,麦市镇3个. */
const shares = (list: List, sentence: string, register: Register): Check[] =>
  sentence.split(/[,、]/).flatMap((piece): Check[] => {
    const number = /(\d{1,6})个$/.exec(piece)?.[1]
    if (number === undefined || counted.test(piece.slice(0, 4))) return []
    const office = /^(?:其中)?([\u4E00-\u9FFF]{1,6})部门/.exec(piece)?.[1]
    const unit =
      (office === undefined ? undefined : register.find(`${office}局`)) ??
      findMentions(piece, register.mentions)[0]?.unit
    if (unit === undefined || unit === null) return []
    const found = list.drafts.filter((draft) =>
      draft.units.some(
        ({ name, canonical }) => canonical === unit.name || countedAs(name, canonical, register) === unit.name,
      ),
    ).length
    return [
      {
        what: `${office === undefined ? unit.name : `${office}部门`}的行数`,
        ok: found === Number(number),
        found: `${found}行`,
        expected: `${number}个`,
      },
    ]
  })

/** 涉及单位8家。分别是…: the names against the rows. */
const named = (list: List, text: string, what: string, register: Register): Check[] => {
  const said = findMentions(text, register.mentions)
  if (said.length < 2) return []
  const inText = new Set(said.map(({ name, unit }) => countedAs(name, unit?.name ?? null, register)))
  const inRows = new Set(names(list).map(({ name, canonical }) => countedAs(name, canonical, register)))
  const missing = [...inText].filter((name) => !inRows.has(name)).map((name) => `附件无${name.replace('?', '')}`)
  const extra = [...inRows].filter((name) => !inText.has(name)).map((name) => `正文无${name.replace('?', '')}`)
  const different = [...missing, ...extra]
  return [
    {
      what: `${what}点名单位`,
      ok: different.length === 0,
      found: different.length === 0 ? `${inRows.size}家相同` : short(different.join('、'), 60),
      expected: `正文点名${inText.size}家`,
    },
  ]
}

const what = (list: List): string => {
  const plain = list.heading.replace(/^[一二三四五六七八九十]+、|\([^()]*\)/g, '')
  return plain === '' ? '附件清单' : `「${short(plain, 16)}」`
}

/** A row without a number of its own goes on with the one above, so both ways of counting are right. */
const isCount = (said: number, { drafts }: List): boolean =>
  said === drafts.length ||
  (drafts[0]?.account === undefined && said === new Set(drafts.map(({ place }) => place)).size)

/** What the body and the headings say about numbers, against the rows that were read. */
export const checkTotals = (rows: readonly Draft[], body: readonly Line[], register: Register): Check[] => {
  const lists = listsOf(rows).slice(0, 60)
  const checks: Check[] = lists.flatMap((list): Check[] => {
    const said = /\((?:共)?(\d{1,6})(?:个|条|项|家)\)/.exec(list.heading)?.[1]
    return said === undefined
      ? []
      : [
          {
            what: `${what(list)}标题写的数`,
            ok: isCount(Number(said), list),
            found: `${list.drafts.length}行`,
            expected: `${said}个`,
          },
        ]
  })
  for (const { text } of body) {
    if (!/\d/.test(text)) continue
    const sentences = text.split(/[。;]/)
    for (const [at, sentence] of sentences.entries()) {
      const said = numberOf(counted.exec(sentence))
      if (said === null) continue
      const [best] = lists
        .map((list) => ({ list, score: spokenOf(list.heading, sentence) }))
        .toSorted((a, b) => b.score - a.score)
      const only =
        lists.length === 1 && /附件|附后|清单|共发现|共梳理|共排查|通报/.test(sentence) ? lists[0] : undefined
      const list = best !== undefined && best.score > 0 ? best.list : only
      if (list === undefined) continue
      checks.push({
        what: `${what(list)}正文写的数`,
        ok: isCount(said, list),
        found: `${list.drafts.length}行`,
        expected: `${said}个`,
      })
      const rest = sentences.slice(at, at + 4)
      const units = rest.map((one) => numberOf(unitsCounted.exec(one))).find((number) => number !== null)
      if (units !== undefined && units !== null) checks.push(unitTotal(list, units, what(list), register))
      for (const one of rest.filter((after) => /其中/.test(after))) checks.push(...shares(list, one, register))
      const from = rest
        .map((one) => /分别[是为]:?|(?:单位|部门)\d+[家个][,:](?!其中)/.exec(one))
        .findIndex((match) => match !== null)
      if (from !== -1) checks.push(...named(list, rest[from]!, what(list), register))
      break
    }
  }
  return checks
}
