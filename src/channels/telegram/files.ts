import type { Channel, IncomingFile } from '#src/channels/channel.ts'
import { bounded } from '#src/domain/bounded.ts'
import { Refusal } from '#src/domain/refusal.ts'

import type { Clients } from './api.ts'
import { openUrl, readAll } from './download.ts'
import { attempt, type Called, faultText } from './faults.ts'
import type { Life } from './life.ts'

export interface FetchDeps {
  readonly clients: Pick<Clients, 'files' | 'agent' | 'scrub'>
  readonly life: Life
  readonly apiRoot: string
  readonly token: string
  readonly timeoutMs: number
}

/** Telegram gives bots nothing larger. */
const largestFile = 20 * 1024 * 1024
/** So often a file may fail to come before its sender is told: what he wrote with it, and what others wrote after it, waits. */
const mostTries = 3

const tooLarge = (name: string): Refusal => new Refusal(`「${name}」超过20兆,请压缩后再发。`)
const gone = (): Refusal => new Refusal('这个文件已经不在了,请再发一次。')

/** Brings the bytes of files that users sent. The address of a file holds the token: it never leaves this function. */
export const createFetch = ({ clients, life, apiRoot, token, timeoutMs }: FetchDeps): Channel['fetch'] => {
  const { files, agent, scrub } = clients
  const failed = bounded<string, number>(500)

  const download = (path: string): Promise<Called<{ status: number; bytes: Uint8Array | null }>> =>
    attempt(async () => {
      const url = `${apiRoot}/file/bot${token}/${path.split('/').map(encodeURIComponent).join('/')}`
      const signal = AbortSignal.any([life.signal, AbortSignal.timeout(timeoutMs)])
      const response = await openUrl(url, agent, signal)
      const status = response.statusCode ?? 0
      return { status, bytes: await readAll(response, largestFile) }
    }, scrub)

  /** What may be better the next time, and in the end is a refusal. */
  const trouble = ({ id, name }: IncomingFile, reason: string): Error => {
    const tries = (failed.get(id) ?? 0) + 1
    if (tries < mostTries || life.ended()) {
      failed.set(id, tries)
      return new Error(`file not fetched: ${reason}`)
    }
    failed.delete(id)
    return new Refusal(`「${name}」没有取到(Telegram 那边传不过来),请稍后再发一次。`)
  }

  return async (file) => {
    if ((file.size ?? 0) > largestFile) throw tooLarge(file.name)
    const found = await attempt(() => files.raw.getFile({ file_id: file.id }), scrub)
    if (!found.ok) {
      const { fault } = found
      if (fault.kind !== 'told' || fault.code === 429 || fault.code >= 500) throw trouble(file, faultText(fault))
      if (/file is too big/i.test(fault.description)) throw tooLarge(file.name)
      throw fault.code === 400 ? gone() : trouble(file, faultText(fault))
    }
    const { file_path: path } = found.value
    if (path === undefined) throw gone()
    const downloaded = await download(path)
    if (!downloaded.ok) throw trouble(file, faultText(downloaded.fault))
    const { status, bytes } = downloaded.value
    if (bytes === null) throw tooLarge(file.name)
    if (status === 404) throw gone()
    if (status !== 200) throw trouble(file, `status ${status}`)
    failed.delete(file.id)
    return { bytes }
  }
}
