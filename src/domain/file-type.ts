const signatures: readonly (readonly [string, readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['application/pdf', [0x25, 0x50, 0x44, 0x46]],
  ['application/zip', [0x50, 0x4b, 0x03, 0x04]],
]

/** What a file is by its first bytes; its name is only what somebody called it. */
export const fileType = (bytes: Uint8Array): string =>
  signatures.find(([, magic]) => magic.every((byte, at) => bytes[at] === byte))?.[0] ?? 'application/octet-stream'
