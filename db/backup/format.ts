import { createReadStream } from 'node:fs'
import { createHash } from 'node:crypto'
import { createGunzip } from 'node:zlib'

import type { Instant } from '#src/domain/instant.ts'
import { Refusal } from '#src/domain/refusal.ts'

/** A backup is gzip'd lines of JSON: this header, every row as an array of texts in the header's order, a trailer. */
export interface BackupHeader {
  readonly duban: 'backup'
  readonly format: 1
  /** Machine time at which it was taken. */
  readonly at: Instant
  readonly migrations: readonly string[]
  /** The record's head, in hex. */
  readonly head: string
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[]; readonly rows: number }[]
  readonly sequences: readonly {
    readonly table: string
    readonly column: string
    readonly value: number
    readonly called: boolean
  }[]
}

export const rowsIn = ({ tables }: BackupHeader): number => tables.reduce((sum, { rows }) => sum + rows, 0)

const broken = (file: string, why: string): Refusal =>
  new Refusal(`备份 ${file} 坏了,没有恢复任何内容:${why}。请换一份备份。`)

const newline = 0x0a

/** The lines of a gzip'd file, one after the other. */
async function* linesOf(file: string, onRead: (bytes: number) => void = () => {}): AsyncGenerator<Buffer> {
  const source = createReadStream(file)
  const text = createGunzip()
  source.on('error', (error) => text.destroy(error))
  let rest: Buffer[] = []
  try {
    for await (const chunk of source.pipe(text) as AsyncIterable<Buffer>) {
      onRead(source.bytesRead)
      let from = 0
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        yield Buffer.concat([...rest, chunk.subarray(from, at)])
        rest = []
        from = at + 1
      }
      if (from < chunk.length) rest.push(chunk.subarray(from))
    }
  } finally {
    source.destroy()
  }
  if (rest.length > 0) yield Buffer.concat(rest)
}

const headerOf = (file: string, line: Buffer | undefined): BackupHeader => {
  let header: Partial<BackupHeader> | undefined
  try {
    header = JSON.parse(line?.toString('utf8') ?? '') as Partial<BackupHeader>
  } catch {
    header = undefined
  }
  if (header?.duban !== 'backup') throw new Refusal(`${file} 不是 duban 的备份。`)
  if (header.format !== 1) throw new Refusal(`备份 ${file} 的格式(${String(header.format)})比这个版本新;请换用新版本。`)
  return header as BackupHeader
}

/** Reads a backup from end to end before anything is done with it; throws a Refusal when a byte of it is not as written. */
export const checkBackup = async (file: string): Promise<BackupHeader> => {
  const hash = createHash('sha256')
  let header: BackupHeader | undefined
  let last: Buffer | undefined
  let lines = 0
  try {
    for await (const line of linesOf(file)) {
      header ??= headerOf(file, line)
      if (last !== undefined) hash.update(last).update('\n')
      last = line
      lines += 1
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') throw new Refusal(`打不开 ${file}:${message}`)
    if (code === 'Z_DATA_ERROR' && lines === 0) throw new Refusal(`${file} 不是 duban 的备份。`)
    throw broken(file, code === 'Z_BUF_ERROR' ? '文件不完整' : message)
  }
  if (header === undefined) throw new Refusal(`${file} 是空的,不是 duban 的备份。`)
  if (lines !== rowsIn(header) + 2) throw broken(file, '行数不对,文件不完整')
  if (last?.toString('utf8') !== trailer(hash.digest('hex'))) throw broken(file, '校验和不对')
  return header
}

export const trailer = (sha256: string): string => JSON.stringify({ sha256 })

export interface RowBatch {
  readonly table: number
  /** A JSON array of rows. */
  readonly json: string
  readonly rows: number
  /** How far into the file it reaches, in bytes. */
  readonly read: number
}

const mostRows = 1000
const mostBytes = 4_000_000

/** The rows of a checked backup, in batches of one table each. */
export async function* batchesOf(file: string, { tables }: BackupHeader): AsyncGenerator<RowBatch> {
  let read = 0
  const lines = linesOf(file, (bytes) => (read = bytes))
  await lines.next()
  for (const [table, { rows }] of tables.entries()) {
    let batch: string[] = []
    let bytes = 0
    for (let row = 1; row <= rows; row++) {
      const { value } = await lines.next()
      if (value === undefined) throw broken(file, '文件不完整')
      batch.push(value.toString('utf8'))
      bytes += value.length
      if (row < rows && batch.length < mostRows && bytes < mostBytes) continue
      yield { table, json: `[${batch.join(',')}]`, rows: batch.length, read }
      batch = []
      bytes = 0
    }
  }
  await lines.return(undefined)
}
