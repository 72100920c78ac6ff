import { pino } from 'pino'

import type { ChannelTable } from '#db/channels.ts'
import type { Accounts } from '#db/doctor.ts'
import type { Config, TelegramSettings, WecomSettings } from '#src/config.ts'
import { monthDay } from '#src/domain/dates.ts'
import { dateAt, type Instant, minutesBefore, timeAt } from '#src/domain/instant.ts'
import type { Machine } from '#src/domain/machine.ts'

import { type Finding, finding, unwell, well } from './finding.ts'

/** What the active process wrote of its channels, and since when nobody has looked. */
export interface Watched {
  readonly rows: readonly ChannelTable[]
  /** Machine time. */
  readonly now: Instant
}

const mostSkewMs = 5000
/** The active process writes at least once a minute. */
const staleMinutes = 3

const skewFinding = (name: string, skewMs: number | null): Finding[] =>
  skewMs === null
    ? []
    : [
        finding(
          `${name}时钟`,
          Math.abs(skewMs) <= mostSkewMs,
          '与平台一致',
          `与平台差 ${Math.round(Math.abs(skewMs) / 1000)} 秒:请打开自动对时(NTP)`,
        ),
      ]

const moment = (at: Instant | null): string => (at === null ? '还没有' : `${monthDay(dateAt(at))} ${timeAt(at)}`)

/** A running server knows: asking the platform beside it would push it out. */
const runningFinding = (name: string, called: string, { rows, now }: Watched): Finding => {
  const row = rows.find((one) => one.name === name)
  if (row === undefined) return unwell(called, '设了,但运行中的 duban 没有接入它:请重启 duban')
  if (row.updated_at < minutesBefore(now, staleMinutes))
    return unwell(called, `运行中的 duban 从 ${moment(row.updated_at)} 起没有报过它的状态:请看日志`)
  const heard = `最近收到:单聊 ${moment(row.heard_single)},群 ${moment(row.heard_group)}`
  return finding(called, row.connected, `已连接;${heard}`, `断线:${row.trouble ?? '正在重连'}。${heard}`)
}

const wecomFindings = async (settings: WecomSettings, machine: Machine): Promise<Finding[]> => {
  const called = '企业微信'
  const { probeWecom } = await import('#src/channels/wecom/probe.ts')
  const probed = await probeWecom(settings, { log: pino({ level: 'silent' }), machine })
  switch (probed.kind) {
    case 'ok':
      return [well(called, `Bot ID 和 Secret 正确,连得上 ${settings.wsUrl}`), ...skewFinding(called, probed.skewMs)]
    case 'refused':
      return [
        unwell(
          called,
          `平台不认 WECOM_BOT_ID 和 WECOM_BOT_SECRET 这一对(${probed.errcode}):请从机器人页面重新复制,Secret 重新生成过要换新的`,
        ),
      ]
    case 'silent':
      return [unwell(called, `连上了 ${settings.wsUrl},但平台不应答:多半是防火墙或代理拦了 WebSocket,请放行`)]
    case 'unreachable':
      return [
        unwell(
          called,
          `连不上 ${settings.wsUrl}(${probed.reason}):请放行出网 443;走代理设 PROXY_URL;私有部署核对 WECOM_WS_URL、WECOM_CA_FILE`,
        ),
      ]
    default:
      return probed satisfies never
  }
}

const mostPending = 100

const webhookFinding = (
  configured: TelegramSettings['webhook'],
  webhook: { readonly url: string; readonly pending: number; readonly lastError: { readonly said: string } | null },
): Finding => {
  const about = 'Telegram取信'
  if (webhook.lastError !== null && webhook.url !== '')
    return unwell(about, `Telegram 送不到 ${webhook.url}(${webhook.lastError.said}):请查反向代理和证书`)
  if (configured === null && webhook.url !== '')
    return unwell(about, `现在设着 Webhook ${webhook.url},duban 用长轮询:启动时会自己去掉它`)
  const way = configured === null ? '长轮询' : `Webhook ${configured.url}`
  return finding(
    about,
    webhook.pending <= mostPending,
    `${way},积压 ${webhook.pending} 条`,
    `${way},积压了 ${webhook.pending} 条:duban 停了多久?启动后会补收,只留24小时`,
  )
}

const telegramFindings = async (settings: TelegramSettings, machine: Machine): Promise<Finding[]> => {
  const called = 'Telegram'
  const { probeTelegram } = await import('#src/channels/telegram/probe.ts')
  const probed = await probeTelegram(settings, { log: pino({ level: 'silent' }), machine })
  switch (probed.kind) {
    case 'unreachable':
      return [
        unwell(
          called,
          `连不上 ${probed.apiRoot}(${probed.reason}):内地网络一般到不了,请设 PROXY_URL 或 TELEGRAM_API_ROOT`,
        ),
      ]
    case 'refused':
      return [
        unwell(
          called,
          `Telegram 不认 TELEGRAM_BOT_TOKEN(${probed.code}):请从 @BotFather 重新复制;令牌没错就核对 TELEGRAM_API_ROOT`,
        ),
        ...skewFinding(called, probed.skewMs),
      ]
    case 'works':
      return [
        well(called, `@${probed.bot.username} 令牌正确,连得上 ${probed.apiRoot}`),
        well(
          'Telegram群',
          probed.readsAllGroupMessages
            ? '隐私模式已关,群里的话都收得到,只答叫它的'
            : '隐私模式开着,群里只收得到叫它的话',
        ),
        ...(probed.webhook === null ? [] : [webhookFinding(settings.webhook, probed.webhook)]),
        ...skewFinding(called, probed.skewMs),
      ]
    default:
      return probed satisfies never
  }
}

/** The platforms that are configured: asked themselves, or, where a server runs, as that one sees them. */
export const channelFindings = async (
  { wecom, telegram }: Pick<Config, 'wecom' | 'telegram'>,
  watched: Watched | null,
  machine: Machine,
): Promise<Finding[]> => {
  if (watched !== null)
    return [
      ...(wecom === null ? [] : [runningFinding('wecom', '企业微信', watched)]),
      ...(telegram === null ? [] : [runningFinding('telegram', 'Telegram', watched)]),
    ]
  return [
    ...(wecom === null ? [] : await wecomFindings(wecom, machine)),
    ...(telegram === null ? [] : await telegramFindings(telegram, machine)),
  ]
}

/** Who of those with a post can be written to. */
export const accountsFinding = ({ reached, never, gone }: Accounts): Finding =>
  finding(
    '开通',
    never + gone === 0,
    `${reached}人都已开通`,
    `已开通${reached}人${never > 0 ? `,未开通${never}人(没给机器人发过「绑定 码」)` : ''}${gone > 0 ? `,收不到${gone}人(拉黑或注销)` : ''}:回「名册」看是谁,重发邀请码`,
  )
