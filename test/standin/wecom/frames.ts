import type { Frame } from './types.ts'

/** A frame as the transcript keeps it. */
export const kept = (frame: unknown): unknown =>
  JSON.parse(
    JSON.stringify(frame, (key, value: unknown) => {
      if (key === 'secret') return '***'
      return key === 'base64_data' && typeof value === 'string' ? `<${value.length} characters>` : value
    }) ?? 'null',
  )

/** What this text says as JSON; the text itself where it is none. */
export const parse = (data: string): unknown => {
  try {
    return JSON.parse(data)
  } catch {
    // Not JSON: each reader has its own rule for that.
    return data
  }
}

export const isFrame = (value: unknown): value is Frame =>
  typeof (value as { headers?: { req_id?: unknown } } | null)?.headers?.req_id === 'string'
