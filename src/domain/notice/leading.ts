import type { Names } from './names.ts'
import type { ReadUnit } from './notice.ts'
import { isPraise } from './praise.ts'
import type { Register } from './register.ts'

// Problems that are told without a label: 1.县水利局、县气象局预警信息发布不及时。

const joint = /^(?:、|和|及|与|以及)/
const below =
  /^(?![未不没对因在])[\u4E00-\u9FFF]{1,8}?(?:大队|中队|分局|派出所|村委会|村民委员会|社区|管理站|服务站|水厂|中学|小学)/
const villageBelow = /^[\u4E00-\u9FFF]{1,4}村(?![级民庄镇])/
const noName = /[不未没有的被对请将把并且及和与时所各全个些部分乡农级]|进行|问题|中心城/
const township = /^[\u4E00-\u9FFF]{2,3}(?:镇|乡)(?![镇村级])/
const noTownship = /^(?:.?(?:集|城|建制|中心|重点|特色))[镇乡]|[各全个些部分有及和与对在的]|^(?:该|本|我)/
/** After the name the sentence goes on with what is wrong, not with what shall be done. */
const predicate = /^(?:等(?:\d+[个家])?(?:单位|部门|乡镇)?)?[\u4E00-\u9FFF\d“《]/
const told =
  /^(?:等(?:\d+[个家])?(?:单位|部门|乡镇)?)?(?:要|须|应(?![急付])|需|请|必须|务必|负责|牵头|会同|配合|协助|于\d|抓紧|立即|迅速|尽快|切实|高度|认真)/

/** 县火箭局, known or not, at the beginning of the words: an office of this level or a township. */
const officeAt = (words: string, register: Register): string | null => {
  const { level, place } = register.directory
  const start = place !== null && words.startsWith(place + level) ? place.length : 0
  if (words[start] === level) {
    const found =
      /^[\u4E00-\u9FFF]{1,12}?(?:管委会|领导小组|办公室|局|委(?!托|派|员)|办(?!理|公|事)|中心|公司|集团|银行|医院|学校|大队)/.exec(
        words.slice(start + 1, start + 24),
      )?.[0]
    return found === undefined || noName.test(found) ? null : words.slice(0, start + 1 + found.length)
  }
  const town = township.exec(words)?.[0]
  return town === undefined || noTownship.test(town) ? null : town
}

const unitAt = (words: string, register: Register): { readonly unit: ReadUnit; readonly length: number } | null => {
  const known = register.mentions.byFirst.get(words[0] ?? '')?.find(([spelling]) => words.startsWith(spelling))
  const name = known?.[0] ?? officeAt(words, register)
  if (name === null || name === undefined) return null
  const rest = words.slice(name.length, name.length + 14)
  const village = villageBelow.exec(rest)?.[0]
  const more = below.exec(rest)?.[0] ?? (village === undefined || noName.test(village) ? '' : village)
  const canonical = known?.[1] ?? register.find(name)
  const unit: ReadUnit = { name: name + more, canonical: more === '' ? (canonical?.name ?? null) : null, role: 'lead' }
  return { unit, length: name.length + more.length }
}

/** The units a sentence begins with, known or looking like one of the county, where it goes on with what is wrong. */
export const leadingUnits = (words: string, register: Register): Names | null => {
  const units = new Map<string, ReadUnit>()
  for (let at = 0; ;) {
    const found = unitAt(words.slice(at, at + 40), register)
    if (found === null) return null
    const { unit, length } = found
    units.set(unit.canonical ?? `?${unit.name}`, unit)
    at += length
    const and = joint.exec(words.slice(at, at + 2))?.[0]
    if (and !== undefined && unitAt(words.slice(at + and.length, at + 40), register) !== null) {
      at += and.length
      continue
    }
    const rest = words.slice(at, at + 12)
    return predicate.test(rest) && !told.test(rest) ? { units: [...units.values()], groups: [] } : null
  }
}

const fault = /[未不无没缺差]|滞后|超期|逾期|缓慢|迟|存在|薄弱/

/**
 * All units that clauses of running text begin with and find fault with: 甲镇…,乙局…,丙局、丁局…. What the inspectors
 * did in between (县政府督查室多次催办) is no fault of theirs.
 */
export const leadingInClauses = (text: string, register: Register): ReadUnit[] => {
  const units = new Map<string, ReadUnit>()
  for (const clause of text.split(/[,。;]/)) {
    if (!fault.test(clause)) continue
    for (const unit of leadingUnits(clause, register)?.units ?? []) units.set(unit.canonical ?? `?${unit.name}`, unit)
  }
  return [...units.values()]
}

/** Whose problem a paragraph is: the units it begins with, and those that its other clauses begin with. */
export const problemUnits = (words: string, register: Register): Names | null => {
  const first = leadingUnits(words, register)
  if (first === null) return null
  const known = new Set(first.units.map(({ name, canonical }) => canonical ?? name))
  const others = leadingInClauses(words, register).filter(({ name, canonical }) => !known.has(canonical ?? name))
  return { units: [...first.units, ...others], groups: [] }
}

const wrong =
  /问题|隐患|不足|短板|薄弱|不(?:落实|到位|力|严|及时|规范|作为|够|高|好|强|实|重视|畅|准确|完善|健全)|缺失|缺位|滞后|迟缓|缓慢|超期|逾期|通报批评/
const asks = /要求|措施|建议|下一步|下步|安排|部署|任务|分工|打算|成效|做法|经验/

/** Whether a heading or the line before a list announces what is wrong: 一、存在的问题, 现将有关问题通报如下:. */
export const announcesWrong = (heading: string): boolean => wrong.test(heading) && !isPraise(heading)

/** Whether what stands below a heading is to be done, or has been done well. */
export const announcesOther = (heading: string): boolean => asks.test(heading) || isPraise(heading)

/** An order that says whose it is by what stands above: 请上述单位于9月24日前…. */
export const ordersAbove = (line: string): boolean =>
  /(?:上述|以上|前述)[^,。;]{0,6}(?:单位|部门|乡镇)[^。;]{0,24}(?:前|内)/.test(line)
