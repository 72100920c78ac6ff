const names: Readonly<Record<string, string>> = { local: '本机试用', telegram: 'Telegram', wecom: '企业微信' }

/** What people call a channel. */
export const channelName = (channel: string): string => names[channel] ?? channel

const words: readonly (readonly [channel: string, word: RegExp])[] = [
  ['wecom', /^(?:企业微信|企微|微信|政务微信|wecom)$/i],
  ['telegram', /^(?:telegram|tg|电报|纸飞机)$/i],
  ['local', /^(?:本机试用|本机|local)$/i],
]

/** Which channel somebody means; null: none. */
export const readChannel = (written: string): string | null =>
  words.find(([, word]) => word.test(written.normalize('NFKC').replaceAll(/\s/g, '')))?.[0] ?? null
