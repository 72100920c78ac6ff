import type { Channel, ChannelDeps } from '../channel.ts'

export const createTelegram = (_settings: unknown, _deps: ChannelDeps): Channel => {
  throw new Error('not built yet')
}
