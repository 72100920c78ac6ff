const names: Readonly<Record<string, string>> = { local: '本机试用', telegram: 'Telegram', wecom: '企业微信' }

/** What people call a channel. */
export const channelName = (channel: string): string => names[channel] ?? channel
