import { deflateRawSync } from 'node:zlib'
import { markup, verbatim, type Html } from './template.ts'

/** The type of the script that holds folded mark-up: browsers neither run nor show it. Keep in step with `page/fold.js`. */
export const FOLDED_TYPE = 'application/x-deflate'

/**
 * Mark-up that waits, compressed (RFC 1951, base64), until the section around it is opened: so a report of ten thousand
 * cases is small on disk, and its first view is not held up by what nobody has asked for yet.
 */
export const folded = (content: Html): Html =>
  markup`<script type="${FOLDED_TYPE}">${verbatim(deflateRawSync(content.text).toString('base64'))}</script>`
