import { html } from 'hono/html'

import type { Line } from '#db/transcript.ts'
import { timeAt } from '#src/domain/instant.ts'
import type { Block, FileRef, Message } from '#src/domain/message.ts'

/** What hono/html makes: text in which every value was escaped. */
export type Html = ReturnType<typeof html>

const none = html``

const size = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} 字节`
    : bytes < 1024 * 1024
      ? `${Math.ceil(bytes / 1024)} KB`
      : `${(bytes / 1048576).toFixed(1)} MB`

const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** Shown in the page itself; anything else is only downloaded. */
export const isPicture = (type: string): boolean => pictures.has(type)

const file = (chat: string, { sha256, name, type, size: bytes }: FileRef): Html => {
  const address = `/chat/file/${sha256}?as=${encodeURIComponent(chat)}`
  return isPicture(type)
    ? html`<a class="picture" href="${address}" target="_blank"
        ><img src="${address}" alt="${name}" loading="lazy"
      /></a>`
    : html`<a class="file" href="${address}" download="${name}"><b>${name}</b><small>${size(bytes)}</small></a>`
}

const row = (cells: readonly string[]): Html =>
  html`<tr>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`

const block = (chat: string, it: Block): Html => {
  switch (it.kind) {
    case 'text':
      return html`<p>${it.text}</p>`
    case 'quote':
      return html`<blockquote>${it.text}</blockquote>`
    case 'list':
      return html`${it.title === undefined ? none : html`<h3>${it.title}</h3>`}
        <ul>
          ${it.lines.map((line) => html`<li>${line}</li>`)}
        </ul>`
    case 'table':
      return html`<div class="table" tabindex="0" role="group" aria-label="表格,可左右滑动">
        <table>
          <thead>
            <tr>
              ${it.head.map((cell) => html`<th scope="col">${cell}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${it.rows.map(row)}
          </tbody>
        </table>
      </div>`
    case 'file':
      return file(chat, it.file)
    default:
      return it satisfies never
  }
}

const chips = ({ buttons = [] }: Message): Html =>
  buttons.length === 0
    ? none
    : html`<div class="chips">
        ${buttons.map(
          ({ label, says }) =>
            html`<button type="button" class="chip" data-says="${says}" title="${says}">${label}</button>`,
        )}
      </div>`

/** A message of the bot: its body and its buttons. */
export const messageHtml = (chat: string, message: Message): Html =>
  html`${message.title === undefined ? none : html`<h2>${message.title}</h2>`}${message.blocks.map((it) => block(chat, it))}`

/** A pasted book is shown from its beginning; the record has all of it. */
const shownLength = 20_000

const saidText = (said: string): Html => {
  if (said === '') return none
  if (said.length <= shownLength) return html`<p>${said}</p>`
  return html`<p>${said.slice(0, shownLength)}……</p>
    <small>(共 ${said.length} 字,只显示开头)</small>`
}

/** One line of the transcript as it stands in the page. Nothing a user or a circular wrote is markup here. */
export const lineHtml = (chat: string, line: Line): Html => {
  const time = html`<time>${timeAt(line.at)}</time>`
  if (line.by === 'user') {
    return html`<div class="bubble">${saidText(line.text)}${line.files.map((it) => file(chat, it))}</div>
      ${time}`
  }
  const doubt = line.state === 'unknown' ? html`<small class="doubt">不确定是否送达</small>` : none
  return html`<div class="bubble">${messageHtml(chat, line.body)}</div>
    ${chips(line.body)}${doubt}${time}`
}
