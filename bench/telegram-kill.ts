import { telegramKillRun } from '../test/support/telegram-kill.ts'

/** 1,500 commands through Telegram with twelve kill -9, on a network that drops, repeats and reorders; printed as a ledger. */
const [commands = 1500, kills = 12, people = 61] = process.argv.slice(2).map(Number)
const began = performance.now()
const seconds = (): number => Math.round((performance.now() - began) / 1000)
const ledger = await telegramKillRun({
  commands,
  kills,
  people,
  onProgress: (replies, nth) => console.log(`… ${seconds()} s: ${replies} answers of ${commands}, ${nth} kills`),
})
const { effects, replies, faults } = ledger
const spelled = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
const named = (some: readonly (string | number)[]): string => [some.length, ...some.slice(0, 20)].join(' ')

console.log(`${ledger.commands} commands of ${people} liaisons, kill -9 × ${ledger.kills}, in ${seconds()} s
faults of the network       ${spelled(faults)}
updates handed out again    ${ledger.redelivered}
effects once                ${effects.once}
        more than once      ${named(effects.again)}
        lost                ${named(effects.lost)}
chats out of order          ${named(ledger.disordered)}
answers once                ${replies.once}
        again, marked so    ${replies.marked}
        again, unmarked     ${named(replies.unmarked)}
        lost, both copies   ${named(replies.lost)}
        never sent          ${named(replies.silent)}
        rows by state       ${spelled(replies.states)}
told to slow down (429)     ${ledger.tooFast}
gave up waiting             ${ledger.gaveUp}
left over at the end        ${ledger.left}
record                      ${ledger.whole ? 'whole' : 'BROKEN'}`)
const wrong = [effects.again, effects.lost, ledger.disordered, replies.unmarked, replies.silent].flat().length
process.exitCode = wrong + ledger.left > 0 || !ledger.whole ? 1 : 0
