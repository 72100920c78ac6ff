import { killRun } from '../test/support/kill-run.ts'

/** kill -9, fifty times, during commands, mornings and broadcasts; printed as a ledger. */
const kills = Number(process.argv[2] ?? 50)
const began = performance.now()
const ledger = await killRun(kills, (round) => round % 10 === 0 && console.log(`… ${round}/${kills}`))
console.log(`kill -9 × ${ledger.kills} in ${Math.round((performance.now() - began) / 1000)} s`)
console.log(`answered commands   ${ledger.acknowledged}, lost ${ledger.lost.length} ${ledger.lost.join(' ')}`)
console.log(`messages sent once  ${ledger.once}`)
console.log(`twice, marked so    ${ledger.marked}`)
console.log(`twice, unmarked     ${ledger.unmarked.length} ${ledger.unmarked.join(' ')}`)
console.log(
  `rows by state       ${Object.entries(ledger.states)
    .map(([state, n]) => `${state} ${n}`)
    .join(', ')}`,
)
process.exitCode = ledger.lost.length + ledger.unmarked.length > 0 ? 1 : 0
