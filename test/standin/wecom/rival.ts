import { once } from 'node:events'

import { WebSocket } from 'ws'

import { newReqId } from './state.ts'

/** Another program that subscribes with the right secret, as the same bot. Resolves when the gateway has taken it. */
export const startRival = async (url: string, bot: { id: string; secret: string }): Promise<{ leave: () => void }> => {
  const socket = new WebSocket(url, { headers: { 'x-standin-rival': '1' } })
  // Its close event follows.
  socket.on('error', () => {})
  await once(socket, 'open')
  const headers = { req_id: `aibot_subscribe_${newReqId()}` }
  socket.send(JSON.stringify({ cmd: 'aibot_subscribe', headers, body: { bot_id: bot.id, secret: bot.secret } }))
  await once(socket, 'message')
  return { leave: () => socket.terminate() }
}
