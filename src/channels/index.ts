import type { Config } from '#src/config.ts'

import type { Channel, ChannelDeps } from './channel.ts'

interface Platform {
  readonly name: string
  readonly isConfigured: (config: Config) => boolean
  readonly open: (config: Config, deps: ChannelDeps) => Promise<Channel>
}

/** One entry a platform, loaded only where it is configured. The local channel is the trial's own. */
const platforms: readonly Platform[] = [
  {
    name: 'wecom',
    isConfigured: ({ wecom }) => wecom !== null,
    open: async ({ wecom }, deps) => (await import('./wecom/index.ts')).createWecom(wecom!, deps),
  },
  {
    name: 'telegram',
    isConfigured: ({ telegram }) => telegram !== null,
    open: async ({ telegram }, deps) => (await import('./telegram/index.ts')).createTelegram(telegram!, deps),
  },
]

/** The channels that are configured, not yet started. */
export const openChannels = (config: Config, depsFor: (name: string) => ChannelDeps): Promise<Channel[]> =>
  Promise.all(platforms.filter((one) => one.isConfigured(config)).map((one) => one.open(config, depsFor(one.name))))
