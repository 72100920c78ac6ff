// What two spellings of one office have in common. Rules only, no likeness: whatever is equal here is the same unit.

/** Long and short forms in general use for the same department; the first stands for all. */
const sameDepartment: readonly (readonly string[])[] = [
  ['发改', '发展和改革', '发展改革'],
  ['工信', '工业和信息化'],
  ['经信', '经济和信息化'],
  ['科技', '科学技术'],
  ['民宗', '民族宗教事务'],
  ['人社', '人力资源和社会保障', '人力资源社会保障'],
  ['自然资源', '自然资源和规划', '自然资源与规划'],
  ['生态环境', '生态环境保护'],
  ['住建', '住房和城乡建设', '住房城乡建设'],
  ['交通', '交通运输'],
  ['水利', '水利和湖泊'],
  ['农业', '农业农村'],
  ['文旅', '文化和旅游', '文化旅游'],
  ['文旅广电', '文化旅游和广播电视', '文化广电旅游', '文化广电和旅游', '文广旅'],
  ['卫健', '卫生健康'],
  ['退役军人', '退役军人事务'],
  ['应急', '应急管理'],
  ['市监', '市场监管', '市场监督管理', '市场监督'],
  ['医保', '医疗保障'],
  ['城管', '城市管理', '城管执法', '城市管理执法', '城市管理综合执法'],
  ['政数', '政务服务和大数据管理', '政务服务和大数据', '政务服务与大数据管理', '政务和大数据'],
  ['国资', '国有资产监督管理', '国有资产管理'],
]
const departments = new Map(
  sameDepartment.flatMap(([short = '', ...long]) => long.map((name) => [name, short] as const)),
)

/** All forms of the same department's name: 县卫健局 → 卫健局, 卫生健康局. */
export const departmentForms = (core: string): readonly string[] => {
  const stem = core.endsWith('局') ? core.slice(0, -1) : null
  if (stem === null) return []
  const short = departments.get(stem) ?? stem
  return (sameDepartment.find(([first]) => first === short) ?? []).map((form) => `${form}局`)
}

const levels = /^(?:县(?![域城])|市(?![场政容民域])|区(?!域)|旗|州)/
const endings: readonly [RegExp, string][] = [
  [/人民政府/g, '政府'],
  [/管理委员会$/, '管委会'],
  [/村?(?:村民委员会|村委会)$/, '村'],
  [/居民委员会$/, '居委会'],
  [/(?<=[\u4E00-\u9FFF]{2})(?<!村民|居民)委员会$/, ''],
  [/街道办事处$/, '街道'],
  [/(?<=[镇乡街道])政府$/, ''],
  [/(?<=[\u4E00-\u9FFF][区园])管委会$/, ''],
]

/** The letters of a name without spaces, and with one kind of bracket. */
export const plainName = (name: string): string => name.normalize('NFKC').replace(/[\s\u200B-\u200D\uFEFF]+/g, '')

/** 县, 市, 区, 旗: what the offices of this register call themselves by. */
export const levelOf = (names: readonly string[]): string => {
  const count = new Map<string, number>()
  for (const name of names) {
    const level = levels.exec(name)?.[0] ?? /^[\u4E00-\u9FFF]{2,3}?([县市区旗])/.exec(name)?.[1]
    if (level !== undefined) count.set(level, (count.get(level) ?? 0) + 1)
  }
  return [...count].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? '县'
}

/**
 * The key under which all spellings of one unit meet: 通城县卫生健康局, 县卫健局 and 卫健局 are 卫健局.
 * A name of another place or a higher level keeps its prefix and so meets nothing.
 * @param place the county's own name without 县 (通城), where known
 */
export const unitKey = (name: string, level: string, place: string | null): string => {
  let key = plainName(name)
  if (place !== null && key.startsWith(place + level)) key = key.slice(place.length + level.length)
  else if (key.startsWith(level) && levels.test(key) && key.length > 2) key = key.slice(level.length)
  for (const [ending, instead] of endings) key = key.replace(ending, instead)
  if (key === '') return plainName(name)
  const office = /^(.+)(局)$/.exec(key)
  return office?.[1] === undefined ? key : `${departments.get(office[1]) ?? office[1]}局`
}
