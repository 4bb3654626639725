import { inflateRawSync } from 'node:zlib'
import { FOLDED_TYPE } from '../html/folded.ts'

const FOLDED = new RegExp(`<script type="${FOLDED_TYPE}">([^<]*)</script>`, 'g')

/** A report as it is when every case and row has been opened. */
export const unfolded = (page: string): string =>
  page.replace(FOLDED, (_, base64: string) => inflateRawSync(Buffer.from(base64, 'base64')).toString())
