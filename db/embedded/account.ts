import { execFile } from 'node:child_process'
import { chownSync, lchownSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { Refusal } from '#src/domain/refusal.ts'

/** As whom PostgreSQL's programs run: it refuses root, even in a container. */
export interface Account {
  /** Put in front of a command. */
  readonly prefix: readonly string[]
  readonly ids: { readonly uid?: number; readonly gid?: number }
}

const nobody = 65_534
// Nothing of the caller's environment: PGPORT, PGDATA or LC_ALL would bend the server.
export const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }

export interface Ran {
  readonly ok: boolean
  readonly said: string
}

/** Runs a program to its end under an account. */
export const run = (account: Account, command: readonly string[]): Promise<Ran> => {
  const [file = '', ...args] = [...account.prefix, ...command]
  return new Promise((done) => {
    execFile(file, args, { ...account.ids, cwd: '/', env: environment }, (error, out, err) =>
      done({ ok: !error, said: (err || out || error?.message || '').trim() }),
    )
  })
}

// A user namespace shows root to PostgreSQL as this user, who has a name on every system: initdb looks it up.
const namespace: Account = { prefix: ['unshare', '-U', `--map-user=${nobody}`, `--map-group=${nobody}`], ids: {} }

/**
 * Chooses the account and proves that it can enter the folder and start PostgreSQL. Not root: oneself. Root: the user
 * the folder belongs to, so that root's visit leaves nothing behind that the service's user cannot read; else a user
 * namespace, where the files stay root's; else uid 65534. `fresh`: the database is still to be made by initdb.
 */
export const chooseAccount = async (folder: string, postgres: string, fresh: boolean): Promise<Account> => {
  const root = process.getuid?.() === 0
  const { uid, gid } = statSync(folder)
  const direct: Account[] = root ? (uid === 0 ? [] : [{ prefix: [], ids: { uid, gid } }]) : [{ prefix: [], ids: {} }]
  const named = fresh ? 'id -un >/dev/null && ' : ''
  const said: string[] = []
  for (const account of [...direct, namespace]) {
    const ran = await run(account, ['/bin/sh', '-c', `cd "$0" && ${named} exec "$1" --version`, folder, postgres])
    if (ran.ok) return account
    said.push(ran.said)
  }
  if (!root) throw new Refusal(`内置数据库在本机上运行不了(${said[0]});请设置 DATABASE_URL。`)
  const ids = { uid: nobody, gid: nobody }
  // The folder itself will be handed over; the way to it and to the programs must be open.
  for (const path of [dirname(folder), dirname(postgres)]) {
    const closed = closedTo(ids, path)
    if (closed) {
      throw new Refusal(
        `root 不能运行数据库,代替它的普通用户(uid ${nobody})又进不去 ${closed};请 chmod o+x ${closed},或改用普通用户启动 duban,或设置 DATABASE_URL。`,
      )
    }
  }
  const ran = await run({ prefix: [], ids }, [postgres, '--version'])
  if (ran.ok) return { prefix: [], ids }
  throw new Refusal(`不能以 root 运行内置数据库(${ran.said});请改用普通用户启动 duban,或设置 DATABASE_URL。`)
}

/** The first folder on the way to `path` that the user may not enter. */
const closedTo = (ids: { uid: number; gid: number }, path: string): string | undefined => {
  const above = dirname(path) === path ? undefined : closedTo(ids, dirname(path))
  if (above) return above
  const { mode, uid, gid } = statSync(path)
  const needed = uid === ids.uid ? 0o100 : gid === ids.gid ? 0o010 : 0o001
  return mode & needed ? undefined : path
}

/** Whom files of the data folder must belong to; undefined when they already do, whoever writes them. */
const ownerFor = (account: Account): { uid: number; gid: number } | undefined =>
  process.getuid?.() === 0 ? { uid: account.ids.uid ?? 0, gid: account.ids.gid ?? 0 } : undefined

/** Hands one file or folder to the account. */
export const giveTo = (account: Account, path: string): void => {
  const owner = ownerFor(account)
  if (owner) chownSync(path, owner.uid, owner.gid)
}

/** Hands a whole folder over when it belongs to somebody else: a machine may gain or lose its user namespaces. */
export const giveTreeTo = (account: Account, path: string): void => {
  const owner = ownerFor(account)
  if (!owner || lstatSync(path).uid === owner.uid) return
  const hand = (at: string): void => {
    if (lstatSync(at).isDirectory()) for (const name of readdirSync(at)) hand(join(at, name))
    // The folder after its content: a crash in between leaves a folder that is handed over again.
    lchownSync(at, owner.uid, owner.gid)
  }
  hand(path)
}
