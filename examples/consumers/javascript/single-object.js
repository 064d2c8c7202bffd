// Avro's single-object encoding: C3 01, the writer's schema by its fingerprint, the body.
import {readdirSync, readFileSync} from 'node:fs';
import avro from 'avsc';

const HISTORY = new URL('../../../schemas/src/main/resources/avro-history/', import.meta.url);
const EMPTY = 0xc15d213aa4d7a795n;
const TABLE = Array.from({length: 256}, (_, byte) => {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) crc = (crc >> 1n) ^ (EMPTY & -(crc & 1n));
  return crc;
});

/** CRC-64-AVRO of a schema in parsing canonical form, as the eight bytes of the header, in hexadecimal. */
export function fingerprint(canonical) {
  let crc = EMPTY;
  for (const byte of Buffer.from(canonical)) crc = (crc >> 8n) ^ TABLE[Number((crc ^ BigInt(byte)) & 0xffn)];
  const header = Buffer.alloc(8);
  header.writeBigUInt64LE(crc);
  return header.toString('hex');
}

/** Longs as numbers where they are exact, which counts and milliseconds are. */
const LONGS = avro.types.LongType.__with({
  fromBuffer: (buffer) => Number(buffer.readBigInt64LE()),
  toBuffer: (number) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(BigInt(number));
    return buffer;
  },
  fromJSON: Number, toJSON: Number,
  isValid: Number.isSafeInteger,
  compare: (one, other) => one - other,
});

/** Every version of an event that topics may hold: the folder avro-history/NAME, whose files are in canonical form. */
export class Schemas {
  constructor(event) {
    const folder = new URL(event + '/', HISTORY);
    this.versions = new Map(readdirSync(folder).map((file) => {
      const canonical = readFileSync(new URL(file, folder), 'utf8').trim();
      return [fingerprint(canonical), avro.Type.forSchema(JSON.parse(canonical), {registry: {long: LONGS}})];
    }));
  }

  /** A record, as the version that wrote it has it. */
  decode(value) {
    if (value.length < 10 || value.readUInt16BE(0) !== 0xc301) {
      throw new Error('not in single-object encoding; with a schema registry see docs/topics.md');
    }
    const writer = this.versions.get(value.toString('hex', 2, 10));
    if (!writer) throw new Error('written with a schema that is not in avro-history: get the newest');
    return writer.fromBuffer(value.subarray(10));
  }
}
