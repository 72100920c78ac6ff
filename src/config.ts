import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'

import { z } from 'zod'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Config {
  readonly dataDir: string
  /** Null: the embedded database in dataDir. */
  readonly databaseUrl: string | null
  readonly host: string
  readonly port: number
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  /** A database is born trial or live; later settings do not change it. */
  readonly trial: boolean
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
  LEASE_SECONDS: z.preprocess(
    unset,
    z.coerce.number('应是秒数,例:20').min(1, '至少 1 秒').max(600, '至多 600 秒').default(20),
  ),
})

// Channels of the coming versions: their settings are refused rather than ignored in silence.
const notYet = ['TELEGRAM_BOT_TOKEN', 'WECOM_BOT_ID', 'WECOM_BOT_SECRET'] as const

/** Reads every setting once, or says by name what is missing or wrong. */
export const readConfig = (env: Environment): Config => {
  const read = shape.safeParse(env)
  const problems = read.success ? [] : read.error.issues.map((issue) => `${issue.path.join('.')}:${issue.message}`)
  if (env['TRIAL'] !== '1') {
    for (const name of notYet) {
      if (env[name]) problems.push(`${name}:这个版本还没有接入该通道;请去掉它,或设 TRIAL=1 在本机试用`)
    }
  }
  if (!read.success || problems.length > 0) throw new ConfigError(`设置有误(环境变量或 .env):\n${problems.join('\n')}`)
  const { data } = read
  return Object.freeze({
    dataDir: resolve(data.DATA_DIR),
    databaseUrl: data.DATABASE_URL ?? null,
    host: data.HOST,
    port: data.PORT,
    logLevel: data.LOG_LEVEL,
    trial: true,
    clock: data.CLOCK,
    heartbeatUrl: data.HEARTBEAT_URL ?? null,
    leaseSeconds: data.LEASE_SECONDS,
  })
}
