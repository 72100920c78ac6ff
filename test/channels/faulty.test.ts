import { fallibleContract } from '../contracts/channel.ts'
import { createFaulty } from '../support/faulty-channel.ts'

// The channel that drives the delivery tests must itself keep the promise that delivery builds on.
fallibleContract('faulty', async () => {
  const channel = createFaulty()
  return {
    channel,
    chats: ['a', 'b'],
    seen: async (chat) => channel.ledger.filter(({ to }) => to === chat).map(({ text }) => ({ text, buttons: [] })),
    breakNext: (how) =>
      channel.script(
        'a',
        how === 'refuse' ? { kind: 'refused', retry: 'later', reason: '429' } : { kind: 'unknown', reason: 'no ack' },
      ),
    close: async () => {},
  }
})
