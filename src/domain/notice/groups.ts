import type { UnitKind } from '../unit.ts'

/** Words that mean many units: 所有县直单位和乡镇. */
export interface GroupWords {
  readonly start: number
  readonly end: number
  readonly words: string
  /** Empty where only someone who knows the case can say who is meant (相关单位). */
  readonly kinds: readonly UnitKind[]
  /** 各单位, without saying which: everyone the circular addresses. */
  readonly everyone: boolean
}

const quantifier =
  '所有|全部|全体|全县|全市|全区|全旗|各级|各地|各|有关|相关|县直|市直|区直|旗直|县级|县属|市属|区属|县政府|市政府|区政府|县委|区委|本县|我县|上述|以上|前述|被通报|被点名|有需要[\\u4E00-\\u9FFF]{0,8}的|(?:暗访|检查|督查|排查|抽查)?(?:发现|存在|出现)[\\u4E00-\\u9FFF]{0,8}的|涉及的?|涉改|涉事|涉案|属地|行业主管|行业监管|责任'
const filler =
  '的|各个|各级|各|所有|行业主管|行业监管|行业|主管|监管|涉改|涉事|未整改|县直|市直|区直|旗直|县级|县属|市属|区属|县|市|区|县政府|市政府|区政府|县委|直属|组成|职能|支撑|机关|企事业|事业|行政|党群|驻县|驻市|驻区|中省|省市驻县|双管|垂管|国有|有关|相关|责任|涉及|牵头|配合|承办|主办|重点|被通报|存在问题'
const noun =
  '乡镇街道|乡\\(镇\\)|镇\\(街道\\)|乡镇\\(街道\\)|乡\\(镇、街道\\)|乡镇场|乡镇|镇街|镇乡|镇办|街镇|乡街|街道办事处|街道|乡|镇|场|部门|单位|委办局|科局|局办|局|机关|开发区|园区|功能区|管委会|村\\(社区\\)|村社区|村|社区|企业|国企|地'
const tail = '党委政府|党委、政府|党工委|人民政府|政府|办事处|党委|管委会'

// Every alternative once: two ways to read the same letters would double the work at each repetition.
const either = [...new Set([...quantifier.split('|'), ...filler.split('|')])]
  .filter((word) => !word.includes('[') && !word.includes('('))
  .join('|')
const one = `(?:${quantifier})(?:${filler}){0,6}(?:${noun})(?:\\([^()]{1,6}\\))?(?:${tail})?`
const joined = new RegExp(
  `${one}(?:(?:以及|及|和|与|、|,)(?:${either}){0,7}(?:${noun})(?:\\([^()]{1,6}\\))?(?:${tail})?(?![\\u4E00-\\u9FFF]{0,12}?(?:局|办公室)(?:[、,]|$)))*`,
  'g',
)

const open =
  /有关|相关|责任|涉及|上述|以上|前述|被通报|被点名|需要|发现|存在|出现|职能|支撑|牵头|配合|承办|主办|存在问题|重点|行业|主管|监管|涉改|涉事|涉案|属地|未整改/
const parts: readonly [RegExp, UnitKind][] = [
  [/部门|委办局|科局|局办|各局|机关|[县市区旗](?:直属|直|级|属)(?:各|所有|企?事业|机关)*单位/, 'department'],
  [/乡|镇|街道|街镇/, 'township'],
  [/开发区|园区|功能区|管委会/, 'zone'],
  [/村|社区/, 'village'],
  [/企业|国企/, 'enterprise'],
]

const kindsOf = (words: string): UnitKind[] => {
  const kinds = parts.flatMap(([pattern, kind]) => (pattern.test(words) ? [kind] : []))
  if (/各地/.test(words)) kinds.push('township')
  return [...new Set(kinds)]
}

const group = (start: number, words: string): GroupWords => {
  const isOpen = open.test(words)
  const kinds = isOpen ? [] : kindsOf(words)
  const unnamed =
    /(?:各|所有|全[县市区旗部体])(?:各|所有)?单位/.test(words) && !kinds.includes('department') && kinds.length < 2
  return {
    start,
    end: start + words.length,
    words,
    kinds,
    everyone: !isOpen && (kinds.length === 0 || unnamed || words.includes('各级')),
  }
}

/** 各乡镇、县直有关单位: the first part is plain, only the second is open. */
const apart = (found: GroupWords): GroupWords[] => {
  if (!open.test(found.words)) return [found]
  const pieces = [...found.words.matchAll(/(?:(?!以及|及|和|与)[^、,])+/g)]
  return pieces.map((piece) => group(found.start + piece.index, piece[0]))
}

/** All words of this kind in the text. */
export const findGroups = (text: string): GroupWords[] =>
  [...text.matchAll(joined)].flatMap((match): GroupWords[] => {
    const words = match[0]
    const start = match.index
    const before = text.slice(Math.max(0, start - 1), start)
    const after = text.slice(start + words.length, start + words.length + 2)
    // 责任单位: is a label, 单位名称 a column, 县政府机关事务中心 a name.
    if (/^(?:责任|涉及)/.test(words) && before !== '' && !/[,。;、由请各的]/.test(before)) return []
    if (/^[:名]/.test(after) && /^(?:责任|涉及|相关|牵头)/.test(words)) return []
    if (/(?:局|地|场|镇|乡|村|机关)$/.test(words) && /^[区名点理势长级干容事]/.test(after)) return []
    return apart(group(start, words))
  })

/** The words, if they are nothing but a group. */
export const readGroup = (words: string): GroupWords | null => {
  const plain = words.replace(/(?:等|等单位|等部门)$/, '')
  const [found, more] = findGroups(plain)
  return found !== undefined && more === undefined && found.start === 0 && found.end === plain.length ? found : null
}

const bare = new RegExp(`^(?:${noun})(?:\\([^()]{1,6}\\))?(?:${tail})?$`)

/** 街道办事处 of 各镇人民政府、街道办事处: after a group its quantifier holds on. */
export const readFollowingGroup = (words: string): GroupWords | null => (bare.test(words) ? group(0, words) : null)
