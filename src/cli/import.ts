import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { z } from 'zod'

import { nationalCalendar } from '../calendar.ts'
import { readDocument } from '../document/index.ts'
import { isIsoDate } from '../domain/dates.ts'
import type { ReadNotice } from '../domain/notice/notice.ts'
import { parseNotice } from '../domain/notice/parse.ts'
import { planAssignments } from '../domain/notice/plan.ts'
import { Refusal } from '../domain/refusal.ts'
import { unitKinds, type Unit } from '../domain/unit.ts'
import { Usage, type CliCommand } from './command.ts'

// The register says what its supervision office is called: 县政府督查室, 区政府督查室, 市委市政府督查室.
const supervisionOfficeOf = (units: readonly Unit[]): string =>
  units.find(({ name }) => name.endsWith('督查室'))?.name ?? '县政府督查室'

const sampleUnits = join(import.meta.dirname, '../../data/units.json')

const unitList = z
  .array(
    z.object({
      name: z.string().min(1),
      kind: z.enum(unitKinds),
      parent: z.string().optional(),
      aliases: z.array(z.string()).default([]),
    }),
  )
  .min(1)

/** Reads a list of units as data/units.json holds it. */
const readUnits = (text: string, name: string): Unit[] => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Refusal(`单位名册 ${name} 不是 JSON:${String(error)}`)
  }
  const read = unitList.safeParse(json)
  if (!read.success) {
    const issue = read.error.issues[0]
    throw new Refusal(
      `单位名册 ${name} 的 ${issue?.path.join('.') ?? ''} 不对:${issue?.message ?? ''}。应为 [{"name":"县教育局","kind":"department"}]`,
    )
  }
  const ids = new Map(read.data.map((unit, at) => [unit.name, at + 1]))
  return read.data.map(({ name: own, kind, parent, aliases }, at) => ({
    id: at + 1,
    name: own,
    kind,
    aliases,
    parentId: parent === undefined ? null : (ids.get(parent) ?? null),
  }))
}

const load = async (path: string): Promise<Uint8Array> => {
  try {
    return await readFile(path)
  } catch (error) {
    throw new Refusal(`打不开文件 ${path}:${error instanceof Error ? error.message : String(error)}`)
  }
}

interface Counts {
  readonly assignments: number
  readonly heldBack: number
}

/** The contract of DESIGN §9, key by key. */
const asJson = (notice: ReadNotice, { assignments, heldBack }: Counts): unknown => ({
  title: notice.title,
  issuer: notice.issuer,
  documentNumber: notice.documentNumber,
  indexNumber: notice.indexNumber,
  publishedOn: notice.publishedOn,
  items: notice.items.map(({ place, section, text, kind, evidence, units, groups, deadline, account, reportTo }) => ({
    place, section, text, kind, evidence, units, groups, deadline,
    ...(account !== undefined && { account: { name: account.name, platform: account.platform, rows: account.rows } }),
    ...(reportTo !== undefined && { reportTo }),
  })),
  assignments,
  heldBack,
  checks: notice.checks,
  otherText: notice.otherText,
  questions: notice.questions.map(({ about, text, candidates }) => ({ about, text, ...(candidates !== undefined && { candidates }) })),
}) // prettier-ignore

const kinds = { problem: '问题', account: '账号', duty: '正文要求' } as const

const asText = (notice: ReadNotice, { assignments, heldBack }: Counts): string => {
  const count = (kind: keyof typeof kinds): string =>
    `${kinds[kind]}${notice.items.filter((item) => item.kind === kind).length}`
  const lines = [
    `《${notice.title}》`,
    `发文:${notice.issuer ?? '未写明'}|发布:${notice.publishedOn ?? '未写明'}|文号:${notice.documentNumber ?? '无'}|索引号:${notice.indexNumber ?? '无'}`,
    `事项${notice.items.length}条(${count('problem')}、${count('account')}、${count('duty')}),共${assignments}条任务,其中${heldBack}条待定;未列为事项的文字${notice.otherText}行`,
    ...(notice.checks.length === 0
      ? []
      : [
          '核对:',
          ...notice.checks.map(
            ({ what, ok, found, expected }) =>
              ` ${ok ? '✓' : '✗'} ${what}:${found}(${ok ? '与' : '应为'}${expected}${ok ? '相符' : ''})`,
          ),
        ]),
    ...(notice.questions.length === 0
      ? ['没有疑问。']
      : [
          '请定:',
          ...notice.questions.map(
            ({ text, blocking, candidates }, at) =>
              ` ${at + 1}.${blocking ? '' : '(确认)'}${text}${candidates === undefined ? '' : ` [${candidates.join(' / ')}]`}`,
          ),
        ]),
  ]
  return lines.join('\n')
}

const options = {
  'dry-run': { type: 'boolean' },
  published: { type: 'string' },
  units: { type: 'string' },
  json: { type: 'boolean' },
} as const

const readArgs = (args: string[]) => {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new Usage(error instanceof Error ? error.message : String(error))
  }
}

const command: CliCommand = {
  name: 'import',
  summary: '读一份通报,列出事项、单位、期限和疑问(不写数据库)',
  usage: `duban import <文件> --dry-run [--published 2021-06-04] [--units 名册.json] [--json]
  <文件> 为 .docx、.pdf、.txt、.html;- 为标准输入。
  例:duban import data/circular-2021-06-04.txt --dry-run --json`,
  run: async (args, io) => {
    const { values, positionals } = readArgs(args)
    const [path, ...more] = positionals
    if (path === undefined || more.length > 0) throw new Usage('要写一个通报文件')
    if (values['dry-run'] !== true) throw new Usage('命令行只试读,请加 --dry-run;正式导入请在聊天里发「导入」')
    const { published } = values
    if (published !== undefined && !isIsoDate(published))
      throw new Usage(`--published 应为日期,例如 2021-06-04,不是「${published}」`)
    const unitsFile = values.units ?? sampleUnits
    const units = readUnits(new TextDecoder().decode(await load(unitsFile)), unitsFile)
    const supervisionOffice = supervisionOfficeOf(units)
    const text = path === '-' ? await io.stdin() : await readDocument(await load(path), path)
    const notice = parseNotice(text, units, {
      calendar: nationalCalendar(),
      supervisionOffice,
      ...(published !== undefined && { publishedOn: published }),
    })
    const { ready, held } = planAssignments(notice, units, new Map(), { supervisionOffice })
    const counts = { assignments: ready.length + held.length, heldBack: held.length }
    io.out(values.json === true ? JSON.stringify(asJson(notice, counts), null, 2) : asText(notice, counts))
    return 0
  },
}

export default command
