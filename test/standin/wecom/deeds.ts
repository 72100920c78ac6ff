import type { FaultAction, Rival, WecomStandin, Where } from './types.ts'

/** What the page asks for. */
export interface Deed {
  readonly do: string
  readonly chat: string
  readonly user: string
  readonly name?: string
  readonly text?: string
  readonly taskId?: string
  readonly key?: string
  readonly ms?: number
}

export interface Deeds {
  readonly act: (deed: Deed) => Promise<unknown>
  readonly file: (deed: Omit<Deed, 'do'>, bytes: Uint8Array) => Promise<unknown>
  /** The faults that stand now, in words. */
  readonly placed: () => readonly string[]
}

const sends = ['aibot_send_msg', 'aibot_respond_msg', 'aibot_respond_welcome_msg', 'aibot_respond_update_msg']

export const createDeeds = (standin: WecomStandin): Deeds => {
  const placed = new Set<string>()
  let rival: Rival | null = null

  const where = (deed: Pick<Deed, 'chat'>): Where =>
    standin.chats().some(({ id, kind }) => id === deed.chat && kind === 'group') ? { group: deed.chat } : {}

  const strike = (words: string, action: FaultAction): void => {
    if (placed.has(words)) return
    placed.add(words)
    for (const cmd of sends) standin.faults.add({ cmd, times: Infinity, action })
  }

  const leave = async (): Promise<void> => {
    placed.delete('另一处已登录')
    await rival?.leave()
    rival = null
  }

  const acts: Readonly<Record<string, (deed: Deed) => unknown>> = {
    say: (deed) => standin.userSays(deed.user, deed.text ?? '', where(deed)),
    open: (deed) => standin.userOpens(deed.user),
    click: (deed) => standin.userClicks(deed.user, deed.taskId ?? '', deed.key ?? '', where(deed)),
    addUser: ({ name = '' }) => name !== '' && standin.addUser(name),
    addGroup: ({ name = '' }) => {
      const users = standin.chats().filter(({ kind }) => kind === 'single')
      if (name !== '')
        standin.addGroup(
          name,
          users.map(({ id }) => id),
        )
    },
    evict: async () => {
      rival ??= await standin.evict()
      placed.add('另一处已登录')
    },
    leave,
    drop: () => standin.faults.drop(),
    refuseSends: () => strike('拒绝发送(846607)', { kind: 'refuse', errcode: standin.codes.tooOften }),
    loseAcks: () => strike('丢失回执', { kind: 'ack', how: 'never' }),
    refuseTcp: () => {
      placed.add('拒绝连接')
      standin.faults.refuseTcp()
    },
    heal: async () => {
      await leave()
      placed.clear()
      standin.faults.clear()
      standin.faults.acceptTcp()
    },
    clock: ({ ms = 0 }) => standin.moveClock(ms),
  }

  return {
    act: async (deed) => acts[deed.do]?.(deed),
    file: ({ chat, user, name = '', text = '' }, bytes) => {
      const picture = /\.(png|jpe?g|gif)$/i.test(name)
      const caption = picture && text !== '' ? { caption: text } : {}
      return standin.userSendsFile(user, name, bytes, {
        ...where({ chat }),
        ...caption,
        kind: picture ? 'image' : 'file',
      })
    },
    placed: () => [...placed],
  }
}
