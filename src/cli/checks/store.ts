import { accountCounts, serverFacts } from '#db/doctor.ts'
import { leaseHolder } from '#db/lease.ts'
import { pendingMigrations } from '#db/migrate.ts'
import { oldestUnsent } from '#db/queue.ts'
import { readSettings } from '#db/settings.ts'
import { readRegister } from '#db/units.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import { dateAt, type Instant, instantFromMillis, minutesBefore, wallClock } from '#src/domain/instant.ts'
import { carrierOf } from '#src/domain/routing.ts'

import type { Store } from '../store.ts'
import { accountsFinding } from './channels.ts'
import { type Finding, finding, unwell, well } from './finding.ts'
import { calendarFinding, witnessFindings } from './machine.ts'

type Db = Store['db']

const oldestMajor = 15
const mostClockMs = 5000

const serverFindings = async (db: Db): Promise<Finding[]> => {
  const asked = Date.now()
  const { version, major, clockMs } = await serverFacts(db)
  const off = Math.round(clockMs - (asked + Date.now()) / 2)
  return [
    finding(
      '数据库',
      major >= oldestMajor,
      `连得上,PostgreSQL ${version}`,
      `PostgreSQL ${version} 太旧,要 ${oldestMajor} 以上`,
    ),
    finding(
      '时钟',
      Math.abs(off) <= mostClockMs,
      '本机与数据库一致',
      `本机与数据库差 ${Math.round(off / 1000)} 秒:请打开自动对时(NTP),否则提醒会发错时间`,
    ),
  ]
}

const holderFinding = async ({ db, running }: Store): Promise<Finding> => {
  const holder = await leaseHolder(db)
  if (holder !== null) return well('主用进程', holder)
  return running
    ? unwell('主用进程', '有 duban 在运行却没有主用:等 20 秒再看,仍没有就重启它')
    : well('主用进程', '没有在运行;启动:npm start')
}

const queueFinding = async (db: Db, now: Instant): Promise<Finding> => {
  const oldest = await oldestUnsent(db, now)
  const late = oldest !== null && oldest < minutesBefore(now, 15)
  return finding(
    '队列',
    !late,
    '没有积压',
    `有消息从 ${wallClock(oldest ?? now)} 起没发出去:看「状态」里哪个通道断线,或看日志`,
  )
}

const longestWithoutBackup = 2 * 24 * 60

const backupFinding = (last: { readonly at: Instant } | undefined, mode: 'trial' | 'live'): Finding => {
  const about = '备份'
  const advice = '请每天备份:duban backup /backup/(可放进 crontab)'
  if (last === undefined)
    return mode === 'trial' ? well(about, '试用,还没有备份过') : unwell(about, `还没有备份过:${advice}`)
  const old = last.at < minutesBefore(instantFromMillis(Date.now()), longestWithoutBackup)
  const when = `上次 ${wallClock(last.at)}`
  return finding(about, !old || mode === 'trial', when, `${when},超过两天了:${advice}`)
}

const liaisonFinding = async (db: Db): Promise<Finding> => {
  const { units, reachable } = await readRegister(db)
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const alone = units.filter(({ id }) => carrierOf(id, byId, reachable) === null).map(({ name }) => name)
  const some = `${alone.slice(0, 5).join('、')}${alone.length > 5 ? '等' : ''}`
  return finding(
    '联络员',
    alone.length === 0,
    `${units.length}家单位都有人收`,
    `${alone.length}家没有可达的联络员(${some}):请发邀请码,例:邀请 ${alone[0] ?? '单位'}`,
  )
}

/** What the database itself shows; of one that waits for its upgrade only what any version has. */
export const storeFindings = async (store: Store, calendar: Calendar): Promise<Finding[]> => {
  const { db } = store
  const server = await serverFindings(db)
  const pending = await pendingMigrations(db)
  if (pending.length > 0) {
    const said = `有${pending.length}项升级(${pending[0]} 起):下次启动时自己备份再升级`
    return [...server, well('表', said), await holderFinding(store)]
  }
  const { mode = 'live', clock, lastBackup } = await readSettings(db)
  const machine = instantFromMillis(Date.now())
  const now = mode === 'trial' ? (clock ?? machine) : machine
  return [
    ...server,
    well('表', '是这个版本的'),
    await holderFinding(store),
    well('模式', mode === 'trial' ? `试用,虚拟时钟 ${wallClock(now)}` : '正式'),
    calendarFinding(calendar, dateAt(now)),
    ...(await witnessFindings(calendar, dateAt(now))),
    await queueFinding(db, now),
    backupFinding(lastBackup, mode),
    await liaisonFinding(db),
    accountsFinding(await accountCounts(db)),
  ]
}
