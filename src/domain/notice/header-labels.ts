import type { Line } from './lines.ts'

const labels = [
  '索引号',
  '文号',
  '发文字号',
  '信息分类',
  '主题分类',
  '发文机构',
  '发文机关',
  '发布机构',
  '发布单位',
  '发文单位',
  '制发机关',
  '名称',
  '标题',
  '发布日期',
  '发文日期',
  '成文日期',
  '生成日期',
  '印发日期',
  '公开日期',
  '发布时间',
  '有效性',
  '信息来源',
  '来源',
  '主题词',
  '公开方式',
  '公开类型',
  '作者',
  '浏览次数',
  '字号',
  '签发人',
  '密级',
  '紧急程度',
  '体裁分类',
  '服务对象',
  '关键词',
  '生效日期',
  '废止日期',
  '效力状态',
]
/** 索引号: and the like, wherever they stand. */
export const label = new RegExp(`(${labels.toSorted((a, b) => b.length - a.length).join('|')}):`, 'g')

/** What the labels above a circular say. */
export const labelled = (lines: readonly Line[]): Map<string, string> => {
  const found = new Map<string, string>()
  for (const { text } of lines) {
    const marks = [...text.matchAll(label)]
    for (const [i, mark] of marks.entries()) {
      const value = text
        .slice(mark.index + mark[0].length, marks[i + 1]?.index ?? text.length)
        .replace(/[\s|]+$/, '')
        .replace(/^[\s|]+/, '')
      if (value !== '' && !found.has(mark[1]!)) found.set(mark[1]!, value)
    }
  }
  return found
}

/** The first of these labels that says something; 无 says nothing. */
export const firstOf = (found: ReadonlyMap<string, string>, ...names: readonly string[]): string | null => {
  for (const name of names) {
    const value = found.get(name)
    if (value !== undefined) return /^(?:无|暂无|-+|\/)$/.test(value) ? null : value
  }
  return null
}
