import type { Logger } from 'pino'

/** The SDK's own log lines; its arguments are message bodies, frames and parse errors that quote them. */
export interface SdkLogger {
  readonly debug: (message: string, ...rest: unknown[]) => void
  readonly info: (message: string, ...rest: unknown[]) => void
  readonly warn: (message: string, ...rest: unknown[]) => void
  readonly error: (message: string, ...rest: unknown[]) => void
}

const longest = 200

/**
 * What the SDK says, without what people say: its debug lines print every inbound body and are dropped, the arguments of
 * the others are dropped too, and the bot's secret is struck out. What it warns of, the session tells in its own words.
 */
export const redacting = (log: Logger, secret: string): SdkLogger => {
  const clean = (message: string): string => {
    const [said = ''] = message.split('\n')
    return (secret === '' ? said : said.replaceAll(secret, '***')).slice(0, longest)
  }
  return {
    debug: () => {},
    info: (message) => log.debug({ sdk: clean(message) }, 'wecom sdk'),
    warn: (message) => log.info({ sdk: clean(message) }, 'wecom sdk'),
    error: (message) => log.warn({ sdk: clean(message) }, 'wecom sdk'),
  }
}
