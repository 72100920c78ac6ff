import { threadId } from 'node:worker_threads'

import pg from 'pg'
import { inject, onTestFinished } from 'vitest'

import { connection, openDatabase, type OpenDatabase } from '#db/index.ts'

import { template } from './database.ts'

export interface FreshDatabase extends OpenDatabase {
  /** Where it is: `{ socket, name }` is a Target of db/index.ts. */
  readonly socket: string
  readonly name: string
}

let count = 0 // of this worker; each worker has its own

/** A migrated, empty database of one's own (25 ms). It is not dropped: its server is thrown away after the run. */
export const freshDatabase = async (): Promise<FreshDatabase> => {
  const socket = inject('socket')
  count += 1
  const name = `t_${process.pid}_${threadId}_${count}`
  const client = new pg.Client(connection({ socket }))
  await client.connect()
  await client.query(`create database ${name} template ${template}`)
  await client.end()
  return { ...openDatabase({ socket, name }), socket, name }
}

/** A database with nothing in it at all, by the address an administrator would give as DATABASE_URL. */
export const emptyDatabase = async (): Promise<OpenDatabase & { readonly url: string }> => {
  const socket = inject('socket')
  count += 1
  const name = `e_${process.pid}_${threadId}_${count}`
  const client = new pg.Client(connection({ socket }))
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const url = urlOf({ socket, name })
  const opened = openDatabase({ url })
  onTestFinished(opened.close)
  return { ...opened, url }
}

/** The address of a test's database. */
export const urlOf = ({ socket, name }: { readonly socket: string; readonly name: string }): string =>
  `postgres://duban@localhost/${name}?host=${encodeURIComponent(socket)}`
