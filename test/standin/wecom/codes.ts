/**
 * The errcodes this gateway answers with. D: in the documents; O: seen by operators; U: nobody published it, assumed.
 * Replace any of them by the option `codes`.
 */
export const codes = {
  /** O: wrong bot id or secret; the socket stays open. */
  badSecret: 853000,
  /** O: unknown, stale or foreign req_id; a reply of the wrong kind for its callback. */
  badReqId: 846605,
  /** O: the req_id has had its card. */
  answered: 846606,
  /** D/O: 30 a minute or 1,000 an hour of one conversation; U for the whole bot. */
  tooOften: 846607,
  /** O: the stream is finished or too old. */
  streamOver: 846608,
  /** O: no subscription on this connection. */
  notSubscribed: 846609,
  /** D: no such user or group. */
  badChat: 93006,
  /** D: the bot is not in the group. */
  notInGroup: 93008,
  /** U: nobody has written to the bot in this conversation yet. */
  locked: 93006,
  /** U: a cmd the gateway does not know. */
  badCmd: 40008,
  /** U: content over 20,480 bytes, a card or body against its rules. */
  badBody: 40058,
  /** U: a task_id that was used before. */
  taskUsed: 42014,
  /** U: a welcome or card update later than five seconds after its event. */
  tooLate: 846605,
  /** U: a media id that is unknown, older than three days, or of another type. */
  badMedia: 40007,
  /** U: an upload that is unknown, incomplete, over its size, or whose md5 differs. */
  badUpload: 40009,
} as const satisfies Record<string, number>

export type Codes = { readonly [Name in keyof typeof codes]: number }
