import type { IncomingMessage } from 'node:http'

import { type WebSocket, WebSocketServer } from 'ws'

import type { Body } from './content.ts'
import type { Strikes } from './faults.ts'
import { isFrame, kept, parse } from './frames.ts'
import { onPush, onReply } from './sending.ts'
import { type Callback, type State, type Verdict, findUser, newMsgId, newReqId, ok, refuse } from './state.ts'
import type { FaultAction, Frame } from './types.ts'
import type { Uploads } from './uploads.ts'

interface Connection {
  readonly id: number
  readonly socket: WebSocket
  readonly rival: boolean
  subscribed: boolean
  silence: NodeJS.Timeout | undefined
}

export interface Gateway {
  readonly accept: WebSocketServer
  readonly connections: () => number
  readonly online: () => boolean
  readonly rivals: () => number
  readonly missed: () => number
  /** Writes a callback to the holder of the bot; resolves when it was written, or dropped. */
  readonly callback: (
    cmd: string,
    body: Body,
    callback: Omit<Callback, 'connection' | 'at' | 'used' | 'streams'>,
  ) => Promise<void>
  readonly sendRaw: (frame: unknown) => void
  readonly drop: () => void
  readonly dropAll: () => void
  readonly forget: () => void
  readonly stop: () => void
}

const replies = new Set(['aibot_respond_msg', 'aibot_respond_welcome_msg', 'aibot_respond_update_msg'])

export const createGateway = (state: State, strikes: Strikes, uploads: Uploads): Gateway => {
  const { options, codes } = state
  const live = new Set<Connection>()
  const timers = new Set<NodeJS.Timeout>()
  const waiting: (() => Promise<void>)[] = []
  let holder: Connection | null = null
  let count = 0
  let missed = 0

  /** Real time: a latency, a delay. */
  const later = (ms: number, act: () => void): void => {
    if (ms <= 0) return act()
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
  }

  /** A socket that is gone loses what is written to it; nobody is told. */
  const write = (connection: Connection, frame: unknown): Promise<void> => {
    const text = typeof frame === 'string' ? frame : JSON.stringify(frame)
    if (connection.socket.readyState !== connection.socket.OPEN) return Promise.resolve()
    state.transcript.push({ at: state.now(), dir: 'out', connection: connection.id, frame: parse(text) })
    const written = new Promise<void>((resolve) => connection.socket.send(text, () => resolve()))
    state.changed()
    return written
  }

  const watchSilence = (connection: Connection): void => {
    clearTimeout(connection.silence)
    connection.silence = setTimeout(() => connection.socket.terminate(), options.pingTimeout ?? 100_000).unref()
  }

  /** The former holder is told at once and cut later, without a close frame; until then it gets pongs only. */
  const evict = (old: Connection): void => {
    const event = { eventtype: 'disconnected_event' }
    const body = {
      msgid: newMsgId(),
      create_time: Math.trunc(state.now() / 1000),
      aibotid: state.bot.id,
      msgtype: 'event',
      event,
    }
    void write(old, { cmd: 'aibot_event_callback', headers: { req_id: newReqId() }, body })
    later(options.evictionDelay ?? 2000, () => old.socket.terminate())
  }

  const subscribe = (connection: Connection, body: Body): Verdict => {
    if (body['bot_id'] !== state.bot.id || body['secret'] !== state.bot.secret) {
      return refuse(codes.badSecret, 'invalid bot_id or secret')
    }
    const old = holder
    if (old !== null) old.subscribed = false
    holder = connection
    connection.subscribed = true
    watchSilence(connection)
    const after = (): void => {
      if (old !== null && old !== connection) evict(old)
      for (const missedCallback of waiting.splice(0)) void missedCallback()
    }
    return { ...ok, after }
  }

  const handle = (connection: Connection, cmd: string, frame: Frame): Verdict => {
    const body = frame.body ?? {}
    if (cmd === 'aibot_subscribe') return subscribe(connection, body)
    if (cmd === 'ping') {
      if (connection.subscribed) watchSilence(connection)
      return ok
    }
    if (!connection.subscribed) return refuse(codes.notSubscribed, 'aibot websocket not subscribed')
    if (replies.has(cmd)) return onReply(state, cmd, { reqId: frame.headers.req_id, connection: connection.id, body })
    if (cmd === 'aibot_send_msg') return onPush(state, body)
    if (cmd.startsWith('aibot_upload_media_')) return uploads.on(cmd, body)
    return refuse(codes.badCmd, 'invalid cmd')
  }

  const acknowledge = (connection: Connection, frame: Frame, verdict: Verdict, fault: FaultAction | null): void => {
    const { errcode, errmsg = 'ok', body } = verdict
    const ack = { headers: { req_id: frame.headers.req_id }, ...(body === undefined ? {} : { body }), errcode, errmsg }
    const how = fault?.kind === 'ack' ? fault : null
    const ms = (options.ackLatency ?? 0) + (how?.how === 'late' ? how.ms : 0)
    later(ms, () => {
      if (how?.how === 'foreign') void write(connection, { ...ack, headers: { req_id: how.reqId ?? newReqId() } })
      else if (how?.how !== 'never') void write(connection, ack)
      if (how?.how === 'twice') void write(connection, ack)
      verdict.after?.()
    })
  }

  const chatOf = (frame: Frame): string | undefined => {
    const chat = frame.body?.['chatid']
    if (typeof chat === 'string') return findUser(state, chat)?.id ?? chat
    return state.callbacks.get(frame.headers.req_id)?.conversation.id
  }

  const onFrame = (connection: Connection, data: string): void => {
    const frame = parse(data)
    state.transcript.push({ at: state.now(), dir: 'in', connection: connection.id, frame: kept(frame) })
    state.changed()
    if (!isFrame(frame)) return connection.socket.close(1003)
    const cmd = frame.cmd ?? ''
    if (cmd === 'aibot_subscribe' && !connection.rival) state.subscribes.push(state.now())
    const fault = connection.rival ? null : strikes.strike(cmd, chatOf(frame), frame)
    if (fault?.kind === 'ignore') return
    if (fault?.kind === 'drop' && fault.when === 'before') return connection.socket.terminate()
    if (fault?.kind === 'refuse') {
      return acknowledge(connection, frame, refuse(fault.errcode, fault.errmsg ?? 'refused'), null)
    }
    const verdict = handle(connection, cmd, frame)
    if (fault?.kind === 'drop') return connection.socket.terminate()
    acknowledge(connection, frame, verdict, fault)
  }

  const accept = new WebSocketServer({ noServer: true, maxPayload: 8 * 1024 * 1024 })
  accept.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    count += 1
    const rival = request.headers['x-standin-rival'] !== undefined
    const connection: Connection = { id: count, socket, rival, subscribed: false, silence: undefined }
    live.add(connection)
    socket.on('message', (data: Buffer) => onFrame(connection, data.toString()))
    // Its close event follows.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(connection.silence)
      live.delete(connection)
      if (holder === connection) holder = null
      state.changed()
    })
    state.changed()
  })

  const deliver = async (
    cmd: string,
    body: Body,
    callback: Omit<Callback, 'connection' | 'at' | 'used' | 'streams'>,
  ): Promise<void> => {
    if (holder?.subscribed !== true) {
      if (options.redeliver === true) waiting.push(() => deliver(cmd, body, callback))
      else missed += 1
      return state.changed()
    }
    const connection = holder
    const frame: Frame = { cmd, headers: { req_id: newReqId() }, body }
    const fault = strikes.strike(cmd, callback.conversation.id, frame)
    if (fault?.kind === 'ignore' || fault?.kind === 'refuse') return
    if (fault?.kind === 'drop' && fault.when === 'before') return connection.socket.terminate()
    const known = { ...callback, at: state.now(), connection: connection.id, used: false, streams: new Map() }
    state.callbacks.set(frame.headers.req_id, known)
    if (fault?.kind === 'ack' && fault.how === 'late') return later(fault.ms, () => void write(connection, frame))
    await write(connection, frame)
    if (fault?.kind === 'ack' && fault.how === 'twice') await write(connection, frame)
    if (fault?.kind === 'drop') connection.socket.terminate()
  }

  return {
    accept,
    connections: () => [...live].filter(({ rival }) => !rival).length,
    rivals: () => [...live].filter(({ rival }) => rival).length,
    online: () => holder?.subscribed === true && !holder.rival,
    missed: () => missed,
    callback: deliver,
    sendRaw: (frame) => {
      if (holder !== null) void write(holder, frame)
    },
    drop: () => holder?.socket.terminate(),
    dropAll: () => {
      for (const { socket } of live) socket.terminate()
    },
    forget: () => {
      if (holder !== null) holder.subscribed = false
      holder = null
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer)
      for (const { socket } of live) socket.terminate()
      accept.close()
    },
  }
}
