import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'

import { z } from 'zod'

export type Environment = Readonly<Record<string, string | undefined>>

export interface TelegramSettings {
  readonly token: string
  /** Without a slash at its end. */
  readonly apiRoot: string
  /** Set: Telegram delivers to PUBLIC_URL/hook/telegram and proves itself with `secret`. Null: long polling. */
  readonly webhook: { readonly url: string; readonly secret: string } | null
  readonly proxyUrl: string | null
}

export interface WecomSettings {
  readonly botId: string
  readonly secret: string
  readonly wsUrl: string
  /** A PEM file of the authority that signed a private deployment's certificate. */
  readonly caFile: string | null
  readonly proxyUrl: string | null
}

export interface Config {
  readonly dataDir: string
  /** Null: the embedded database in dataDir. */
  readonly databaseUrl: string | null
  readonly host: string
  readonly port: number
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  /** A database is born trial or live; later settings do not change it. Trial: TRIAL=1, or no channel is configured. */
  readonly trial: boolean
  /** Null: not configured. */
  readonly telegram: TelegramSettings | null
  readonly wecom: WecomSettings | null
  /** Where a trial's virtual clock starts. */
  readonly clock: string
  /** Told by a GET when a morning's run is out; null: nobody. */
  readonly heartbeatUrl: string | null
  /** How long a process that has fallen silent stays the active one. */
  readonly leaseSeconds: number
}

/** The process's environment over `.env` of the working folder. The only reader of process.env. */
export const environment = (): Environment => {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}
  return { ...file, ...process.env }
}

/** Thrown with one sentence a setting that is wrong, each named. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const unset = (value: unknown): unknown => (value === '' ? undefined : value)

const address = (protocol: RegExp, example: string) =>
  z.preprocess(unset, z.url({ protocol, error: `应是网址,例:${example}` }).optional())

const shape = z.object({
  DATA_DIR: z.preprocess(unset, z.string().default('./var')),
  DATABASE_URL: z.preprocess(
    unset,
    z
      .string()
      .regex(/^postgres(?:ql)?:\/\//, '应是 PostgreSQL 地址,例:postgres://duban@127.0.0.1:5432/duban')
      .optional(),
  ),
  HOST: z.preprocess(unset, z.string().default('127.0.0.1')),
  PORT: z.preprocess(
    unset,
    z.coerce
      .number('应是端口号,例:PORT=8080')
      .int('应是整数')
      .min(0, '应在 0 到 65535 之间')
      .max(65_535, '应在 0 到 65535 之间')
      .default(8080),
  ),
  LOG_LEVEL: z.preprocess(unset, z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('warn')),
  TRIAL: z.preprocess(unset, z.enum(['0', '1'], '应是 0 或 1').optional()),
  CLOCK: z.preprocess(unset, z.string().default('2021-06-04T09:00')),
  HEARTBEAT_URL: z.preprocess(
    unset,
    z.url({ protocol: /^https?$/, error: '应是网址,例:https://watch.example/ping/1' }).optional(),
  ),
  TELEGRAM_BOT_TOKEN: z.preprocess(
    unset,
    z
      .string()
      .regex(/^\d+:[\w-]{20,}$/, '应是 @BotFather 给的令牌,例:123456789:AAE…')
      .optional(),
  ),
  TELEGRAM_API_ROOT: address(/^https?$/, 'https://api.telegram.org'),
  TELEGRAM_WEBHOOK_SECRET: z.preprocess(
    unset,
    z
      .string()
      .regex(/^[\w-]{16,256}$/, '应是 16 到 256 个字母、数字、_ 或 -')
      .optional(),
  ),
  WECOM_BOT_ID: z.preprocess(unset, z.string().optional()),
  WECOM_BOT_SECRET: z.preprocess(unset, z.string().optional()),
  WECOM_WS_URL: address(/^wss?$/, 'wss://openws.work.weixin.qq.com'),
  WECOM_CA_FILE: z.preprocess(unset, z.string().optional()),
  PROXY_URL: address(/^https?$/, 'http://127.0.0.1:7890'),
  PUBLIC_URL: address(/^https?$/, 'https://duban.example.gov.cn'),
  LEASE_SECONDS: z.preprocess(
    unset,
    z.coerce.number('应是秒数,例:20').min(1, '至少 1 秒').max(600, '至多 600 秒').default(20),
  ),
})

type Read = z.infer<typeof shape>

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/** What one setting says about another. */
const crossProblems = (read: Read): string[] => {
  const problems: string[] = []
  const together = (a: keyof Read, b: keyof Read): void => {
    if ((read[a] === undefined) !== (read[b] === undefined))
      problems.push(`${a} 和 ${b} 要一起设,现在缺 ${read[a] === undefined ? a : b}`)
  }
  together('WECOM_BOT_ID', 'WECOM_BOT_SECRET')
  if (read.TELEGRAM_WEBHOOK_SECRET !== undefined && read.PUBLIC_URL === undefined)
    problems.push('TELEGRAM_WEBHOOK_SECRET:Telegram 要送到 PUBLIC_URL,请一起设;不设就用长轮询')
  if (read.WECOM_CA_FILE !== undefined && !existsSync(read.WECOM_CA_FILE))
    problems.push(`WECOM_CA_FILE:没有文件 ${read.WECOM_CA_FILE}`)
  if (read.TRIAL !== '1') return problems
  const remote = (name: 'TELEGRAM_API_ROOT' | 'WECOM_WS_URL', needed: boolean): void => {
    const url = read[name]
    if (needed && (url === undefined || !loopback.test(new URL(url).hostname)))
      problems.push(`${name}:试用(TRIAL=1)只能连本机的替身;正式使用请去掉 TRIAL,换一个新的 DATA_DIR`)
  }
  remote('TELEGRAM_API_ROOT', read.TELEGRAM_BOT_TOKEN !== undefined)
  remote('WECOM_WS_URL', read.WECOM_BOT_ID !== undefined)
  return problems
}

const telegramOf = (read: Read): TelegramSettings | null => {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_SECRET: secret, PUBLIC_URL: url } = read
  if (token === undefined) return null
  return {
    token,
    apiRoot: (read.TELEGRAM_API_ROOT ?? 'https://api.telegram.org').replace(/\/+$/, ''),
    webhook: secret === undefined ? null : { url: `${url!.replace(/\/+$/, '')}/hook/telegram`, secret },
    proxyUrl: read.PROXY_URL ?? null,
  }
}

const wecomOf = (read: Read): WecomSettings | null => {
  const { WECOM_BOT_ID: botId, WECOM_BOT_SECRET: secret } = read
  if (botId === undefined || secret === undefined) return null
  return {
    botId,
    secret,
    wsUrl: read.WECOM_WS_URL ?? 'wss://openws.work.weixin.qq.com',
    caFile: read.WECOM_CA_FILE ?? null,
    proxyUrl: read.PROXY_URL ?? null,
  }
}

/** Reads every setting once, or says by name what is missing or wrong. */
export const readConfig = (env: Environment): Config => {
  const read = shape.safeParse(env)
  const problems = read.success
    ? crossProblems(read.data)
    : read.error.issues.map((issue) => `${issue.path.join('.')}:${issue.message}`)
  if (!read.success || problems.length > 0) throw new ConfigError(`设置有误(环境变量或 .env):\n${problems.join('\n')}`)
  const { data } = read
  const [telegram, wecom] = [telegramOf(data), wecomOf(data)]
  return Object.freeze({
    dataDir: resolve(data.DATA_DIR),
    databaseUrl: data.DATABASE_URL ?? null,
    host: data.HOST,
    port: data.PORT,
    logLevel: data.LOG_LEVEL,
    trial: data.TRIAL === '1' || (data.TRIAL === undefined && telegram === null && wecom === null),
    telegram,
    wecom,
    clock: data.CLOCK,
    heartbeatUrl: data.HEARTBEAT_URL ?? null,
    leaseSeconds: data.LEASE_SECONDS,
  })
}
