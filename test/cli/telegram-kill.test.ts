import { expect, it, onTestFinished } from 'vitest'

import { openDataDir } from '#db/embedded.ts'
import { storeIncoming } from '#db/inbox.ts'
import { openDatabase } from '#db/index.ts'

import { startTelegram } from '../standin/telegram/index.ts'
import { newDataDir } from '../support/data-dir.ts'
import { startKillServer } from '../support/telegram-kill-process.ts'
import { telegramKillRun } from '../support/telegram-kill.ts'

it('commands through kills and a bad network: each effect once, in order, each answered (bench/telegram-kill.ts runs 1,500)', async () => {
  const ledger = await telegramKillRun({ commands: 150, kills: 2, people: 15 })
  expect(ledger).toMatchObject({
    commands: 150,
    effects: { once: 150, again: [], lost: [] },
    disordered: [],
    replies: { unmarked: [], silent: [] },
    left: 0,
    whole: true,
  })
  const { once, marked, lost } = ledger.replies
  expect(once + marked + lost.length).toBe(150)
  // The network was as bad as it was meant to be.
  const { twice = 0, again = 0, shuffled = 0 } = ledger.faults
  expect(twice + again + shuffled).toBeGreaterThan(5)
}, 180_000)

it('what a dead process had stored is handled before what its successor hears in the same chat', async () => {
  const standin = await startTelegram()
  onTestFinished(standin.stop)
  const dir = newDataDir()
  const unit = '县发改局'
  const person = standin.addPerson(unit, { started: true })
  const first = await startKillServer(dir, standin.root, standin.token)
  const { numbers = {} } = await first.ask({ seed: { [unit]: person.id } })
  await first.kill()
  const [number] = numbers[unit]!
  const own = await openDataDir(dir)
  if (own.kind === 'running') throw new Error('still served')
  const { db, close } = openDatabase({ socket: own.socket })
  await storeIncoming(db, {
    channel: 'telegram',
    incomingId: '1',
    chat: String(person.id),
    chatKind: 'single',
    sender: String(person.id),
    kind: 'text',
    text: `整改 ${number} 已更新`,
    quoted: null,
    files: [],
    receivedAt: '2021-06-04T01:00:00.000Z',
  })
  await close()
  await own.stop()
  await standin.says(person, `撤回 ${number}`)
  const second = await startKillServer(dir, standin.root, standin.token)
  onTestFinished(second.kill)
  await second.ask({ rest: true })
  expect(standin.seen(person.id).map(({ text }) => text)).toEqual([
    expect.stringContaining(`#${number} 已报`),
    expect.stringContaining(`#${number} 已撤回`),
  ])
}, 60_000)
