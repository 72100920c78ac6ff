import { decryptFile } from '@wecom/aibot-node-sdk'

import type { ChannelDeps, IncomingFile } from '#src/channels/channel.ts'
import type { WecomSettings } from '#src/config.ts'
import { bounded } from '#src/domain/bounded.ts'
import { Refusal } from '#src/domain/refusal.ts'

import { download } from './download.ts'
import type { Media as Place } from './frames.ts'
import { isLoopback, type Transport } from './transport.ts'
import type { Tuning } from './tuning.ts'

export interface Media {
  /** Remembers where a file of a callback is, for as long as its address lives. */
  readonly keep: (id: string, place: Place) => void
  readonly fetch: (file: IncomingFile) => Promise<{ readonly bytes: Uint8Array; readonly name?: string }>
}

const largestFile = 20 * 1024 * 1024
/** PKCS#7 fills up to a multiple of 32. */
const padding = 32
const rememberedFiles = 1000
const atOnce = 2

/** Where Tencent keeps files; a private deployment keeps them wherever it likes. */
const tencent = /(?:^|\.)(?:qq\.com|myqcloud\.com|tencentcos\.cn|qpic\.cn)$/
/** Never a file store of the platform: this machine, and the addresses by which a cloud tells its secrets. */
const inside = /^(?:localhost|0\.0\.0\.0|127\..*|169\.254\..*|\[(?:::|::1|fe80:.*|::ffff:.*)\])$/

/** Whether the gateway may send this machine there. A gateway on loopback is a stand-in, its files are beside it. */
export const mayFetch = (url: URL, wsUrl: string): boolean => {
  const gateway = new URL(wsUrl)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && gateway.protocol === 'ws:')) return false
  if (url.hostname === gateway.hostname) return true
  if (inside.test(url.hostname)) return isLoopback(gateway.hostname) && isLoopback(url.hostname)
  return tencent.test(gateway.hostname) ? tencent.test(url.hostname) : true
}

const goneSaid = '这个文件已经不在了,请再发一次。'
const failedSaid = '文件没有下载成功,请再发一次。'

/** Fetches what users attach: addresses live five minutes, and the bytes are encrypted with a key of their own. */
export const createMedia = (
  settings: WecomSettings,
  transport: Transport,
  { log, machine }: ChannelDeps,
  tuning: Tuning,
): Media => {
  const places = bounded<string, Place & { at: number }>(rememberedFiles)
  // Two at once: a hundred pictures sent in a minute must not fill the memory.
  const waiting: (() => void)[] = []
  let running = 0

  const turn = async (): Promise<void> => {
    if (running < atOnce) running += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const done = (): void => {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }

  const get = async (place: Place, name: string): Promise<{ bytes: Uint8Array; name?: string }> => {
    const url = URL.canParse(place.url) ? new URL(place.url) : null
    if (url === null || !mayFetch(url, settings.wsUrl)) {
      log.error({ host: url?.host }, 'a file at an address that is not the platform’s: not fetched')
      throw new Refusal(failedSaid)
    }
    const got = await download(url, { transport, most: largestFile + padding, timeoutMs: tuning.downloadMs })
    if (got.kind !== 'ok') log.warn({ host: url.host, ...got }, 'file not fetched')
    if (got.kind === 'too-large') throw new Refusal(`「${name}」超过20兆,请压缩后再发。`)
    if (got.kind === 'gone') throw new Refusal(goneSaid)
    if (got.kind === 'failed') throw new Refusal(failedSaid)
    const { bytes: encrypted, ...named } = got
    if (place.aeskey === undefined || place.aeskey === '') return { ...named, bytes: encrypted }
    try {
      return { ...named, bytes: decryptFile(Buffer.from(encrypted), place.aeskey) }
    } catch {
      // The reason may quote the key.
      log.error({ host: url.host, size: encrypted.length }, 'file not decrypted')
      throw new Refusal(failedSaid)
    }
  }

  return {
    keep: (id, place) => places.set(id, { ...place, at: machine.now() }),
    fetch: async ({ id, name, size }) => {
      if ((size ?? 0) > largestFile) throw new Refusal(`「${name}」超过20兆,请压缩后再发。`)
      await turn()
      try {
        const place = places.get(id)
        if (place === undefined || machine.now() - place.at > tuning.fileMs) throw new Refusal(goneSaid)
        const got = await get(place, name)
        if (got.bytes.length > largestFile) throw new Refusal(`「${got.name ?? name}」超过20兆,请压缩后再发。`)
        return got
      } finally {
        done()
      }
    },
  }
}
