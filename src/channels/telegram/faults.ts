import { GrammyError, HttpError } from 'grammy'

import type { Scrub } from './api.ts'

/** What came of a call that did not succeed. Every text in it is free of secrets. */
export type Fault =
  /** Telegram answered no. */
  | {
      readonly kind: 'told'
      readonly code: number
      readonly description: string
      readonly retryAfterMs?: number
      readonly migratedTo?: string
    }
  /** The call never reached Telegram. */
  | { readonly kind: 'unreached'; readonly reason: string }
  /** Our own store is away: nothing was sent. */
  | { readonly kind: 'unready'; readonly reason: string }
  /** It may have reached Telegram: the answer is lost. */
  | { readonly kind: 'unclear'; readonly reason: string }

export type Called<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly fault: Fault }

/** Failures of the connection before a byte of the request was sent. */
const beforeSending =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/

/** What the HTTP library calls the failure: its message may quote the answer. */
const codeOf = (error: unknown): string => {
  const { code, type } = Object(error) as { readonly code?: unknown; readonly type?: unknown }
  return [code, type].find((one) => typeof one === 'string') ?? ''
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const faultOf = (error: unknown, scrub: Scrub): Fault => {
  if (error instanceof GrammyError) {
    const { retry_after: seconds, migrate_to_chat_id: migratedTo } = error.parameters
    return {
      kind: 'told',
      code: error.error_code,
      description: scrub(error.description ?? ''),
      ...(seconds === undefined ? {} : { retryAfterMs: seconds * 1000 }),
      ...(migratedTo === undefined ? {} : { migratedTo: String(migratedTo) }),
    }
  }
  const inner = error instanceof HttpError ? error.error : error
  const code = codeOf(inner)
  const reason = scrub(code === '' ? messageOf(inner) : code)
  return { kind: beforeSending.test(code) ? 'unreached' : 'unclear', reason }
}

/** Makes a call whose failure is a value. */
export const attempt = async <Value>(run: () => Promise<Value>, scrub: Scrub): Promise<Called<Value>> => {
  try {
    return { ok: true, value: await run() }
  } catch (error) {
    return { ok: false, fault: faultOf(error, scrub) }
  }
}

/** For the log and the administrator. */
export const faultText = (fault: Fault): string =>
  fault.kind === 'told' ? `${fault.code} ${fault.description}` : fault.reason
