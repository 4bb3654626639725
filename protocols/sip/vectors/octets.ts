/**
 * The octets of a message written down for reading: a leading line end is dropped, every line end becomes CRLF.
 * `<<HH HH>>` stands for octets in hexadecimal, so that a vector can hold what no editor shows.
 */
export function octetsOf(text: string): Buffer {
  const wire = text.replace(/^\n/, '').replace(/\r?\n/g, '\r\n')
  const parts = wire.split(/<<([0-9A-F ]+)>>/)
  return Buffer.concat(
    parts.map((part, i) => Buffer.from(part.replace(i % 2 ? / /g : /$^/, ''), i % 2 ? 'hex' : 'utf8')),
  )
}
