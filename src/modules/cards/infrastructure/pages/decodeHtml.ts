/** How far into a page its own word for its encoding is looked for. Browsers look at 1,024. */
const prescanBytes = 4_096;
const charsetInMeta = /<meta[^>]+charset\s*=\s*["']?\s*([^\s"'/>;]+)/i;

/**
 * The text of a page, in the encoding that its first bytes, its header or its `<meta>` name, in this order, as browsers have it
 * (https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding). Where none of them says anything that is known: UTF-8 if it is
 * that, else windows-1252. What cannot be read is replaced by U+FFFD.
 */
export function decodeHtml(bytes: Uint8Array, charset: string | undefined): string {
  const decoder =
    decoderByMark(bytes) ??
    decoderOf(charset) ??
    decoderInMeta(bytes) ??
    (isUtf8(bytes) ? new TextDecoder() : new TextDecoder('windows-1252'));
  return decoder.decode(bytes);
}

function decoderByMark([first, second, third]: Uint8Array): TextDecoder | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder();
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be');
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  return undefined;
}

function decoderInMeta(bytes: Uint8Array): TextDecoder | undefined {
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, prescanBytes));
  const named = decoderOf(charsetInMeta.exec(beginning)?.[1]);
  // It could be read as ASCII, so it is none of these, whatever it says.
  return named?.encoding.startsWith('utf-16') ? new TextDecoder() : named;
}

/** Undefined for an encoding that nobody knows. */
function decoderOf(label: string | undefined): TextDecoder | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    // As a stream: the end may be cut off in the middle of a character.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
