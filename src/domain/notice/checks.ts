import { monthDay, type IsoDate } from '../dates.ts'
import { plainName } from '../unit-name.ts'
import type { Draft } from './draft.ts'
import type { Line } from './lines.ts'
import { findMentions } from './mentions.ts'
import type { Check, ReadItem, ReadUnit } from './notice.ts'
import type { Register } from './register.ts'
import { checkTotals, countedAs } from './totals.ts'
import { short } from './words.ts'

export interface Proof {
  readonly items: readonly ReadItem[]
  /** The attachments' rows before equal accounts were made one. */
  readonly rows: readonly Draft[]
  readonly body: readonly Line[]
  readonly register: Register
  readonly publishedOn: IsoDate | null
  /** The whole circular in one way of writing. */
  readonly text: string
}

const doubles = (rows: readonly Draft[], items: readonly ReadItem[]): Check[] => {
  const accounts = items.flatMap(({ account }) => (account === undefined ? [] : [account]))
  const listed = rows.filter(({ account }) => account !== undefined).length
  if (accounts.length === 0 || accounts.length === listed) return []
  const twice = accounts.filter((account) => account.rows.length > 1).map((account) => account.rows.join('/'))
  return [
    {
      what: '账号清单重复',
      ok: false,
      found: `${listed}行是${accounts.length}个账号,${twice.join('、')}重复`,
      expected: `${listed}个账号`,
    },
  ]
}

const owners = (items: readonly ReadItem[], register: Register): Set<string> =>
  new Set(
    items
      .filter(({ kind }) => kind !== 'duty')
      .flatMap(({ units }) => units)
      .flatMap(({ name, canonical }) => [canonical ?? name, countedAs(name, canonical, register)]),
  )

/** Units the body criticises by name for which the attachments have nothing. */
const criticised = ({ items, body, register }: Proof): Check[] => {
  const owned = owners(items, register)
  if (owned.size === 0) return []
  const named = new Map<string, ReadUnit>()
  const add = (name: string, canonical: string | null): void =>
    void named.set(canonical ?? name, { name, canonical, role: 'lead' })
  for (const item of items)
    if (item.duty === 'selfCriticism') for (const { name, canonical } of item.units) add(name, canonical)
  for (const { text } of body) {
    for (const sentence of text.split(/[。;]/)) {
      if (!/通报批评|点名批评|提出批评/.test(sentence)) continue
      const upTo = sentence.search(/通报批评|点名批评|提出批评/)
      for (const { name, unit } of findMentions(sentence.slice(0, upTo), register.mentions))
        add(name, unit?.name ?? null)
    }
  }
  return [...named.values()].flatMap(({ name, canonical }): Check[] => {
    if (owned.has(canonical ?? name) || (canonical !== null && owned.has(countedAs(name, canonical, register))))
      return []
    return [
      {
        what: canonical === null ? '点名的单位不在附件里' : '点名的单位没有事项',
        ok: false,
        found: canonical ?? name,
        expected: '附件里有它的事项',
      },
    ]
  })
}

const bare = (name: string, { directory: { level, place } }: Register): string => {
  const plain = plainName(name).replace(/\([^()]*\)$/, '')
  const rest =
    place !== null && plain.startsWith(place + level)
      ? plain.slice(place.length + level.length)
      : plain.startsWith(level)
        ? plain.slice(level.length)
        : plain
  return rest.replace(/人民政府$/, '')
}

// Names given up in a reform; the office will want the present one.
const former =
  /^(?:农业|环保|环境保护|生态环境保护|国土资源|卫生和计划生育|卫计|工商行政管理|工商|质量技术监督|质监|食品药品监督管理|文体|安监|旅游|扶贫)[局委]/

/** One unit written in several ways, or never as the register has it. */
const spellings = ({ items, register }: Proof): Check[] => {
  const written = new Map<string, Map<string, string>>()
  for (const { name, canonical } of items.flatMap((item) => [
    ...item.units,
    ...(item.reportTo === undefined ? [] : [item.reportTo]),
  ])) {
    if (canonical === null || name.length > 24 || /室\(|办\(/.test(name)) continue
    const names = written.get(canonical) ?? new Map<string, string>()
    const key = bare(name, register)
    if (!names.has(key)) names.set(key, name)
    written.set(canonical, names)
  }
  return [...written].flatMap(([canonical, names]): Check[] => {
    const own = bare(canonical, register)
    if (names.size === 1 && (names.has(own) || !former.test([...names.keys()][0]!))) return []
    return [
      { what: '同一单位的写法', ok: false, found: short([...names.values()].join('、'), 60), expected: canonical },
    ]
  })
}

const late = ({ items, publishedOn }: Proof): Check[] =>
  items.flatMap(({ place, deadline }): Check[] => {
    if (
      publishedOn === null ||
      deadline.inherited === true ||
      deadline.date === undefined ||
      deadline.date > publishedOn
    )
      return []
    return [
      {
        what: `${place}的期限`,
        ok: false,
        found: `「${deadline.words}」${deadline.date === publishedOn ? '就是发布当天' : '早于发布日'}`,
        expected: `晚于${monthDay(publishedOn)}`,
      },
    ]
  })

const broken = /(?:\d{1,4}|[一二三四五六七八九十]{1,4})个工作(?:内|天内|日子|曰|子)[\u4E00-\u9FFF]{0,2}/g

/** Slips of the pen that touch units or days. */
const misprints = ({ text, body, register }: Proof): Check[] => {
  const days = [...new Set(text.match(broken))].map((words): Check => ({
    what: '错字',
    ok: false,
    found: `「${words}」`,
    expected: `「${words.slice(0, words.indexOf('工作'))}工作日…」`,
  }))
  const { level } = register.directory
  const offices = new Set(
    body.flatMap((line) => line.text.match(new RegExp(`${level}[\\u4E00-\\u9FFF]{4,16}?局`, 'g')) ?? []),
  )
  const names = [...offices].flatMap((name): Check[] => {
    const { kind, candidates } = register.resolve(name)
    const meant = candidates[0]
    const slip =
      kind === 'unknown' &&
      meant !== undefined &&
      Math.abs(meant.length - name.length) <= 1 &&
      oneLetterApart(name, meant)
    return slip ? [{ what: '错字', ok: false, found: `「${name}」`, expected: meant }] : []
  })
  return [...days, ...names]
}

const oneLetterApart = (a: string, b: string): boolean => {
  const [long, brief] = a.length >= b.length ? [a, b] : [b, a]
  let at = 0
  while (at < brief.length && long[at] === brief[at]) at++
  return long.slice(at + 1) === brief.slice(long.length === brief.length ? at + 1 : at)
}

/** Holds what the circular says about itself against what it contains. */
export const proofRead = (proof: Proof): Check[] => [
  ...checkTotals(proof.rows, proof.body, proof.register),
  ...doubles(proof.rows, proof.items),
  ...criticised(proof),
  ...spellings(proof),
  ...late(proof),
  ...misprints(proof),
]
