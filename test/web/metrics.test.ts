import { expect, it } from 'vitest'

import { prometheusText } from '#src/web/prometheus.ts'

import { trialWeb } from '../support/web.ts'

it('counts what waits, what went out, and what ran', async () => {
  const { web, db, app, say } = await trialWeb({
    channels: () => ({ local: { connected: true }, telegram: { connected: false } }),
    now: () => '2021-06-04T01:10:00.000Z',
  })
  await say({ as: '县政府督查室:officer', text: '答 1 是' })
  await say({ as: '县政府督查室:officer', text: '发布 891' })
  await db.updateTable('message').set({ state: 'queued' }).where('key', 'like', 'digest/%').execute()
  const response = await web.request('/metrics')
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  const lines = (await response.text()).split('\n')
  for (const line of [
    'duban_database_up 1',
    'duban_queue_messages{lane="bulk",state="queued"} 66',
    'duban_queue_messages{lane="answer",state="sending"} 0',
    'duban_queue_oldest_unsent_seconds 600',
    'duban_messages_total{state="sent"} 2',
    'duban_messages_total{state="phone"} 0',
    'duban_inbox_unhandled 0',
    'duban_lease_held 1',
    'duban_record_rows_total 2',
    'duban_channel_connected{channel="telegram"} 0',
  ]) {
    expect(lines).toContain(line)
  }
  expect(lines.find((line) => line.startsWith('process_resident_memory_bytes '))).toMatch(/ \d{7,}$/)
  // Every line is one of the three kinds there are.
  expect(
    lines.filter((line) => !/^(# (HELP|TYPE) \w+ .+|\w+({\w+="[^"]*"(,\w+="[^"]*")*})? -?[\d.e+]+|)$/.test(line)),
  ).toEqual([])
  await app.stop()
})

it('answers also without its database, and says so', async () => {
  const { web, close, app } = await trialWeb()
  await app.stop()
  await close()
  const text = await (await web.request('/metrics')).text()
  expect(text).toContain('duban_database_up 0')
  expect(text).not.toContain('duban_queue')
})

it('escapes a label', () => {
  const metric = { name: 'x', type: 'gauge', help: 'X', samples: [{ labels: { a: 'b"\\\n' }, value: 1 }] } as const
  expect(prometheusText([metric])).toBe('# HELP x X\n# TYPE x gauge\nx{a="b\\"\\\\\\n"} 1\n')
})
