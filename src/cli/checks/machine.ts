import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'

import { findBinaries } from '#db/embedded/binaries.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import { isWorkday } from '#src/domain/calendar.ts'
import { addDays, type IsoDate } from '#src/domain/dates.ts'

import { type Finding, finding, unwell, well } from './finding.ts'

export const nodeFinding = (version: string): Finding =>
  finding('Node', Number.parseInt(version.slice(1), 10) >= 24, version, `${version} 太旧,要 24 以上:请运行 npm install`)

export const zoneFinding = (zone: string): Finding => well('时区', `机器是 ${zone};duban 一律按北京时间,不用改`)

const leastFree = 1_000_000_000
const gigabytes = (bytes: number): string => `${(bytes / 1_000_000_000).toFixed(1)} GB`

/** The folder, or where it would be made. */
const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)))

export const folderFindings = (dataDir: string): Finding[] => {
  const at = nearest(dataDir)
  try {
    accessSync(at, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    return [unwell('数据文件夹', `${at} 不能读写:请改它的权限,或另设 DATA_DIR`)]
  }
  const { bavail, bsize } = statfsSync(at)
  const free = bavail * bsize
  return [
    well('数据文件夹', `${dataDir}${at === dataDir ? '' : '(还没有,启动时自己建)'}可读写`),
    finding('磁盘', free >= leastFree, `还有 ${gigabytes(free)}`, `只剩 ${gigabytes(free)}:请清理,至少留 1 GB`),
  ]
}

export const binariesFinding = async (): Promise<Finding> => {
  try {
    const { postgres } = await findBinaries()
    accessSync(postgres, constants.X_OK)
    return well('内置数据库程序', '齐全')
  } catch (error) {
    return unwell('内置数据库程序', (error as Error).message)
  }
}

/** Whether the page's port can be had; a running duban has it already. */
export const portFinding = async (host: string, port: number, running: boolean): Promise<Finding> => {
  const about = '端口'
  if (running) return well(about, `${host}:${port} 由运行中的 duban 使用`)
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const server = createServer()
    server.once('error', resolve)
    server.listen(port, host, () => server.close(() => resolve(null)))
  })
  if (problem === null) return well(about, `${host}:${port} 空闲`)
  const advice = problem.code === 'EADDRINUSE' ? `请换一个,例:PORT=${port + 1} npm start` : '请改 HOST 或 PORT'
  return unwell(about, `${host}:${port} 用不了(${problem.code}):${advice}`)
}

/** How long before the known calendar ends somebody should be reminded. */
const noticeDays = 31

export const calendarFinding = (calendar: Calendar, today: IsoDate): Finding => {
  const { knownUntil } = calendar
  const nextYear = Number(knownUntil.slice(0, 4)) + 1
  return finding(
    '日历',
    addDays(today, noticeDays) <= knownUntil,
    `放假安排已知到 ${knownUntil}`,
    `放假安排只知道到 ${knownUntil}:请导入国办${nextYear}年放假通知,之前的期限都算暂定`,
  )
}

// Where the package is known to be wrong: the extension of 26 January 2020, and a day off of 2023 that nobody had.
const packageWrong = new Set(['2020-01-31', '2020-02-01', '2023-01-03'])

/** A second witness for the calendar, where it is installed: it is only for development. */
export const witnessFindings = async (calendar: Calendar, today: IsoDate): Promise<Finding[]> => {
  const witness = await import('chinese-workday').catch(() => null)
  if (witness === null) return []
  const differs: IsoDate[] = []
  for (let day = `${today.slice(0, 4)}-01-01`; day <= calendar.knownUntil; day = addDays(day, 1)) {
    if (witness.isWorkday(day) !== isWorkday(calendar, day) && !packageWrong.has(day)) differs.push(day)
  }
  const some = differs.slice(0, 3).join('、')
  return [
    finding(
      '日历旁证',
      differs.length === 0,
      'chinese-workday 逐日一致',
      `与 chinese-workday 有${differs.length}天不同(${some}):请对照国务院通知`,
    ),
  ]
}
