import type { Register } from './register.ts'

export type Column =
  | 'no'
  | 'unit'
  | 'place'
  | 'cooperate'
  | 'problem'
  | 'measure'
  | 'deadline'
  | 'receiver'
  | 'section'
  | 'account'
  | 'platform'
  | 'person'
  | 'other'

// First match wins; 类型 and 名称 mean what the columns beside them leave over.
const heads: readonly [Column, RegExp][] = [
  ['no', /^(?:序号|编号|序|no\.?|#)$/i],
  // 问题数 and 整改率 are figures, not problems.
  ['other', /(?:数|数量|个数|率|占比|得分|分值|分数|名次|排名)$/],
  ['person', /责任人|责任领导|联系人|电话|手机|邮箱|领导|负责人|经办|联络员/],
  ['receiver', /^(?:报送|接收|汇总|审核|验收|销号|督办|督导)(?:单位|部门)$/],
  ['cooperate', /配合|协办|协同|协助|参与/],
  ['deadline', /时限|期限|完成(?:时间|日期)|整改(?:时间|日期)|办结(?:时间|日期)|截止(?:时间|日期)/],
  ['unit', /责任(?:单位|部门|主体|乡镇)|整改(?:单位|部门|主体)|牵头|承办|主办(?:单位|部门)|落实单位|主责/],
  ['section', /(?:类别|分类|种类|类型)$/],
  ['platform', /平台|渠道|[账帐]号(?:类型|类别|性质)|新媒体(?:类型|类别|种类)/],
  ['account', /[账帐]号|公众号|新媒体.*名称|名称.*新媒体/],
  ['measure', /措施|整改(?:要求|建议|意见|目标)|工作要求|处理意见|下步/],
  ['problem', /问题|事项|任务|内容|情况|表现|描述/],
  ['place', /单位|部门|乡镇|镇街|主体|地区|属地/],
  ['section', /类别|栏目|领域|指标|分类|项目/],
  ['account', /名称/],
]

/** What a header cell announces. */
export const columnOf = (cell: string): Column => {
  const words = cell.replace(/[\s()]/g, '')
  if (words === '' || words.length > 20) return 'other'
  return heads.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other'
}

/** The columns a row of cells announces, or null when it is no header row. */
export const headerColumns = (cells: readonly string[]): readonly Column[] | null => {
  if (cells.some((cell) => cell.length > 20 || /[。;]/.test(cell)) || cells.some((cell) => /^\d+$/.test(cell)))
    return null
  const columns = cells.map(columnOf)
  const known = columns.filter((column) => column !== 'other')
  if (known.length < 2 || known.length < cells.filter((cell) => cell !== '').length / 2) return null
  if (
    !columns.includes('unit') &&
    !columns.includes('place') &&
    !columns.includes('problem') &&
    !columns.includes('account')
  )
    return null
  // An account table has no section: its 类别 is the platform. 类型 beside a problem is the problem's.
  if (columns.includes('account') && !columns.includes('platform')) {
    const at = columns.lastIndexOf('section')
    if (at !== -1) columns[at] = 'platform'
  }
  return columns
}

const platforms = /微信|微博|抖音|头条|快手|公众号|视频号|小程序|百家号|APP|客户端|学习强国|哔哩|B站|企鹅号|QQ/i

/** The columns of a table without a readable header row, by what stands in them. */
export const guessedColumns = (rows: readonly (readonly string[])[], register: Register): readonly Column[] | null => {
  const width = Math.max(...rows.map((row) => row.length))
  const share = (at: number, holds: (cell: string) => boolean): number =>
    rows.filter((row) => row[at] !== undefined && holds(row[at])).length / rows.length
  const length = (at: number): number => rows.reduce((sum, row) => sum + (row[at]?.length ?? 0), 0) / rows.length
  const columns: Column[] = Array.from({ length: width }, () => 'other')
  for (let at = 0; at < width; at++) {
    if (share(at, (cell) => /^\d{1,4}$/.test(cell)) > 0.6) columns[at] = 'no'
    else if (share(at, (cell) => register.find(cell) !== null) >= 0.5) columns[at] = 'unit'
    else if (share(at, (cell) => cell.length <= 12 && platforms.test(cell)) > 0.6) columns[at] = 'platform'
    else if (share(at, (cell) => cell.length <= 24 && /\d+[月./-]\d+|工作日|立即|\d日内/.test(cell)) > 0.6)
      columns[at] = 'deadline'
  }
  if (!columns.includes('unit')) return null
  const free = [...columns.keys()]
    .filter((at) => columns[at] === 'other' && length(at) > 2)
    .toSorted((a, b) => length(b) - length(a))
  const [text] = free
  if (text === undefined) return null
  columns[text] = columns.includes('platform') ? 'account' : 'problem'
  return columns
}
