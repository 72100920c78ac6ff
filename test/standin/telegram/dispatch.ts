import type { IncomingMessage, ServerResponse } from 'node:http'

import { ApiError } from './api-error.ts'
import { methodOf } from './methods/index.ts'
import { integerOf, type Params } from './params.ts'
import type { FaultDeed } from './types.ts'
import { answer, answerHtml502, readParams } from './wire.ts'
import type { World } from './world.ts'

const usual: Readonly<Record<number, string>> = {
  400: 'Bad Request: chat not found',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  404: 'Not Found',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  500: 'Internal Server Error: restart',
}

const refusal = (deed: FaultDeed & { readonly kind: 'refuse' }): ApiError => {
  const { code, retryAfter = code === 429 ? 1 : undefined, description } = deed
  return new ApiError(
    code,
    description ??
      (retryAfter === undefined ? (usual[code] ?? 'Bad Request') : `Too Many Requests: retry after ${retryAfter}`),
    retryAfter === undefined ? undefined : { retry_after: retryAfter },
  )
}

/** Deeds that happen instead of the call. */
const instead = (deed: FaultDeed | undefined): boolean =>
  deed?.kind === 'refuse' ||
  deed?.kind === 'half-open' ||
  (deed?.kind === 'html502' && !deed.accepted) ||
  (deed?.kind === 'close' && deed.when !== 'after-accepting')

/** Answers calls of the API. */
export const createDispatch = (world: World) => {
  const { faults, refusals, calls, clock, changed } = world

  const note = (method: string, chat: number | undefined, error: ApiError, planned: boolean): void => {
    const retryAfter = error.parameters?.['retry_after']
    refusals.push({
      at: clock.now(),
      method,
      ...(chat !== undefined && { chat }),
      code: error.code,
      description: error.message,
      ...(retryAfter !== undefined && { retryAfter }),
      planned,
    })
    changed()
  }

  /** The result, or the error to answer with. */
  const run = async (name: string, params: Params, response: ServerResponse): Promise<unknown> => {
    const [method, act] = methodOf(name)!
    try {
      const onGone = (forget: () => void): void => void response.once('close', forget)
      return await act({ world, params, method, onGone })
    } catch (error) {
      return error instanceof ApiError ? error : new ApiError(500, `Internal Server Error: ${String(error)}`)
    }
  }

  const finish = (response: ServerResponse, outcome: unknown, deed: FaultDeed | undefined): void => {
    if (response.destroyed) return
    switch (deed?.kind) {
      case 'close':
        return void response.socket?.destroy()
      case 'half-open':
        return undefined
      case 'html502':
        return answerHtml502(response)
      case 'truncated':
        return answer(response, outcome, true)
      case 'late':
        return void clock.after(deed.ms, () => answer(response, outcome))
      case 'error500-accepted':
        return answer(response, new ApiError(500, 'Internal Server Error'))
      case 'refuse':
      case 'twice':
      case 'again':
      case 'shuffled':
      case undefined:
        return answer(response, outcome)
      default:
        return deed satisfies never
    }
  }

  /** `called` is the method as the client spells it. */
  return async (request: IncomingMessage, response: ServerResponse, called: string, query: URLSearchParams) => {
    const known = methodOf(called)
    if (!known) {
      note(called, undefined, new ApiError(404, 'Not Found: method not found'), false)
      return answer(response, new ApiError(404, 'Not Found: method not found'))
    }
    const [name] = known
    calls.set(name, (calls.get(name) ?? 0) + 1)
    if (faults.pick('head', name)) {
      changed()
      return void request.socket.destroy()
    }
    let params: Params
    try {
      params = await readParams(request, query)
    } catch (error) {
      // The client went away in the middle of its call, or what it wrote cannot be read.
      if (!(error instanceof ApiError)) return void response.destroy()
      note(name, undefined, error, false)
      return answer(response, error)
    }
    const chat = integerOf(params, 'chat_id')
    const deed = faults.pick('call', name, chat)
    const planned = deed?.kind === 'refuse' ? refusal(deed) : undefined
    const outcome = planned ?? (instead(deed) ? undefined : await run(name, params, response))
    if (outcome instanceof ApiError) note(name, chat, outcome, planned !== undefined)
    if (deed?.kind === 'html502') note(name, chat, new ApiError(502, 'Bad Gateway'), true)
    if (deed?.kind === 'error500-accepted') note(name, chat, new ApiError(500, 'Internal Server Error'), true)
    changed()
    return finish(response, outcome, deed)
  }
}
