import { botSpeaks } from './chats.ts'
import { createComingAndGoing } from './coming-and-going.ts'
import { menuKey } from './methods/menus.ts'
import { saidOf } from './objects.ts'
import { listen } from './server.ts'
import { createSpeaking } from './speaking.ts'
import type { BotCommandEntry, CommandScope, TelegramOptions, TelegramStandin } from './types.ts'
import { waiting } from './waiting.ts'
import { createWorld, type World } from './world.ts'

export type * from './types.ts'

/** The first menu that is set, from the closest scope to the widest; in each, one's own language first. */
const menuShown = ({ menus }: World, scopes: readonly CommandScope[], language: string): readonly BotCommandEntry[] => {
  const keys = scopes.flatMap((scope) => [menuKey(scope, language), menuKey(scope, '')])
  return menus.get(keys.find((key) => menus.has(key)) ?? '') ?? []
}

/** A Bot API server on loopback with people in it. What it does otherwise than the real one: README.md. */
export const startTelegram = async (options: TelegramOptions = {}): Promise<TelegramStandin> => {
  const world = createWorld(options)
  const { chats, queue, clock } = world
  const { server, root } = await listen(world, options)

  return {
    ...createSpeaking(world),
    ...createComingAndGoing(world),
    root,
    token: world.token,
    bot: world.bot,
    faults: world.faults,
    ledger: world.ledger,
    refusals: world.refusals,
    answers: world.answers,
    now: clock.now,
    moveClock: clock.move,
    lastMessageId: (chat) => chats.get(chat).lastId,
    acknowledged: queue.acknowledged,
    handedOut: queue.handedOut,
    pending: () => queue.waiting().length,
    polling: world.polls.waits,
    sendRaw: queue.pushRaw,
    jumpTo: queue.jumpTo,
    seen: (chat) =>
      [...chats.get(chat).messages.values()].filter(({ from, service }) => from === botSpeaks && !service).map(saidOf),
    transcript: (chat) => [...chats.get(chat).messages.values()].filter(({ service }) => !service).map(saidOf),
    calls: (method) => world.calls.get(method) ?? 0,
    commands: (scope = { type: 'default' }, language = '') => world.menus.get(menuKey(scope, language)) ?? [],
    menuOf: (person, { group } = {}) => {
      const scopes: readonly CommandScope[] = group
        ? [
            { type: 'chat_member', chat_id: group.id, user_id: person.id },
            { type: 'chat', chat_id: group.id },
            { type: 'all_group_chats' },
          ]
        : [{ type: 'chat', chat_id: person.id }, { type: 'all_private_chats' }]
      return menuShown(world, [...scopes, { type: 'default' }], chats.person(person.id).language.slice(0, 2))
    },
    webhook: () => {
      const error = world.webhook.lastError()
      return {
        url: world.webhook.hook()?.url ?? '',
        pending: queue.waiting().length,
        ...(error && { lastError: error.text }),
      }
    },
    waitFor: waiting(world),
    watch: world.watch,
    stop: async () => {
      world.webhook.stop()
      world.polls.stop()
      clock.stop()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}
