const plain = /^[A-Za-z0-9\-_.!~*'()&=+$,;?/]$/

/** The octets that a user, parameter or header of a URI stands for: each `%HH` undone (RFC 3261 §19.1.2). */
export function unescapeOctets(text: string): Buffer {
  if (!text.includes('%')) return Buffer.from(text, 'utf8')
  const octets = Buffer.from(text, 'utf8')
  let length = 0
  for (let i = 0; i < octets.length; i++) {
    const hex = octets[i] === 0x25 ? octets.toString('latin1', i + 1, i + 3) : ''
    const escaped = /^[0-9A-Fa-f]{2}$/.test(hex)
    octets[length++] = escaped ? parseInt(hex, 16) : (octets[i] ?? 0)
    if (escaped) i += 2
  }
  return octets.subarray(0, length)
}

/** A SIP `user` for these octets: what may not stand raw is written as `%HH` in upper case (RFC 3261 §25.1 `user`). */
export function escapeUser(user: Buffer | string): string {
  let text = ''
  for (const octet of typeof user === 'string' ? Buffer.from(user, 'utf8') : user) {
    const character = String.fromCharCode(octet)
    text += plain.test(character) ? character : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return text
}
