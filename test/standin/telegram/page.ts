import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'

import { act, isDeed } from './page-acts.ts'
import type { Group, Person, Said, TelegramStandin } from './types.ts'

export interface Stage {
  readonly standin: TelegramStandin
  readonly people: Person[]
  readonly groups: { readonly group: Group; readonly members: readonly Person[] }[]
  readonly blocked: Set<number>
}

const parts: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['page.html', 'text/html; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
}

const shown = ({ file, ...said }: Said): unknown => ({
  ...said,
  ...(file && { file: { kind: file.kind, name: file.name, size: file.bytes.length, id: file.fileId } }),
})

/** All that the page shows. */
const stateOf = ({ standin, people, groups, blocked }: Stage): unknown => ({
  bot: standin.bot,
  now: standin.now(),
  polling: standin.polling(),
  pending: standin.pending(),
  webhook: standin.webhook(),
  sent: standin.ledger.length,
  refused: standin.refusals.length,
  lastRefusal: standin.refusals.at(-1),
  faults: standin.faults.counts(),
  lastAnswer: standin.answers.at(-1),
  chats: [
    ...people.map((person) => ({
      id: person.id,
      title: person.name,
      members: [person],
      blocked: blocked.has(person.id),
      menu: standin.menuOf(person),
      messages: standin.transcript(person.id).map(shown),
    })),
    ...groups.map(({ group, members }) => ({
      id: group.id,
      title: group.title,
      members,
      blocked: false,
      menu: standin.menuOf(members[0]!, { group }),
      messages: standin.transcript(group.id).map(shown),
    })),
  ],
})

const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(value))
}

/** Tells every change, at most ten times a second. */
const stream = ({ standin }: Stage, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write('data: change\n\n')
  let timer: NodeJS.Timeout | undefined
  const unwatch = standin.watch(() => {
    timer ??= setTimeout(() => {
      timer = undefined
      response.write('data: change\n\n')
    }, 100)
  })
  response.once('close', () => {
    clearTimeout(timer)
    unwatch()
  })
}

const giveFile = ({ standin, people, groups }: Stage, id: string, response: ServerResponse): void => {
  const chats = [...people, ...groups.map(({ group }) => group)]
  const file = chats.flatMap((chat) => standin.transcript(chat.id)).find((said) => said.file?.fileId === id)?.file
  if (!file) return json(response, { error: '没有这个文件' }, 404)
  // Shown as a picture or saved, never run: whatever a person attached.
  response.writeHead(200, {
    'content-type': file.kind === 'photo' ? 'image/png' : 'application/octet-stream',
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
  })
  response.end(file.bytes)
}

const takeAct = async (stage: Stage, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  try {
    const deed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    if (!isDeed(deed)) throw new Error('没有这样的动作')
    json(response, { update: await act(stage, deed) })
  } catch (error) {
    // Told on the page.
    json(response, { error: error instanceof Error ? error.message : String(error) }, 400)
  }
}

/** What serve.ts hands to `other`: the page, and what it asks for. */
export const createPage =
  (stage: Stage) =>
  (request: IncomingMessage, response: ServerResponse): boolean => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const part = parts[pathname]
    if (part) {
      response.writeHead(200, { 'content-type': part[1] })
      response.end(readFileSync(join(import.meta.dirname, 'page', part[0])))
    } else if (pathname === '/play/state') json(response, stateOf(stage))
    else if (pathname === '/play/events') stream(stage, response)
    else if (pathname.startsWith('/play/file/')) giveFile(stage, pathname.slice('/play/file/'.length), response)
    else if (pathname === '/play/act' && request.method === 'POST') void takeAct(stage, request, response)
    else return false
    return true
  }
