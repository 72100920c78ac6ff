import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { html, raw } from 'hono/html'

import type { Html } from './render.ts'

const read = (name: string): string => readFileSync(join(import.meta.dirname, 'page', name), 'utf8')

const style = ['base.css', 'log.css', 'foot.css'].map(read).join('\n')

/** The modules of page/ as one script, each before those that import it: only our nonce may run, and nothing is loaded. */
const script = ['people.js', 'log.js', 'send.js', 'start.js']
  .map((name) =>
    read(name)
      .replaceAll(/^import [^']*'[^']*'\n/gm, '')
      .replaceAll(/^export /gm, ''),
  )
  .join('\n')

const clip = raw(
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M20 11.5 12 19.4a5.2 5.2 0 0 1-7.4-7.3l8.4-8.3a3.5 3.5 0 0 1 5 4.9l-8.3 8.2a1.7 1.7 0 0 1-2.5-2.4l7.3-7.2"/></svg>',
)
const arrow = raw('<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 20V5M5.5 11 12 4.5 18.5 11"/></svg>')

const picker = html`<dialog id="picker" aria-labelledby="picker-title">
  <div class="picker-head">
    <h1 id="picker-title" tabindex="-1" autofocus>您是谁?</h1>
    <button type="button" id="picker-close" class="plain" aria-label="关闭">✕</button>
  </div>
  <p class="hint">试用时可以是任何一个人。随时可换,消息都在。</p>
  <section id="recent" aria-label="最近用过"></section>
  <input id="search" type="search" placeholder="找单位:公安、卫健、麦市镇……" aria-label="找单位" autocomplete="off" />
  <div id="roles" role="group" aria-label="角色"></div>
  <ul id="people" aria-label="可以选择的人"></ul>
</dialog>`

/** The chat page of the trial; everything it needs is in it. */
export const chatPage = (nonce: string, clock: string): Html =>
  html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
        <meta name="theme-color" content="#17446f" />
        <title>督办机器人 · 本机试用</title>
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${raw(style)}
        </style>
      </head>
      <body>
        <header>
          <button type="button" id="who" aria-haspopup="dialog" title="换一个身份">
            <span id="who-badge" class="badge" aria-hidden="true"></span>
            <span id="who-name">请选择身份</span>
            <span id="unread" class="dot" hidden><span class="sr">其他身份有新消息</span></span>
            <span class="caret" aria-hidden="true">▾</span>
          </button>
          <div id="time">
            <output id="clock" aria-label="试用日期和时间">${clock}</output>
            <button type="button" id="next">下一个工作日 8:30</button>
          </div>
        </header>
        <main id="log" role="log" aria-live="polite" aria-label="聊天记录" tabindex="0">
          <noscript><p class="hint">本页需要启用 JavaScript。</p></noscript>
        </main>
        <button type="button" id="newer" hidden>↓ 新消息</button>
        <p id="trouble" role="alert" hidden></p>
        <footer>
          <div id="quick" role="group" aria-label="常用命令"></div>
          <ul id="attached" aria-label="要发送的文件"></ul>
          <form id="say">
            <button type="button" id="attach" class="plain" aria-label="选择文件">${clip}</button>
            <input id="file" type="file" multiple hidden />
            <textarea
              id="text"
              rows="1"
              placeholder="说一句话,或粘贴通报全文"
              aria-label="要说的话:回车发送,Shift+回车换行"
              enterkeyhint="send"
            ></textarea>
            <button type="submit" id="send" aria-label="发送">${arrow}</button>
          </form>
        </footer>
        ${picker}
        <script nonce="${nonce}">
          ${raw(`{${script}}`)}
        </script>
      </body>
    </html>`
