import { onTestFinished } from 'vitest'

export interface StreamEvent {
  readonly event: string
  readonly id: string
  readonly data: string
}

export interface EventStream {
  readonly all: readonly StreamEvent[]
  /** Resolves with the first event, past or to come, that this is true of. */
  readonly until: (what: (event: StreamEvent) => boolean) => Promise<StreamEvent>
  readonly close: () => void
}

const parse = (part: string): StreamEvent => {
  const field = (name: string): string =>
    part
      .split('\n')
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2))
      .join('\n')
  return { event: field('event'), id: field('id'), data: field('data') }
}

/** Reads server-sent events as a browser would; closed after the test at the latest. */
export const openEvents = async (url: string, lastEventId?: string): Promise<EventStream> => {
  const aborter = new AbortController()
  onTestFinished(() => aborter.abort())
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const response = await fetch(url, { headers, signal: aborter.signal })
  if (response.status !== 200 || !response.body) throw new Error(`no stream: ${response.status}`)
  const all: StreamEvent[] = []
  const waiting = new Set<() => void>()
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    let rest = ''
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const parts = `${rest}${chunk}`.split('\n\n')
      rest = parts.pop() ?? ''
      all.push(...parts.map(parse))
      for (const look of waiting) look()
    }
  }
  read(response.body as ReadableStream<Uint8Array>).catch(() => {}) // it ends by being aborted
  return {
    all,
    close: () => aborter.abort(),
    until: (what) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = all.find(what)
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
  }
}
