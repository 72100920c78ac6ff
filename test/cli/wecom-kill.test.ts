import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { expect, it, onTestFinished } from 'vitest'

import { openDataDir } from '#db/embedded.ts'
import { openDatabase } from '#db/index.ts'

import { startWecom, type WecomStandin } from '../standin/wecom/index.ts'
import { newDataDir } from '../support/data-dir.ts'

const script = join(import.meta.dirname, '../support/wecom-server.ts')
const words = '明天18点前报整改情况'

/** test/support/wecom-server.ts, ready; killed after the test at the latest. */
const start = async (dir: string, { url, bot }: WecomStandin) => {
  const child = spawn(process.execPath, [script, dir, url, bot.id, bot.secret], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const gone = once(child, 'close')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
  }
  onTestFinished(kill)
  const hear = async (): Promise<unknown> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('the server ended')
    return JSON.parse(value)
  }
  await hear()
  return {
    kill,
    seed: (): Promise<unknown> => {
      child.stdin.write('seed\n')
      return hear()
    },
  }
}

it('kill -9 in the middle of a broadcast of 200: each has it once, or again and marked, or its fate is named', async () => {
  const standin = await startWecom({ ackLatency: 40 })
  onTestFinished(standin.stop)
  const dir = newDataDir()
  let server = await start(dir, standin)
  const liaisons = (await server.seed()) as readonly string[]
  expect(liaisons).toHaveLength(200)
  await server.kill()
  // Each has written to the bot once; nobody is there to hear it.
  for (const user of liaisons) await standin.userSays(user, '在吗')
  expect(standin.missed()).toBe(200)

  const copies = () => standin.ledger.filter(({ kind, text }) => kind === 'markdown' && text.includes(words))
  const reached = (count: number): Promise<void> =>
    standin.waitFor(() => new Set(copies().map(({ chat }) => chat)).size >= count, 60_000)
  const say = async (text: string): Promise<string> => {
    const said = await standin.userSays('zhao', text)
    await standin.waitFor(({ seen }) => seen('zhao').some(({ answers }) => answers === said), 20_000)
    return standin.seen('zhao').find(({ answers }) => answers === said)!.text
  }

  server = await start(dir, standin)
  // One message vanishes without an answer: nobody can tell whether it arrived, and it did not.
  const lost = liaisons[5]!
  standin.faults.add({ cmd: 'aibot_send_msg', chat: lost, action: { kind: 'ignore' }, times: Infinity })
  expect(await say(`广播 全部 ${words}`)).toContain('200家单位,200人可达')
  expect(await say('广播 200')).toContain('已发200人')
  await reached(40)
  await server.kill()
  server = await start(dir, standin)
  await reached(110)
  await server.kill()
  server = await start(dir, standin)
  await reached(199)
  // What is in doubt is asked for last: until then every row has found its state.
  let receipts = await say('回执')
  for (let round = 0; round < 40 && receipts.includes('正在发'); round += 1) receipts = await say('回执')
  await server.kill()

  const byChat = Map.groupBy(copies(), ({ chat }) => chat)
  const again = [...byChat.values()].filter((sent) => sent.length > 1)
  expect([...byChat.keys()].toSorted()).toEqual(liaisons.filter((user) => user !== lost).toSorted())
  // What was on its way when the process died.
  expect(again.length).toBeGreaterThan(0)
  for (const sent of again) {
    expect(sent).toHaveLength(2)
    expect(sent[0]!.text).not.toContain('可能重复')
    expect(sent[1]!.text).toContain('(可能重复)县政府督查室通知')
  }
  const cards = standin.ledger.filter(({ kind, update }) => kind === 'card' && !update).map(({ chat }) => chat)
  expect(new Set(cards).size).toBe(cards.length)

  const own = await openDataDir(dir)
  if (own.kind === 'running') throw new Error('still served')
  const { db, close } = openDatabase({ socket: own.socket })
  const rows = await db
    .selectFrom('message')
    .where('key', 'like', 'broadcast/%')
    .select(['chat', 'state', 'reason'])
    .execute()
  await close()
  await own.stop()
  expect(rows).toHaveLength(200)
  const unsure = rows.filter(({ state }) => state !== 'sent')
  expect(unsure.map(({ state }) => state)).toEqual(unsure.map(() => 'unknown'))
  expect(unsure.map(({ chat }) => chat)).toContain(lost)
  // The office sees the same count.
  expect(receipts).toContain(`送达未回${200 - unsure.length}家`)
  expect(receipts).toContain(`送达未知${unsure.length}家`)
}, 120_000)
