import { badRequest } from './api-error.ts'

export interface Upload {
  readonly name: string
  readonly bytes: Buffer
}

/** What one call asks for: typed values from JSON, strings from forms, files from multipart. */
export interface Params {
  readonly raw: Readonly<Record<string, unknown>>
  readonly files: ReadonlyMap<string, Upload>
}

/** A string; '' where there is none. */
export const textOf = ({ raw }: Params, name: string): string => {
  const value = raw[name]
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? `${value}` : ''
}

/** An integer, or undefined where there is none. */
export const integerOf = (params: Params, name: string): number | undefined => {
  const text = textOf(params, name).trim()
  return /^-?\d+$/.test(text) ? Number(text) : undefined
}

export const flagOf = (params: Params, name: string): boolean => /^(?:true|yes|1)$/i.test(textOf(params, name))

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A JSON value, written out or as a string; undefined where there is none. */
export const jsonOf = ({ raw }: Params, name: string, what: string): unknown => {
  const value = raw[name]
  if (typeof value !== 'string') return value ?? undefined
  if (value === '') return undefined
  try {
    return JSON.parse(value)
  } catch {
    throw badRequest(`can't parse ${what} JSON object`)
  }
}

/** Strings out of a JSON list; undefined where there is none. */
export const listOf = (params: Params, name: string): readonly string[] | undefined => {
  const value = jsonOf(params, name, name)
  if (value === undefined) return undefined
  if (!Array.isArray(value)) throw badRequest(`can't parse ${name}: expected an Array`)
  return value.filter((one) => typeof one === 'string')
}
