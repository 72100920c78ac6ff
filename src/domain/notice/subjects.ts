import { findGroups, type GroupWords } from './groups.ts'
import { leadingInClauses, leadingUnits } from './leading.ts'
import { findMentions, type Mention } from './mentions.ts'
import type { ReadGroup, ReadUnit } from './notice.ts'
import type { Register } from './register.ts'

type Token = { readonly start: number; readonly end: number; readonly mention?: Mention; readonly group?: GroupWords }

/** Units and groups that stand side by side: 县教育局、县财政局和各乡镇. */
interface Chain {
  readonly start: number
  readonly end: number
  readonly tokens: readonly Token[]
}

export interface Subject {
  readonly units: readonly ReadUnit[]
  readonly groups: readonly ReadGroup[]
  /** Of how many sentences before it 上述单位 are the units. */
  readonly told?: number
}

const between = /^(?:\([^()]{0,30}\))?(?:、|和|及|与|以及|,|;|等)?(?:会同|配合|协同)?$/
const ordered = /(?:请|责成|责令|要求|督促|由|望|限|令)(?:你|贵)?$/
const modal =
  /^(?:等(?:\d+[个家])?(?:单位|部门|乡镇)?)?(?:\([^()]{0,30}\))?,?(?:要|须|应|需|请|必须|务必|负责|牵头|于|在|将|对照|按照|按|抓紧|立即|迅速|尽快|认真|高度|切实|作为)/
export const backward = /上述|以上|前述|被通报|被点名|被批评/

/** 各乡镇整改完成情况请于…: whose thing is to be handed in. */
const handedIn =
  /^(?:的|要?将)?[\u4E00-\u9FFF“”]{0,14}(?:情况|结果|报告|方案|台账|清单|材料|名单|总结|计划)(?:\([^()]{0,20}\))?,?(?:一并|统一)?(?:请|须|要|应|务必|必须)?(?:于|在)?$/
/** 受到批评的单位要…, 进展滞后项目的责任单位请…: units that only someone who knows the case can name. */
const described =
  /(?:^|[,;:]|请|责成|责令)((?![^的]{0,20}(?:请|要求|责令))[\u4E00-\u9FFF“”]{2,20}的(?:[一二三四五六七八九十\d]{1,3}[家个])?(?:责任|有关|相关|牵头|承办)?(?:单位|部门|乡镇|镇街|企业|村|社区))(?=,?(?:要|须|应|请|务必|必须|于|在))/

const describedSubject = (text: string, dueTo: number): Subject | null => {
  const words = described.exec(text.slice(0, dueTo))?.[1]
  return words === undefined ? null : { units: [], groups: [{ words, kinds: [] }] }
}

export const tokensOf = (text: string, register: Register): Token[] => {
  const mentions = findMentions(text, register.mentions)
  const groups = findGroups(text).filter(
    (group) => !mentions.some((one) => one.start < group.end && group.start < one.end),
  )
  return [
    ...mentions.map((mention) => ({ start: mention.start, end: mention.end, mention })),
    ...groups.map((group) => ({ start: group.start, end: group.end, group })),
  ].toSorted((a, b) => a.start - b.start)
}

export const chainsOf = (text: string, tokens: readonly Token[]): Chain[] => {
  const chains: { start: number; end: number; tokens: Token[] }[] = []
  for (const token of tokens) {
    const last = chains.at(-1)
    if (last !== undefined && between.test(text.slice(last.end, token.start))) {
      last.tokens.push(token)
      last.end = token.end
    } else chains.push({ start: token.start, end: token.end, tokens: [token] })
  }
  return chains
}

export const unitOf = (mention: Mention, role: ReadUnit['role']): ReadUnit => ({
  name: mention.name,
  canonical: mention.unit?.name ?? null,
  role,
})

const distinct = (units: readonly ReadUnit[]): ReadUnit[] => {
  const seen = new Set<string>()
  return units.filter(({ name, canonical }) => !seen.has(canonical ?? `?${name}`) && seen.add(canonical ?? `?${name}`))
}

/** Units a text names one by one, in order. */
export const unitsNamed = (text: string, register: Register): ReadUnit[] =>
  distinct(findMentions(text, register.mentions).map((mention) => unitOf(mention, 'lead')))

const assists =
  /^(?:予以|积极|做好|要|加强|给予|跟踪)*(?:配合|协助|协同|协办|(?:业务|技术|工作|跟踪|督促)?指导(?=[。,;]|$))/

/** …,由县财政局配合; …,县水利局加强指导: who stands apart from those who lead. */
export const helpersIn = (text: string, chains: readonly Chain[], bound: Chain): readonly ReadUnit[] =>
  chains
    .filter((chain) => chain !== bound && assists.test(text.slice(chain.end)))
    .flatMap((chain) => chain.tokens)
    .flatMap(({ mention }) => (mention === undefined ? [] : [unitOf(mention, 'cooperate')]))

/** The units of the sentences right before that tell of units one after another; else of the nearest that names several. */
const toldBefore = (earlier: readonly string[], register: Register): Subject | null => {
  const each = earlier.map((sentence) => leadingInClauses(sentence, register))
  // One that begins with a unit and finds no fault with it is passed over, and asked about.
  const end = each.findIndex((units, at) => units.length === 0 && leadingUnits(earlier[at]!, register) === null)
  const told = end === -1 ? each.length : end
  const units = distinct(each.slice(0, told).toReversed().flat())
  if (units.length > 1) return { units, groups: [], told }
  const near = earlier.slice(0, 12).map((sentence) => unitsNamed(sentence, register))
  const several = near.find((names) => names.length > 1)
  return several === undefined ? null : { units: several, groups: [] }
}

/**
 * Whom an order binds: the names right after 请/责成, or before 要/须/于; 上述单位 are the units named before it.
 * @param dueAt where the words of the deadline begin, `dueTo` where they end (各单位收到通知后5日内 has whom it binds inside)
 * @param earlier the sentences before this one, nearest first
 * @param listed whom the problems above are for
 */
export const subjectOf = (
  text: string,
  dueAt: number,
  dueTo: number,
  earlier: readonly string[],
  register: Register,
  listed: Subject | null = null,
): Subject | null => {
  const tokens = tokensOf(text, register)
  const chains = chainsOf(text, tokens)
  const opens = (chain: Chain): boolean => /(?:^|[,;:])(?:同时|此外|另外)?,?$/.test(text.slice(0, chain.start))
  const early = chains.filter((chain) => chain.start < dueTo)
  const bound =
    early.find((chain) => ordered.test(text.slice(0, chain.start))) ??
    early.find((chain) => opens(chain) && modal.test(text.slice(chain.end))) ??
    early.find((chain) => opens(chain) && /^(?:要|须|应|于|在|务必|必须)?$/.test(text.slice(chain.end, dueAt))) ??
    early.find((chain) => opens(chain) && handedIn.test(text.slice(chain.end, dueAt))) ??
    chains.find(
      (chain) =>
        chain.start >= dueAt &&
        chain.start - dueAt < 24 &&
        /[,前内]$/.test(text.slice(0, chain.start)) &&
        modal.test(text.slice(chain.end)),
    )
  // 对甲局、乙局通报批评,责令其…: the ones named before.
  const them = /(?:责令|责成|要求|督促)(?:其|他们)/.exec(text.slice(0, dueTo))
  const before = them === null ? [] : unitsNamed(text.slice(0, them.index), register)
  if (before.length > 0) return { units: before, groups: [] }
  if (bound === undefined) return describedSubject(text, dueTo)
  const back = bound.tokens.find(({ group }) => group !== undefined && backward.test(group.words))
  if (back !== undefined) {
    const here = unitsNamed(text.slice(0, back.start), register)
    const named = here.length > 0 ? { units: here, groups: [] } : (listed ?? toldBefore(earlier, register))
    if (named !== null) return named
  }
  const units: ReadUnit[] = []
  const groups: ReadGroup[] = []
  let role: ReadUnit['role'] = 'lead'
  let end = bound.start
  for (const { start, end: to, mention, group } of bound.tokens) {
    if (/会同|配合|协同/.test(text.slice(end, start))) role = 'cooperate'
    if (mention !== undefined) units.push(unitOf(mention, role))
    if (group !== undefined) groups.push(register.group(group), ...(group.everyone ? register.openAddressees : []))
    end = to
  }
  return { units: distinct([...units, ...helpersIn(text, chains, bound)]), groups }
}

const handing = /(?:上报|报送|报备|报告|反馈|提交|递交|送交|移交|报|送|交)(?:至|到|给|与|予|往)?/g
const office =
  /^(?![报送反给至到交])([\u4E00-\u9FFF]{2,18}?(?:局|委|办公室|督查室|办|室|中心|科|股|专班|领导小组|委员会))(?=[,。;(汇备审、及进统存处邮]|$)/
const ours = /^(?:我|本)(?:办|局|委|室|中心|科|股|组|单位)/

/** To whom it is handed in: the name after 报, 送, 反馈 …; `issuer` is what 我办 means. */
export const receiverOf = (text: string, register: Register, issuer: string | null): ReadUnit | undefined => {
  const mentions = findMentions(text, register.mentions)
  for (const match of text.matchAll(handing)) {
    if (text[match.index - 1] === '抄' || text[match.index - 1] === '通') continue
    const at = match.index + match[0].length
    const mention = mentions.find((one) => one.start === at)
    if (mention !== undefined) return unitOf(mention, 'lead')
    const rest = text.slice(at, at + 24)
    const own = ours.exec(rest)
    if (own !== null && issuer !== null)
      return { name: own[0], canonical: register.find(issuer)?.name ?? null, role: 'lead' }
    const name = office.exec(rest)?.[1]
    // 县安委办(设在县应急局), 县安委办(县应急局): the circular itself says whose desk it is.
    const seat = name === undefined ? undefined : /^\((?:设在)?([^()]{3,20})\)/.exec(text.slice(at + name.length))?.[1]
    const host = seat === undefined ? null : register.find(seat)
    if (name !== undefined && host !== null) return { name: `${name}(${seat})`, canonical: host.name, role: 'lead' }
    if (name !== undefined && !/[将于的和前把至到报送给]|整改|方案/.test(name))
      return { name, canonical: register.find(name)?.name ?? null, role: 'lead' }
  }
  const toward = /向(?=([^,。;]{2,20}?)(?:书面)?(?:报告|报送|反馈|提交|递交|[作做]出|[作做]书面|说明|检讨|检查))/.exec(
    text,
  )
  const mention = toward === null ? undefined : mentions.find((one) => one.start === toward.index + 1)
  return mention === undefined ? undefined : unitOf(mention, 'lead')
}
