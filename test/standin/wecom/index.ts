import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

import { createDownloads } from './downloads.ts'
import { createStrikes } from './faults.ts'
import { createGateway } from './gateway.ts'
import { createPeople } from './people.ts'
import { startRival } from './rival.ts'
import { talkOf } from './show.ts'
import { addUser, conversationNamed, conversationOf, createState, findUser, idOf } from './state.ts'
import type { SeenMessage, WecomOptions, WecomStandin } from './types.ts'
import { createUploads } from './uploads.ts'
import { createWaiting } from './waiting.ts'

export type * from './types.ts'
export { readMarkdown } from './read-markdown.ts'

/** The WeCom gateway on 127.0.0.1, for one bot; README.md beside it says what it takes from the documents and what it assumes. */
export const startWecom = async (options: WecomOptions = {}): Promise<WecomStandin> => {
  const clock = options.clock ?? Date.now
  let moved = 0
  let refusing = false
  const waiting = createWaiting()
  const state = createState(options, () => clock() + moved, waiting.changed)
  const strikes = createStrikes()
  const gateway = createGateway(state, strikes, createUploads(state))

  const server = createServer()
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `ws://127.0.0.1:${port}`
  const downloads = createDownloads(state, strikes, () => `http://127.0.0.1:${port}`)
  server.on('request', downloads.answer)
  server.on('connection', (socket: Socket) => {
    if (refusing) socket.resetAndDestroy()
  })
  server.on('upgrade', (request, socket, head) => {
    gateway.accept.handleUpgrade(request, socket, head, (ws) => gateway.accept.emit('connection', ws, request))
  })

  const seen = (chat: string, userid?: string): SeenMessage[] =>
    talkOf(conversationNamed(state, chat), userid).flatMap((line) => ('message' in line ? [line.message] : []))

  const standin: WecomStandin = {
    url,
    bot: state.bot,
    codes: state.codes,
    now: state.now,
    moveClock: (ms) => {
      moved += ms
      state.changed()
    },
    addUser: (userid) => {
      addUser(state, userid)
      conversationOf(state, 'single', userid)
      state.changed()
    },
    removeUser: (userid) => {
      const user = findUser(state, userid)
      if (user !== undefined) user.visible = false
    },
    addGroup: (chatid, members) => {
      state.groups.set(chatid, { members: new Set(members.map((member) => addUser(state, member).id)), bot: true })
      conversationOf(state, 'group', chatid)
      state.changed()
    },
    removeBot: (chatid) => {
      const group = state.groups.get(chatid)
      if (group !== undefined) group.bot = false
    },
    idOf: (userid) => idOf(state, addUser(state, userid)),
    ...createPeople(state, gateway, downloads),
    sendRaw: gateway.sendRaw,
    seen,
    talk: (chat, userid) => talkOf(conversationNamed(state, chat), userid),
    chats: () =>
      [...state.conversations.values()].map(({ id, kind, unlocked }) => {
        const members = kind === 'single' ? [id] : [...state.groups.get(id)!.members]
        return { id, kind, unlocked, members }
      }),
    ledger: state.ledger,
    transcript: state.transcript,
    faults: {
      add: strikes.add,
      clear: strikes.clear,
      refuseTcp: () => {
        refusing = true
        gateway.dropAll()
      },
      acceptTcp: () => {
        refusing = false
      },
      drop: gateway.drop,
      forget: gateway.forget,
    },
    connections: gateway.connections,
    online: gateway.online,
    subscribes: state.subscribes,
    missed: gateway.missed,
    evict: async () => {
      const rival = await startRival(url, state.bot)
      const gone = (): boolean => gateway.rivals() === 0
      return {
        leave: async () => {
          rival.leave()
          await waiting.waitFor(gone, 5000, () => 'the rival')
        },
      }
    },
    listen: waiting.listen,
    waitFor: (test, ms = 5000) =>
      waiting.waitFor(
        () => test(standin),
        ms,
        () => JSON.stringify(state.ledger.slice(-5)),
      ),
    stop: async () => {
      if (!server.listening) return
      gateway.stop()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return standin
}
