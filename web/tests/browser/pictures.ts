// Small real JPEGs: eight by eight pixels of one colour each, which needs but a few lines to encode.

/** What is in a picture. Two with other seeds have other bytes. */
export interface Picture {
  seed: number;
  width?: number;
  height?: number;
  /** When it was taken, local time: `2025:09:01 12:30:00`. */
  taken?: string;
  /** Bytes that follow the picture, so that the file has this size. They are the seed's own. */
  size?: number;
}

/** The bytes of a picture. */
export function jpeg({ seed, width = 64, height = 48, taken, size = 0 }: Picture): Uint8Array {
  const bytes = [
    ...[0xff, 0xd8],
    ...(taken ? segment(0xe1, exif(taken)) : []),
    ...segment(0xdb, [0, ...new Array<number>(64).fill(8)]),
    ...segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
    // How many bits the difference to the block before has: categories 0 to 8. And of details, that there are none.
    ...segment(0xc4, [0x00, 0, 1, 5, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
    ...segment(0xc4, [0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ...segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
    ...blocks(seed, Math.ceil(width / 8) * Math.ceil(height / 8)),
    ...[0xff, 0xd9],
  ];
  const whole = new Uint8Array(Math.max(size, bytes.length));
  const random = randoms(seed);
  for (let at = bytes.length; at < whole.length; at++) whole[at] = random();
  whole.set(bytes);
  return whole;
}

const segment = (marker: number, body: number[]) => [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];

/** Numbers from 0 to 255, the same for the same seed. */
function randoms(seed: number): () => number {
  let state = (seed * 2654435761 + 1) | 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 24;
  };
}

const CODES = ["00", "010", "011", "100", "101", "110", "1110", "11110", "111110"];

function blocks(seed: number, count: number): number[] {
  const random = randoms(seed);
  const before = [0, 0, 0];
  let bits = "";
  for (let block = 0; block < count; block++) {
    for (let part = 0; part < 3; part++) {
      const value = (random() >> 1) - 64;
      const difference = value - before[part]!;
      before[part] = value;
      const length = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
      const coded = difference < 0 ? difference + (1 << length) - 1 : difference;
      bits += CODES[length] + (length ? coded.toString(2).padStart(length, "0") : "") + "0";
    }
  }
  const bytes = (bits.padEnd(Math.ceil(bits.length / 8) * 8, "1").match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
  return bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte]));
}

function exif(taken: string): number[] {
  const short = (value: number) => [value & 255, value >> 8];
  const long = (value: number) => [...short(value & 0xffff), ...short(value >>> 16)];
  const text = [...Buffer.from(taken.padEnd(19).slice(0, 19), "latin1"), 0];
  // The first directory points to the second, and that to the time.
  const first = [...short(1), ...short(0x8769), ...short(4), ...long(1), ...long(26), ...long(0)];
  const second = [...short(1), ...short(0x9003), ...short(2), ...long(20), ...long(44), ...long(0)];
  return [...Buffer.from("Exif\0\0", "latin1"), ...Buffer.from("II*\0", "latin1"), ...long(8), ...first, ...second, ...text];
}
