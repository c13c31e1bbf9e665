import { createRequire as cr } from 'module';

const require = cr(import.meta.url);

// node_modules/.pnpm/@bufbuild+protobuf@2.17.0/node_modules/@bufbuild/protobuf/dist/esm/wire/varint.js
function varint64read() {
  const buf = this.buf;
  let pos = this.pos;
  let lo = 0;
  let hi = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const b = buf[pos++];
    lo |= (b & 127) << shift;
    if ((b & 128) == 0) {
      this.pos = pos;
      this.assertBounds();
      this.varint64Lo = lo;
      this.varint64Hi = hi;
      return;
    }
  }
  const middleByte = buf[pos++];
  lo |= (middleByte & 15) << 28;
  hi = (middleByte & 112) >> 4;
  if ((middleByte & 128) == 0) {
    this.pos = pos;
    this.assertBounds();
    this.varint64Lo = lo;
    this.varint64Hi = hi;
    return;
  }
  for (let shift = 3; shift <= 31; shift += 7) {
    const b = buf[pos++];
    hi |= (b & 127) << shift;
    if ((b & 128) == 0) {
      this.pos = pos;
      this.assertBounds();
      this.varint64Lo = lo;
      this.varint64Hi = hi;
      return;
    }
  }
  throw new Error('invalid varint');
}
var TWO_PWR_32_DBL = 4294967296;
function int64FromString(dec) {
  const minus = dec[0] === '-';
  if (minus) {
    dec = dec.slice(1);
  }
  const base = 1e6;
  let lowBits = 0;
  let highBits = 0;
  function add1e6digit(begin, end) {
    const digit1e6 = Number(dec.slice(begin, end));
    highBits *= base;
    lowBits = lowBits * base + digit1e6;
    if (lowBits >= TWO_PWR_32_DBL) {
      highBits = highBits + ((lowBits / TWO_PWR_32_DBL) | 0);
      lowBits = lowBits % TWO_PWR_32_DBL;
    }
  }
  add1e6digit(-24, -18);
  add1e6digit(-18, -12);
  add1e6digit(-12, -6);
  add1e6digit(-6);
  return minus ? negate(lowBits, highBits) : newBits(lowBits, highBits);
}
function int64ToString(lo, hi) {
  let bits = newBits(lo, hi);
  const negative = bits.hi & 2147483648;
  if (negative) {
    bits = negate(bits.lo, bits.hi);
  }
  const result = uInt64ToString(bits.lo, bits.hi);
  return negative ? '-' + result : result;
}
function uInt64ToString(lo, hi) {
  ({ lo, hi } = toUnsigned(lo, hi));
  if (hi <= 2097151) {
    return String(TWO_PWR_32_DBL * hi + lo);
  }
  const low = lo & 16777215;
  const mid = ((lo >>> 24) | (hi << 8)) & 16777215;
  const high = (hi >> 16) & 65535;
  let digitA = low + mid * 6777216 + high * 6710656;
  let digitB = mid + high * 8147497;
  let digitC = high * 2;
  const base = 1e7;
  if (digitA >= base) {
    digitB += Math.floor(digitA / base);
    digitA %= base;
  }
  if (digitB >= base) {
    digitC += Math.floor(digitB / base);
    digitB %= base;
  }
  return digitC.toString() + decimalFrom1e7WithLeadingZeros(digitB) + decimalFrom1e7WithLeadingZeros(digitA);
}
function toUnsigned(lo, hi) {
  return { lo: lo >>> 0, hi: hi >>> 0 };
}
function newBits(lo, hi) {
  return { lo: lo | 0, hi: hi | 0 };
}
function negate(lowBits, highBits) {
  highBits = ~highBits;
  if (lowBits) {
    lowBits = ~lowBits + 1;
  } else {
    highBits += 1;
  }
  return newBits(lowBits, highBits);
}
var decimalFrom1e7WithLeadingZeros = (digit1e7) => {
  const partial = String(digit1e7);
  return '0000000'.slice(partial.length) + partial;
};
function varint32read() {
  let b = this.buf[this.pos++];
  if ((b & 128) === 0) {
    this.assertBounds();
    return b;
  }
  let result = b & 127;
  b = this.buf[this.pos++];
  result |= (b & 127) << 7;
  if ((b & 128) === 0) {
    this.assertBounds();
    return result;
  }
  b = this.buf[this.pos++];
  result |= (b & 127) << 14;
  if ((b & 128) === 0) {
    this.assertBounds();
    return result;
  }
  b = this.buf[this.pos++];
  result |= (b & 127) << 21;
  if ((b & 128) === 0) {
    this.assertBounds();
    return result;
  }
  b = this.buf[this.pos++];
  result |= (b & 15) << 28;
  for (let readBytes = 5; (b & 128) !== 0 && readBytes < 10; readBytes++) b = this.buf[this.pos++];
  if ((b & 128) !== 0) throw new Error('invalid varint');
  this.assertBounds();
  return result >>> 0;
}

// node_modules/.pnpm/@bufbuild+protobuf@2.17.0/node_modules/@bufbuild/protobuf/dist/esm/proto-int64.js
var protoInt64 = /* @__PURE__ */ makeInt64Support();
function makeInt64Support() {
  const dv = new DataView(new ArrayBuffer(8));
  const ok =
    typeof BigInt === 'function' &&
    typeof dv.getBigInt64 === 'function' &&
    typeof dv.getBigUint64 === 'function' &&
    typeof dv.setBigInt64 === 'function' &&
    typeof dv.setBigUint64 === 'function' &&
    (!!globalThis.Deno ||
      !!globalThis.Bun ||
      typeof process != 'object' ||
      typeof process.env != 'object' ||
      process.env.BUF_BIGINT_DISABLE !== '1');
  if (ok) {
    const MIN = BigInt('-9223372036854775808');
    const MAX = BigInt('9223372036854775807');
    const UMIN = BigInt('0');
    const UMAX = BigInt('18446744073709551615');
    return {
      zero: BigInt(0),
      supported: true,
      parse(value) {
        const bi = typeof value == 'bigint' ? value : BigInt(value);
        if (bi > MAX || bi < MIN) {
          throw new Error(`invalid int64: ${value}`);
        }
        return bi;
      },
      uParse(value) {
        const bi = typeof value == 'bigint' ? value : BigInt(value);
        if (bi > UMAX || bi < UMIN) {
          throw new Error(`invalid uint64: ${value}`);
        }
        return bi;
      },
      enc(value) {
        dv.setBigInt64(0, this.parse(value), true);
        return {
          lo: dv.getInt32(0, true),
          hi: dv.getInt32(4, true),
        };
      },
      uEnc(value) {
        dv.setBigInt64(0, this.uParse(value), true);
        return {
          lo: dv.getInt32(0, true),
          hi: dv.getInt32(4, true),
        };
      },
      dec(lo, hi) {
        dv.setInt32(0, lo, true);
        dv.setInt32(4, hi, true);
        return dv.getBigInt64(0, true);
      },
      uDec(lo, hi) {
        dv.setInt32(0, lo, true);
        dv.setInt32(4, hi, true);
        return dv.getBigUint64(0, true);
      },
    };
  }
  return {
    zero: '0',
    supported: false,
    parse(value) {
      if (typeof value != 'string') {
        value = value.toString();
      }
      assertInt64String(value);
      return value;
    },
    uParse(value) {
      if (typeof value != 'string') {
        value = value.toString();
      }
      assertUInt64String(value);
      return value;
    },
    enc(value) {
      if (typeof value != 'string') {
        value = value.toString();
      }
      assertInt64String(value);
      return int64FromString(value);
    },
    uEnc(value) {
      if (typeof value != 'string') {
        value = value.toString();
      }
      assertUInt64String(value);
      return int64FromString(value);
    },
    dec(lo, hi) {
      return int64ToString(lo, hi);
    },
    uDec(lo, hi) {
      return uInt64ToString(lo, hi);
    },
  };
}
function assertInt64String(value) {
  if (!/^-?[0-9]+$/.test(value)) {
    throw new Error('invalid int64: ' + value);
  }
}
function assertUInt64String(value) {
  if (!/^[0-9]+$/.test(value)) {
    throw new Error('invalid uint64: ' + value);
  }
}

// node_modules/.pnpm/@bufbuild+protobuf@2.17.0/node_modules/@bufbuild/protobuf/dist/esm/wire/text-encoding.js
var te;
function configureTextEncoding(textEncoding) {
  var _a;
  te = Object.assign(Object.assign({}, textEncoding), {
    encodeUtf8Into:
      (_a = textEncoding.encodeUtf8Into) !== null && _a !== void 0
        ? _a
        : emulateEncodeInto(textEncoding.encodeUtf8.bind(textEncoding)),
  });
}
function getTextEncoding() {
  if (!te) {
    const globals = globalThis;
    if (!globals.TextEncoder || !globals.TextDecoder) {
      throw new Error('encoding API missing: install TextEncoder and TextDecoder on globalThis');
    }
    const textEncoder = new globals.TextEncoder();
    const textDecoder = new globals.TextDecoder('utf-8', {
      ignoreBOM: true,
    });
    let textDecoderStrict;
    const config = {
      encodeUtf8(text) {
        return textEncoder.encode(text);
      },
      decodeUtf8(bytes, strict) {
        if (strict) {
          if (!textDecoderStrict) {
            textDecoderStrict = new globals.TextDecoder('utf-8', {
              fatal: true,
              ignoreBOM: true,
            });
          }
          return textDecoderStrict.decode(bytes);
        }
        return textDecoder.decode(bytes);
      },
      checkUtf8(text) {
        try {
          encodeURIComponent(text);
          return true;
        } catch (_) {
          return false;
        }
      },
    };
    if (textEncoder.encodeInto) {
      config.encodeUtf8Into = textEncoder.encodeInto.bind(textEncoder);
    }
    const nativeStringIsWellFormed = String.prototype.isWellFormed;
    if (nativeStringIsWellFormed) {
      config.checkUtf8 = (text) => {
        return nativeStringIsWellFormed.call(text);
      };
    }
    configureTextEncoding(config);
  }
  return te;
}
function emulateEncodeInto(encodeUtf8) {
  return (text, dest) => {
    const bytes = encodeUtf8(text);
    dest.set(bytes);
    return { written: bytes.byteLength };
  };
}

// node_modules/.pnpm/@bufbuild+protobuf@2.17.0/node_modules/@bufbuild/protobuf/dist/esm/wire/binary-encoding.js
var WireType;
((WireType2) => {
  WireType2[(WireType2['Varint'] = 0)] = 'Varint';
  WireType2[(WireType2['Bit64'] = 1)] = 'Bit64';
  WireType2[(WireType2['LengthDelimited'] = 2)] = 'LengthDelimited';
  WireType2[(WireType2['StartGroup'] = 3)] = 'StartGroup';
  WireType2[(WireType2['EndGroup'] = 4)] = 'EndGroup';
  WireType2[(WireType2['Bit32'] = 5)] = 'Bit32';
})(WireType || (WireType = {}));
var UINT32_MAX = 4294967295;
var INT32_MAX = 2147483647;
var INT32_MIN = -2147483648;
var BinaryWriter = class {
  constructor(encodeUtf8) {
    this.stackPos = [];
    this.encodeUtf8Into = encodeUtf8 ? emulateEncodeInto(encodeUtf8) : getTextEncoding().encodeUtf8Into;
    this.buffer = EMPTY_BUFFER;
    this.viewCache = EMPTY_VIEW;
    this.pos = 0;
  }
  ensureCapacity(size) {
    const required = this.pos + size;
    if (required > this.buffer.length) {
      let newLen = this.buffer.length || INITIAL_SIZE;
      while (newLen < required) newLen *= 2;
      const newBuf = new Uint8Array(newLen);
      if (this.pos > 0) newBuf.set(this.buffer);
      this.buffer = newBuf;
    }
  }
  /**
   * The DataView over `buffer`, rebuilt only if the buffer has grown since it
   * was last used.
   */
  view() {
    const bytes = this.buffer;
    const view = this.viewCache;
    if (view.byteLength === bytes.byteLength) return view;
    const newView = new DataView(bytes.buffer);
    this.viewCache = newView;
    return newView;
  }
  /**
   * Return all bytes written and reset this writer.
   */
  finish() {
    const result = this.buffer.slice(0, this.pos);
    this.pos = 0;
    this.stackPos = [];
    return result;
  }
  /**
   * Start a new fork for length-delimited data like a message
   * or a packed repeated field.
   *
   * Must be joined later with `join()`.
   */
  fork() {
    this.stackPos.push(this.pos);
    this.ensureCapacity(DEFAULT_LEN_PREFIX_SIZE);
    this.buffer[this.pos++] = 0;
    return this;
  }
  /**
   * Join the last fork. Write its length and bytes, then
   * return to the previous state.
   */
  join() {
    const forkPos = this.stackPos.pop();
    if (forkPos === void 0) throw new Error('invalid state, fork stack empty');
    const len = this.pos - forkPos - DEFAULT_LEN_PREFIX_SIZE;
    const lenPrefixSize = varint32Size(len);
    if (lenPrefixSize > DEFAULT_LEN_PREFIX_SIZE) {
      this.ensureCapacity(lenPrefixSize - DEFAULT_LEN_PREFIX_SIZE);
      this.buffer.copyWithin(forkPos + lenPrefixSize, forkPos + DEFAULT_LEN_PREFIX_SIZE, this.pos);
    }
    this.pos = forkPos;
    this.uint32(len);
    this.pos += len;
    return this;
  }
  /**
   * Writes a tag (field number and wire type).
   *
   * Equivalent to `uint32( (fieldNo << 3 | type) >>> 0 )`.
   *
   * Generated code should compute the tag ahead of time and call `uint32()`.
   */
  tag(fieldNo, type) {
    return this.uint32(((fieldNo << 3) | type) >>> 0);
  }
  /**
   * Write a chunk of raw bytes.
   */
  raw(chunk) {
    this.ensureCapacity(chunk.length);
    this.buffer.set(chunk, this.pos);
    this.pos += chunk.length;
    return this;
  }
  /**
   * Write a `uint32` value, an unsigned 32 bit varint.
   */
  uint32(value) {
    assertUInt32(value);
    this.ensureCapacity(5);
    if (value < 128) {
      this.buffer[this.pos++] = value;
      return this;
    }
    while (value > 127) {
      this.buffer[this.pos++] = (value & 127) | 128;
      value >>>= 7;
    }
    this.buffer[this.pos++] = value;
    return this;
  }
  /**
   * Write a `int32` value, a signed 32 bit varint.
   */
  int32(value) {
    assertInt32(value);
    if (value >= 0) {
      return this.uint32(value);
    }
    this.ensureCapacity(10);
    for (let i = 0; i < 9; i++) {
      this.buffer[this.pos++] = (value & 127) | 128;
      value >>= 7;
    }
    this.buffer[this.pos++] = 1;
    return this;
  }
  /**
   * Write a `bool` value, a varint.
   */
  bool(value) {
    this.ensureCapacity(1);
    this.buffer[this.pos++] = value ? 1 : 0;
    return this;
  }
  /**
   * Write a `bytes` value, length-delimited arbitrary data.
   */
  bytes(value) {
    this.uint32(value.byteLength);
    return this.raw(value);
  }
  /**
   * Write a `string` value, length-delimited data converted to UTF-8 text.
   */
  string(value) {
    if (typeof value !== 'string') {
      value = String(value);
    }
    const len = value.length;
    if (len <= ASCII_MAX_LENGTH) {
      this.ensureCapacity(len + 1);
      const ascii = this.buffer;
      let pos = this.pos;
      ascii[pos++] = len;
      let i = 0;
      for (; i < len; i++) {
        const code = value.charCodeAt(i);
        if (code > 127) break;
        ascii[pos++] = code;
      }
      if (i == len) {
        this.pos = pos;
        return this;
      }
    }
    this.ensureCapacity(len * 3 + 5);
    const lenPrefixSizeGuess = varint32Size(len);
    const buf = this.buffer;
    const start = this.pos;
    const { written } = this.encodeUtf8Into(value, buf.subarray(start + lenPrefixSizeGuess));
    const lenPrefixSize = varint32Size(written);
    if (lenPrefixSize != lenPrefixSizeGuess) {
      buf.copyWithin(start + lenPrefixSize, start + lenPrefixSizeGuess, start + lenPrefixSizeGuess + written);
    }
    this.uint32(written);
    this.pos += written;
    return this;
  }
  /**
   * Write a `float` value, 32-bit floating point number.
   */
  float(value) {
    assertFloat32(value);
    this.ensureCapacity(4);
    this.view().setFloat32(this.pos, value, true);
    this.pos += 4;
    return this;
  }
  /**
   * Write a `double` value, a 64-bit floating point number.
   */
  double(value) {
    this.ensureCapacity(8);
    this.view().setFloat64(this.pos, value, true);
    this.pos += 8;
    return this;
  }
  /**
   * Write a `fixed32` value, an unsigned, fixed-length 32-bit integer.
   */
  fixed32(value) {
    assertUInt32(value);
    this.ensureCapacity(4);
    this.view().setUint32(this.pos, value, true);
    this.pos += 4;
    return this;
  }
  /**
   * Write a `sfixed32` value, a signed, fixed-length 32-bit integer.
   */
  sfixed32(value) {
    assertInt32(value);
    this.ensureCapacity(4);
    this.view().setInt32(this.pos, value, true);
    this.pos += 4;
    return this;
  }
  /**
   * Write a `sint32` value, a signed, zigzag-encoded 32-bit varint.
   */
  sint32(value) {
    assertInt32(value);
    return this.uint32(((value << 1) ^ (value >> 31)) >>> 0);
  }
  /**
   * Write a `sfixed64` value, a signed, fixed-length 64-bit integer.
   */
  sfixed64(value) {
    const tc = protoInt64.enc(value);
    this.ensureCapacity(8);
    const view = this.view();
    view.setInt32(this.pos, tc.lo, true);
    view.setInt32(this.pos + 4, tc.hi, true);
    this.pos += 8;
    return this;
  }
  /**
   * Write a `fixed64` value, an unsigned, fixed-length 64 bit integer.
   */
  fixed64(value) {
    const tc = protoInt64.uEnc(value);
    this.ensureCapacity(8);
    const view = this.view();
    view.setInt32(this.pos, tc.lo, true);
    view.setInt32(this.pos + 4, tc.hi, true);
    this.pos += 8;
    return this;
  }
  /**
   * Write a `int64` value, a signed 64-bit varint.
   */
  int64(value) {
    const tc = protoInt64.enc(value);
    return this.writeVarint64(tc.lo, tc.hi);
  }
  /**
   * Write a `sint64` value, a signed, zig-zag-encoded 64-bit varint.
   */
  sint64(value) {
    const tc = protoInt64.enc(value),
      sign = tc.hi >> 31,
      lo = (tc.lo << 1) ^ sign,
      hi = ((tc.hi << 1) | (tc.lo >>> 31)) ^ sign;
    return this.writeVarint64(lo, hi);
  }
  /**
   * Write a `uint64` value, an unsigned 64-bit varint.
   */
  uint64(value) {
    const tc = protoInt64.uEnc(value);
    return this.writeVarint64(tc.lo, tc.hi);
  }
  /**
   * Write a 64-bit varint directly into the buffer. Accepts the value as
   * split low/high 32-bit words.
   *
   * Ported from varint64write() to avoid the intermediate number[] buffer.
   * See https://github.com/protocolbuffers/protobuf/blob/8a71927d74a4ce34efe2d8769fda198f52d20d12/js/experimental/runtime/kernel/writer.js#L344
   */
  writeVarint64(lo, hi) {
    this.ensureCapacity(10);
    const buf = this.buffer;
    let pos = this.pos;
    for (let i = 0; i < 28; i = i + 7) {
      const shift = lo >>> i;
      const hasNext = !(shift >>> 7 == 0 && hi == 0);
      buf[pos++] = (hasNext ? shift | 128 : shift) & 255;
      if (!hasNext) {
        this.pos = pos;
        return this;
      }
    }
    const splitBits = ((lo >>> 28) & 15) | ((hi & 7) << 4);
    const hasMoreBits = !(hi >> 3 == 0);
    buf[pos++] = (hasMoreBits ? splitBits | 128 : splitBits) & 255;
    if (!hasMoreBits) {
      this.pos = pos;
      return this;
    }
    for (let i = 3; i < 31; i = i + 7) {
      const shift = hi >>> i;
      const hasNext = !(shift >>> 7 == 0);
      buf[pos++] = (hasNext ? shift | 128 : shift) & 255;
      if (!hasNext) {
        this.pos = pos;
        return this;
      }
    }
    buf[pos++] = (hi >>> 31) & 1;
    this.pos = pos;
    return this;
  }
};
var INITIAL_SIZE = 128;
var DEFAULT_LEN_PREFIX_SIZE = 1;
var EMPTY_BUFFER = new Uint8Array(0);
var EMPTY_VIEW = new DataView(EMPTY_BUFFER.buffer);
var ASCII_MAX_LENGTH = 32;
function varint32Size(value) {
  if (value < 128) return 1;
  if (value < 16384) return 2;
  if (value < 2097152) return 3;
  if (value < 268435456) return 4;
  return 5;
}
var BinaryReader = class {
  constructor(buf, decodeUtf8 = getTextEncoding().decodeUtf8) {
    this.decodeUtf8 = decodeUtf8;
    this.varint64Lo = 0;
    this.varint64Hi = 0;
    this.varint64 = varint64read;
    this.uint32 = varint32read;
    this.buf = buf;
    this.len = buf.length;
    this.pos = 0;
    this.view = new DataView(buf.buffer, buf.byteOffset, buf.byteLength);
  }
  /**
   * Reads a tag - field number and wire type. Tags are uint32 varints; values
   * that do not fit in uint32 are rejected.
   */
  tag() {
    const start = this.pos;
    const tag = this.uint32();
    const bytesRead = this.pos - start;
    if (bytesRead > 5 || (bytesRead == 5 && this.buf[this.pos - 1] > 15)) {
      throw new Error('illegal tag: varint overflows uint32');
    }
    const fieldNo = tag >>> 3;
    const wireType = tag & 7;
    if (fieldNo <= 0 || wireType > 5) {
      throw new Error('illegal tag: field no ' + fieldNo + ' wire type ' + wireType);
    }
    return [fieldNo, wireType];
  }
  /**
   * Skip one element and return the skipped data.
   *
   * When skipping StartGroup, provide the tags field number to check for
   * matching field number in the EndGroup tag. Recursion into nested groups
   * is guarded by the `recursionLimit` argument: When the limit is reached,
   * this method throws.
   */
  skip(wireType, fieldNo, recursionLimit = 100) {
    const start = this.pos;
    switch (wireType) {
      case WireType.Varint:
        while (this.buf[this.pos++] & 128) {}
        break;
      // @ts-expect-error TS7029: Fallthrough case in switch -- ignore instead of expect-error for compiler settings without noFallthroughCasesInSwitch: true
      case WireType.Bit64:
        this.pos += 4;
      case WireType.Bit32:
        this.pos += 4;
        break;
      case WireType.LengthDelimited: {
        const len = this.uint32();
        this.pos += len;
        break;
      }
      case WireType.StartGroup:
        if (recursionLimit <= 0) {
          throw new Error('maximum recursion depth reached');
        }
        for (;;) {
          const [fn, wt] = this.tag();
          if (wt === WireType.EndGroup) {
            if (fieldNo !== void 0 && fn !== fieldNo) {
              throw new Error('invalid end group tag');
            }
            break;
          }
          this.skip(wt, fn, recursionLimit - 1);
        }
        break;
      default:
        throw new Error('cant skip wire type ' + wireType);
    }
    this.assertBounds();
    return this.buf.subarray(start, this.pos);
  }
  /**
   * Throws error if position in byte array is out of range.
   */
  assertBounds() {
    if (this.pos > this.len) throw new RangeError('premature EOF');
  }
  /**
   * Read a `int32` field, a signed 32 bit varint.
   */
  int32() {
    return this.uint32() | 0;
  }
  /**
   * Read a `sint32` field, a signed, zigzag-encoded 32-bit varint.
   */
  sint32() {
    const zze = this.uint32();
    return (zze >>> 1) ^ -(zze & 1);
  }
  /**
   * Read a `int64` field, a signed 64-bit varint.
   */
  int64() {
    this.varint64();
    return protoInt64.dec(this.varint64Lo, this.varint64Hi);
  }
  /**
   * Read a `uint64` field, an unsigned 64-bit varint.
   */
  uint64() {
    this.varint64();
    return protoInt64.uDec(this.varint64Lo, this.varint64Hi);
  }
  /**
   * Read a `sint64` field, a signed, zig-zag-encoded 64-bit varint.
   */
  sint64() {
    this.varint64();
    let lo = this.varint64Lo;
    let hi = this.varint64Hi;
    const s = -(lo & 1);
    lo = ((lo >>> 1) | ((hi & 1) << 31)) ^ s;
    hi = (hi >>> 1) ^ s;
    return protoInt64.dec(lo, hi);
  }
  /**
   * Read a `bool` field, a variant.
   */
  bool() {
    const b = this.buf[this.pos];
    if (b < 128) {
      this.pos++;
      return b !== 0;
    }
    this.varint64();
    return this.varint64Lo !== 0 || this.varint64Hi !== 0;
  }
  /**
   * Read a `fixed32` field, an unsigned, fixed-length 32-bit integer.
   */
  fixed32() {
    return this.view.getUint32((this.pos += 4) - 4, true);
  }
  /**
   * Read a `sfixed32` field, a signed, fixed-length 32-bit integer.
   */
  sfixed32() {
    return this.view.getInt32((this.pos += 4) - 4, true);
  }
  /**
   * Read a `fixed64` field, an unsigned, fixed-length 64 bit integer.
   */
  fixed64() {
    return protoInt64.uDec(this.sfixed32(), this.sfixed32());
  }
  /**
   * Read a `fixed64` field, a signed, fixed-length 64-bit integer.
   */
  sfixed64() {
    return protoInt64.dec(this.sfixed32(), this.sfixed32());
  }
  /**
   * Read a `float` field, 32-bit floating point number.
   */
  float() {
    return this.view.getFloat32((this.pos += 4) - 4, true);
  }
  /**
   * Read a `double` field, a 64-bit floating point number.
   */
  double() {
    return this.view.getFloat64((this.pos += 8) - 8, true);
  }
  /**
   * Read a `bytes` field, length-delimited arbitrary data.
   */
  bytes() {
    const len = this.uint32(),
      start = this.pos;
    this.pos += len;
    this.assertBounds();
    return this.buf.subarray(start, start + len);
  }
  /**
   * Read a `string` field, length-delimited data converted to UTF-8 text. If
   * `strict` is true, throw on invalid UTF-8 instead of substituting U+FFFD.
   */
  string(strict) {
    const len = this.uint32();
    const start = this.pos;
    this.pos += len;
    this.assertBounds();
    const buf = this.buf;
    if (len <= ASCII_MAX_LENGTH) {
      const codes = new Array(len);
      for (let i = 0; i < len; i++) {
        const byte = buf[start + i];
        if (byte > 127) {
          return this.decodeUtf8(buf.subarray(start, this.pos), strict);
        }
        codes[i] = byte;
      }
      return String.fromCharCode.apply(String, codes);
    }
    return this.decodeUtf8(buf.subarray(start, this.pos), strict);
  }
};
function assertInt32(arg) {
  if (typeof arg == 'string') {
    arg = Number(arg);
  } else if (typeof arg != 'number') {
    throw new Error('invalid int32: ' + typeof arg);
  }
  if (!Number.isInteger(arg) || arg > INT32_MAX || arg < INT32_MIN) throw new Error('invalid int32: ' + arg);
}
function assertUInt32(arg) {
  if (typeof arg == 'string') {
    arg = Number(arg);
  } else if (typeof arg != 'number') {
    throw new Error('invalid uint32: ' + typeof arg);
  }
  if (!Number.isInteger(arg) || arg > UINT32_MAX || arg < 0) throw new Error('invalid uint32: ' + arg);
}
function assertFloat32(arg) {
  if (typeof arg == 'string') {
    const o = arg;
    arg = Number(arg);
    if (Number.isNaN(arg) && o !== 'NaN') {
      throw new Error('invalid float32: ' + o);
    }
  } else if (typeof arg != 'number') {
    throw new Error('invalid float32: ' + typeof arg);
  }
  if (!Number.isFinite(Math.fround(arg)) && Number.isFinite(arg)) {
    throw new Error('invalid float32: ' + arg);
  }
}

// proto/gen/solveig/model/v1/common.ts
var ProblemKind = {
  PROBLEM_KIND_UNSPECIFIED: 0,
  PROBLEM_KIND_ROUTING: 1,
  PROBLEM_KIND_ITINERARY: 2,
  PROBLEM_KIND_LINEAR: 3,
};
var TravelMode = {
  TRAVEL_MODE_UNSPECIFIED: 0,
  TRAVEL_MODE_WALK: 1,
  TRAVEL_MODE_DRIVE: 2,
  TRAVEL_MODE_TRANSIT: 3,
  TRAVEL_MODE_BICYCLE: 4,
  /** TRAVEL_MODE_MIXED - Walk short legs, take TRANSIT (itineraries) or DRIVE (routing) for the rest. */
  TRAVEL_MODE_MIXED: 5,
};
function travelModeFromJSON(object) {
  switch (object) {
    case 0:
    case 'TRAVEL_MODE_UNSPECIFIED':
      return TravelMode.TRAVEL_MODE_UNSPECIFIED;
    case 1:
    case 'TRAVEL_MODE_WALK':
      return TravelMode.TRAVEL_MODE_WALK;
    case 2:
    case 'TRAVEL_MODE_DRIVE':
      return TravelMode.TRAVEL_MODE_DRIVE;
    case 3:
    case 'TRAVEL_MODE_TRANSIT':
      return TravelMode.TRAVEL_MODE_TRANSIT;
    case 4:
    case 'TRAVEL_MODE_BICYCLE':
      return TravelMode.TRAVEL_MODE_BICYCLE;
    case 5:
    case 'TRAVEL_MODE_MIXED':
      return TravelMode.TRAVEL_MODE_MIXED;
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum TravelMode');
  }
}
function travelModeToJSON(object) {
  switch (object) {
    case TravelMode.TRAVEL_MODE_UNSPECIFIED:
      return 'TRAVEL_MODE_UNSPECIFIED';
    case TravelMode.TRAVEL_MODE_WALK:
      return 'TRAVEL_MODE_WALK';
    case TravelMode.TRAVEL_MODE_DRIVE:
      return 'TRAVEL_MODE_DRIVE';
    case TravelMode.TRAVEL_MODE_TRANSIT:
      return 'TRAVEL_MODE_TRANSIT';
    case TravelMode.TRAVEL_MODE_BICYCLE:
      return 'TRAVEL_MODE_BICYCLE';
    case TravelMode.TRAVEL_MODE_MIXED:
      return 'TRAVEL_MODE_MIXED';
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum TravelMode');
  }
}
function createBaseLocation() {
  return { latitude: 0, longitude: 0 };
}
var Location = {
  encode(message, writer = new BinaryWriter()) {
    if (message.latitude !== 0) {
      writer.uint32(9).double(message.latitude);
    }
    if (message.longitude !== 0) {
      writer.uint32(17).double(message.longitude);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseLocation();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 9) {
              break;
            }
            message.latitude = reader.double();
            continue;
          }
          case 2: {
            if (tag !== 17) {
              break;
            }
            message.longitude = reader.double();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      latitude: isSet(object.latitude) ? globalThis.Number(object.latitude) : 0,
      longitude: isSet(object.longitude) ? globalThis.Number(object.longitude) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.latitude !== 0) {
      obj.latitude = floatToJson(message.latitude);
    }
    if (message.longitude !== 0) {
      obj.longitude = floatToJson(message.longitude);
    }
    return obj;
  },
  create(base) {
    return Location.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseLocation();
    message.latitude = object.latitude ?? 0;
    message.longitude = object.longitude ?? 0;
    return message;
  },
};
function createBaseTimeWindow() {
  return { startSeconds: 0, endSeconds: 0 };
}
var TimeWindow = {
  encode(message, writer = new BinaryWriter()) {
    if (message.startSeconds !== 0) {
      writer.uint32(8).int32(message.startSeconds);
    }
    if (message.endSeconds !== 0) {
      writer.uint32(16).int32(message.endSeconds);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseTimeWindow();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }
            message.startSeconds = reader.int32();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }
            message.endSeconds = reader.int32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      startSeconds: isSet(object.start_seconds) ? globalThis.Number(object.start_seconds) : 0,
      endSeconds: isSet(object.end_seconds) ? globalThis.Number(object.end_seconds) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.startSeconds !== 0) {
      obj.start_seconds = Math.round(message.startSeconds);
    }
    if (message.endSeconds !== 0) {
      obj.end_seconds = Math.round(message.endSeconds);
    }
    return obj;
  },
  create(base) {
    return TimeWindow.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseTimeWindow();
    message.startSeconds = object.startSeconds ?? 0;
    message.endSeconds = object.endSeconds ?? 0;
    return message;
  },
};
function createBaseRelaxationPolicy() {
  return { forbidden: false };
}
var RelaxationPolicy = {
  encode(message, writer = new BinaryWriter()) {
    if (message.forbidden !== false) {
      writer.uint32(8).bool(message.forbidden);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseRelaxationPolicy();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }
            message.forbidden = reader.bool();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return { forbidden: isSet(object.forbidden) ? globalThis.Boolean(object.forbidden) : false };
  },
  toJSON(message) {
    const obj = {};
    if (message.forbidden !== false) {
      obj.forbidden = message.forbidden;
    }
    return obj;
  },
  create(base) {
    return RelaxationPolicy.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseRelaxationPolicy();
    message.forbidden = object.forbidden ?? false;
    return message;
  },
};
function floatToJson(value) {
  return typeof value === 'number' && !globalThis.Number.isFinite(value) ? globalThis.String(value) : value;
}
function isSet(value) {
  return value !== null && value !== void 0;
}

// proto/gen/solveig/model/v1/routing.ts
var UnservedReason_Code = {
  CODE_UNSPECIFIED: 0,
  CODE_TIME_WINDOW: 1,
  CODE_CAPACITY: 2,
  CODE_SKILL: 3,
  CODE_WORKING_TIME: 4,
  CODE_DISTANCE_LIMIT: 5,
  CODE_STOP_LIMIT: 6,
  CODE_CLOSED: 7,
  CODE_WALKING_LIMIT: 8,
  CODE_UNREACHABLE: 9,
  CODE_PRIZE_TOO_LOW: 10,
  CODE_NO_ROOM: 11,
};
function unservedReason_CodeFromJSON(object) {
  switch (object) {
    case 0:
    case 'CODE_UNSPECIFIED':
      return UnservedReason_Code.CODE_UNSPECIFIED;
    case 1:
    case 'CODE_TIME_WINDOW':
      return UnservedReason_Code.CODE_TIME_WINDOW;
    case 2:
    case 'CODE_CAPACITY':
      return UnservedReason_Code.CODE_CAPACITY;
    case 3:
    case 'CODE_SKILL':
      return UnservedReason_Code.CODE_SKILL;
    case 4:
    case 'CODE_WORKING_TIME':
      return UnservedReason_Code.CODE_WORKING_TIME;
    case 5:
    case 'CODE_DISTANCE_LIMIT':
      return UnservedReason_Code.CODE_DISTANCE_LIMIT;
    case 6:
    case 'CODE_STOP_LIMIT':
      return UnservedReason_Code.CODE_STOP_LIMIT;
    case 7:
    case 'CODE_CLOSED':
      return UnservedReason_Code.CODE_CLOSED;
    case 8:
    case 'CODE_WALKING_LIMIT':
      return UnservedReason_Code.CODE_WALKING_LIMIT;
    case 9:
    case 'CODE_UNREACHABLE':
      return UnservedReason_Code.CODE_UNREACHABLE;
    case 10:
    case 'CODE_PRIZE_TOO_LOW':
      return UnservedReason_Code.CODE_PRIZE_TOO_LOW;
    case 11:
    case 'CODE_NO_ROOM':
      return UnservedReason_Code.CODE_NO_ROOM;
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum UnservedReason_Code');
  }
}
function unservedReason_CodeToJSON(object) {
  switch (object) {
    case UnservedReason_Code.CODE_UNSPECIFIED:
      return 'CODE_UNSPECIFIED';
    case UnservedReason_Code.CODE_TIME_WINDOW:
      return 'CODE_TIME_WINDOW';
    case UnservedReason_Code.CODE_CAPACITY:
      return 'CODE_CAPACITY';
    case UnservedReason_Code.CODE_SKILL:
      return 'CODE_SKILL';
    case UnservedReason_Code.CODE_WORKING_TIME:
      return 'CODE_WORKING_TIME';
    case UnservedReason_Code.CODE_DISTANCE_LIMIT:
      return 'CODE_DISTANCE_LIMIT';
    case UnservedReason_Code.CODE_STOP_LIMIT:
      return 'CODE_STOP_LIMIT';
    case UnservedReason_Code.CODE_CLOSED:
      return 'CODE_CLOSED';
    case UnservedReason_Code.CODE_WALKING_LIMIT:
      return 'CODE_WALKING_LIMIT';
    case UnservedReason_Code.CODE_UNREACHABLE:
      return 'CODE_UNREACHABLE';
    case UnservedReason_Code.CODE_PRIZE_TOO_LOW:
      return 'CODE_PRIZE_TOO_LOW';
    case UnservedReason_Code.CODE_NO_ROOM:
      return 'CODE_NO_ROOM';
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum UnservedReason_Code');
  }
}
function createBaseRouting() {
  return {
    stops: [],
    depots: [],
    vehicles: [],
    capacityDimensions: [],
    travelMode: 0,
    matrix: void 0,
    relaxation: void 0,
  };
}
var Routing = {
  encode(message, writer = new BinaryWriter()) {
    for (const v of message.stops) {
      Stop.encode(v, writer.uint32(10).fork()).join();
    }
    for (const v of message.depots) {
      Depot.encode(v, writer.uint32(18).fork()).join();
    }
    for (const v of message.vehicles) {
      Vehicle.encode(v, writer.uint32(26).fork()).join();
    }
    for (const v of message.capacityDimensions) {
      writer.uint32(34).string(v);
    }
    if (message.travelMode !== 0) {
      writer.uint32(40).int32(message.travelMode);
    }
    if (message.matrix !== void 0) {
      Matrix.encode(message.matrix, writer.uint32(50).fork()).join();
    }
    if (message.relaxation !== void 0) {
      RelaxationPolicy.encode(message.relaxation, writer.uint32(58).fork()).join();
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseRouting();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.stops.push(Stop.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.depots.push(Depot.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }
            message.vehicles.push(Vehicle.decode(reader, reader.uint32()));
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }
            message.capacityDimensions.push(reader.string());
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }
            message.travelMode = reader.int32();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }
            message.matrix = Matrix.decode(reader, reader.uint32());
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }
            message.relaxation = RelaxationPolicy.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      stops: globalThis.Array.isArray(object?.stops) ? object.stops.map((e) => Stop.fromJSON(e)) : [],
      depots: globalThis.Array.isArray(object?.depots) ? object.depots.map((e) => Depot.fromJSON(e)) : [],
      vehicles: globalThis.Array.isArray(object?.vehicles) ? object.vehicles.map((e) => Vehicle.fromJSON(e)) : [],
      capacityDimensions: globalThis.Array.isArray(object?.capacity_dimensions)
        ? object.capacity_dimensions.map((e) => globalThis.String(e))
        : [],
      travelMode: isSet2(object.travel_mode) ? travelModeFromJSON(object.travel_mode) : 0,
      matrix: isSet2(object.matrix) ? Matrix.fromJSON(object.matrix) : void 0,
      relaxation: isSet2(object.relaxation) ? RelaxationPolicy.fromJSON(object.relaxation) : void 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.stops?.length) {
      obj.stops = message.stops.map((e) => Stop.toJSON(e));
    }
    if (message.depots?.length) {
      obj.depots = message.depots.map((e) => Depot.toJSON(e));
    }
    if (message.vehicles?.length) {
      obj.vehicles = message.vehicles.map((e) => Vehicle.toJSON(e));
    }
    if (message.capacityDimensions?.length) {
      obj.capacity_dimensions = message.capacityDimensions;
    }
    if (message.travelMode !== 0) {
      obj.travel_mode = travelModeToJSON(message.travelMode);
    }
    if (message.matrix !== void 0) {
      obj.matrix = Matrix.toJSON(message.matrix);
    }
    if (message.relaxation !== void 0) {
      obj.relaxation = RelaxationPolicy.toJSON(message.relaxation);
    }
    return obj;
  },
  create(base) {
    return Routing.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseRouting();
    message.stops = object.stops?.map((e) => Stop.fromPartial(e)) || [];
    message.depots = object.depots?.map((e) => Depot.fromPartial(e)) || [];
    message.vehicles = object.vehicles?.map((e) => Vehicle.fromPartial(e)) || [];
    message.capacityDimensions = object.capacityDimensions?.map((e) => e) || [];
    message.travelMode = object.travelMode ?? 0;
    message.matrix = object.matrix !== void 0 && object.matrix !== null ? Matrix.fromPartial(object.matrix) : void 0;
    message.relaxation =
      object.relaxation !== void 0 && object.relaxation !== null
        ? RelaxationPolicy.fromPartial(object.relaxation)
        : void 0;
    return message;
  },
};
function createBaseStop() {
  return {
    id: '',
    name: '',
    location: void 0,
    demand: [],
    serviceSeconds: 0,
    timeWindows: [],
    skills: [],
    optional: false,
    prize: 0,
  };
}
var Stop = {
  encode(message, writer = new BinaryWriter()) {
    if (message.id !== '') {
      writer.uint32(10).string(message.id);
    }
    if (message.name !== '') {
      writer.uint32(18).string(message.name);
    }
    if (message.location !== void 0) {
      Location.encode(message.location, writer.uint32(26).fork()).join();
    }
    if (message.demand.length !== 0) {
      writer.uint32(34).fork();
      for (const v of message.demand) {
        writer.int32(v);
      }
      writer.join();
    }
    if (message.serviceSeconds !== 0) {
      writer.uint32(40).int32(message.serviceSeconds);
    }
    for (const v of message.timeWindows) {
      TimeWindow.encode(v, writer.uint32(50).fork()).join();
    }
    for (const v of message.skills) {
      writer.uint32(58).string(v);
    }
    if (message.optional !== false) {
      writer.uint32(64).bool(message.optional);
    }
    if (message.prize !== 0) {
      writer.uint32(73).double(message.prize);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseStop();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.id = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.name = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }
            message.location = Location.decode(reader, reader.uint32());
            continue;
          }
          case 4: {
            if (tag === 32) {
              message.demand.push(reader.int32());
              continue;
            }
            if (tag === 34) {
              const end2 = reader.uint32() + reader.pos;
              while (reader.pos < end2) {
                message.demand.push(reader.int32());
              }
              continue;
            }
            break;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }
            message.serviceSeconds = reader.int32();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }
            message.timeWindows.push(TimeWindow.decode(reader, reader.uint32()));
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }
            message.skills.push(reader.string());
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }
            message.optional = reader.bool();
            continue;
          }
          case 9: {
            if (tag !== 73) {
              break;
            }
            message.prize = reader.double();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      id: isSet2(object.id) ? globalThis.String(object.id) : '',
      name: isSet2(object.name) ? globalThis.String(object.name) : '',
      location: isSet2(object.location) ? Location.fromJSON(object.location) : void 0,
      demand: globalThis.Array.isArray(object?.demand) ? object.demand.map((e) => globalThis.Number(e)) : [],
      serviceSeconds: isSet2(object.service_seconds) ? globalThis.Number(object.service_seconds) : 0,
      timeWindows: globalThis.Array.isArray(object?.time_windows)
        ? object.time_windows.map((e) => TimeWindow.fromJSON(e))
        : [],
      skills: globalThis.Array.isArray(object?.skills) ? object.skills.map((e) => globalThis.String(e)) : [],
      optional: isSet2(object.optional) ? globalThis.Boolean(object.optional) : false,
      prize: isSet2(object.prize) ? globalThis.Number(object.prize) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.id !== '') {
      obj.id = message.id;
    }
    if (message.name !== '') {
      obj.name = message.name;
    }
    if (message.location !== void 0) {
      obj.location = Location.toJSON(message.location);
    }
    if (message.demand?.length) {
      obj.demand = message.demand.map((e) => Math.round(e));
    }
    if (message.serviceSeconds !== 0) {
      obj.service_seconds = Math.round(message.serviceSeconds);
    }
    if (message.timeWindows?.length) {
      obj.time_windows = message.timeWindows.map((e) => TimeWindow.toJSON(e));
    }
    if (message.skills?.length) {
      obj.skills = message.skills;
    }
    if (message.optional !== false) {
      obj.optional = message.optional;
    }
    if (message.prize !== 0) {
      obj.prize = floatToJson2(message.prize);
    }
    return obj;
  },
  create(base) {
    return Stop.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseStop();
    message.id = object.id ?? '';
    message.name = object.name ?? '';
    message.location =
      object.location !== void 0 && object.location !== null ? Location.fromPartial(object.location) : void 0;
    message.demand = object.demand?.map((e) => e) || [];
    message.serviceSeconds = object.serviceSeconds ?? 0;
    message.timeWindows = object.timeWindows?.map((e) => TimeWindow.fromPartial(e)) || [];
    message.skills = object.skills?.map((e) => e) || [];
    message.optional = object.optional ?? false;
    message.prize = object.prize ?? 0;
    return message;
  },
};
function createBaseDepot() {
  return { id: '', location: void 0 };
}
var Depot = {
  encode(message, writer = new BinaryWriter()) {
    if (message.id !== '') {
      writer.uint32(10).string(message.id);
    }
    if (message.location !== void 0) {
      Location.encode(message.location, writer.uint32(18).fork()).join();
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseDepot();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.id = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.location = Location.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      id: isSet2(object.id) ? globalThis.String(object.id) : '',
      location: isSet2(object.location) ? Location.fromJSON(object.location) : void 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.id !== '') {
      obj.id = message.id;
    }
    if (message.location !== void 0) {
      obj.location = Location.toJSON(message.location);
    }
    return obj;
  },
  create(base) {
    return Depot.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseDepot();
    message.id = object.id ?? '';
    message.location =
      object.location !== void 0 && object.location !== null ? Location.fromPartial(object.location) : void 0;
    return message;
  },
};
function createBaseVehicle() {
  return {
    id: '',
    startDepotId: '',
    endDepotId: '',
    openEnd: false,
    capacity: [],
    shift: void 0,
    skills: [],
    fixedCost: 0,
  };
}
var Vehicle = {
  encode(message, writer = new BinaryWriter()) {
    if (message.id !== '') {
      writer.uint32(10).string(message.id);
    }
    if (message.count !== void 0) {
      writer.uint32(16).int32(message.count);
    }
    if (message.startDepotId !== '') {
      writer.uint32(26).string(message.startDepotId);
    }
    if (message.endDepotId !== '') {
      writer.uint32(34).string(message.endDepotId);
    }
    if (message.openEnd !== false) {
      writer.uint32(40).bool(message.openEnd);
    }
    if (message.capacity.length !== 0) {
      writer.uint32(50).fork();
      for (const v of message.capacity) {
        writer.int32(v);
      }
      writer.join();
    }
    if (message.shift !== void 0) {
      TimeWindow.encode(message.shift, writer.uint32(58).fork()).join();
    }
    for (const v of message.skills) {
      writer.uint32(66).string(v);
    }
    if (message.maxDistanceMeters !== void 0) {
      writer.uint32(72).int32(message.maxDistanceMeters);
    }
    if (message.maxDurationSeconds !== void 0) {
      writer.uint32(80).int32(message.maxDurationSeconds);
    }
    if (message.maxStops !== void 0) {
      writer.uint32(88).int32(message.maxStops);
    }
    if (message.fixedCost !== 0) {
      writer.uint32(97).double(message.fixedCost);
    }
    if (message.costPerKm !== void 0) {
      writer.uint32(105).double(message.costPerKm);
    }
    if (message.costPerHour !== void 0) {
      writer.uint32(113).double(message.costPerHour);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseVehicle();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.id = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }
            message.count = reader.int32();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }
            message.startDepotId = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }
            message.endDepotId = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }
            message.openEnd = reader.bool();
            continue;
          }
          case 6: {
            if (tag === 48) {
              message.capacity.push(reader.int32());
              continue;
            }
            if (tag === 50) {
              const end2 = reader.uint32() + reader.pos;
              while (reader.pos < end2) {
                message.capacity.push(reader.int32());
              }
              continue;
            }
            break;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }
            message.shift = TimeWindow.decode(reader, reader.uint32());
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }
            message.skills.push(reader.string());
            continue;
          }
          case 9: {
            if (tag !== 72) {
              break;
            }
            message.maxDistanceMeters = reader.int32();
            continue;
          }
          case 10: {
            if (tag !== 80) {
              break;
            }
            message.maxDurationSeconds = reader.int32();
            continue;
          }
          case 11: {
            if (tag !== 88) {
              break;
            }
            message.maxStops = reader.int32();
            continue;
          }
          case 12: {
            if (tag !== 97) {
              break;
            }
            message.fixedCost = reader.double();
            continue;
          }
          case 13: {
            if (tag !== 105) {
              break;
            }
            message.costPerKm = reader.double();
            continue;
          }
          case 14: {
            if (tag !== 113) {
              break;
            }
            message.costPerHour = reader.double();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      id: isSet2(object.id) ? globalThis.String(object.id) : '',
      count: isSet2(object.count) ? globalThis.Number(object.count) : void 0,
      startDepotId: isSet2(object.start_depot_id) ? globalThis.String(object.start_depot_id) : '',
      endDepotId: isSet2(object.end_depot_id) ? globalThis.String(object.end_depot_id) : '',
      openEnd: isSet2(object.open_end) ? globalThis.Boolean(object.open_end) : false,
      capacity: globalThis.Array.isArray(object?.capacity) ? object.capacity.map((e) => globalThis.Number(e)) : [],
      shift: isSet2(object.shift) ? TimeWindow.fromJSON(object.shift) : void 0,
      skills: globalThis.Array.isArray(object?.skills) ? object.skills.map((e) => globalThis.String(e)) : [],
      maxDistanceMeters: isSet2(object.max_distance_meters) ? globalThis.Number(object.max_distance_meters) : void 0,
      maxDurationSeconds: isSet2(object.max_duration_seconds) ? globalThis.Number(object.max_duration_seconds) : void 0,
      maxStops: isSet2(object.max_stops) ? globalThis.Number(object.max_stops) : void 0,
      fixedCost: isSet2(object.fixed_cost) ? globalThis.Number(object.fixed_cost) : 0,
      costPerKm: isSet2(object.cost_per_km) ? globalThis.Number(object.cost_per_km) : void 0,
      costPerHour: isSet2(object.cost_per_hour) ? globalThis.Number(object.cost_per_hour) : void 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.id !== '') {
      obj.id = message.id;
    }
    if (message.count !== void 0) {
      obj.count = Math.round(message.count);
    }
    if (message.startDepotId !== '') {
      obj.start_depot_id = message.startDepotId;
    }
    if (message.endDepotId !== '') {
      obj.end_depot_id = message.endDepotId;
    }
    if (message.openEnd !== false) {
      obj.open_end = message.openEnd;
    }
    if (message.capacity?.length) {
      obj.capacity = message.capacity.map((e) => Math.round(e));
    }
    if (message.shift !== void 0) {
      obj.shift = TimeWindow.toJSON(message.shift);
    }
    if (message.skills?.length) {
      obj.skills = message.skills;
    }
    if (message.maxDistanceMeters !== void 0) {
      obj.max_distance_meters = Math.round(message.maxDistanceMeters);
    }
    if (message.maxDurationSeconds !== void 0) {
      obj.max_duration_seconds = Math.round(message.maxDurationSeconds);
    }
    if (message.maxStops !== void 0) {
      obj.max_stops = Math.round(message.maxStops);
    }
    if (message.fixedCost !== 0) {
      obj.fixed_cost = floatToJson2(message.fixedCost);
    }
    if (message.costPerKm !== void 0) {
      obj.cost_per_km = floatToJson2(message.costPerKm);
    }
    if (message.costPerHour !== void 0) {
      obj.cost_per_hour = floatToJson2(message.costPerHour);
    }
    return obj;
  },
  create(base) {
    return Vehicle.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseVehicle();
    message.id = object.id ?? '';
    message.count = object.count ?? void 0;
    message.startDepotId = object.startDepotId ?? '';
    message.endDepotId = object.endDepotId ?? '';
    message.openEnd = object.openEnd ?? false;
    message.capacity = object.capacity?.map((e) => e) || [];
    message.shift = object.shift !== void 0 && object.shift !== null ? TimeWindow.fromPartial(object.shift) : void 0;
    message.skills = object.skills?.map((e) => e) || [];
    message.maxDistanceMeters = object.maxDistanceMeters ?? void 0;
    message.maxDurationSeconds = object.maxDurationSeconds ?? void 0;
    message.maxStops = object.maxStops ?? void 0;
    message.fixedCost = object.fixedCost ?? 0;
    message.costPerKm = object.costPerKm ?? void 0;
    message.costPerHour = object.costPerHour ?? void 0;
    return message;
  },
};
function createBaseMatrix() {
  return { durationsSeconds: [], distancesMeters: [] };
}
var Matrix = {
  encode(message, writer = new BinaryWriter()) {
    if (message.durationsSeconds.length !== 0) {
      writer.uint32(10).fork();
      for (const v of message.durationsSeconds) {
        writer.int32(v);
      }
      writer.join();
    }
    if (message.distancesMeters.length !== 0) {
      writer.uint32(18).fork();
      for (const v of message.distancesMeters) {
        writer.int32(v);
      }
      writer.join();
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseMatrix();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag === 8) {
              message.durationsSeconds.push(reader.int32());
              continue;
            }
            if (tag === 10) {
              const end2 = reader.uint32() + reader.pos;
              while (reader.pos < end2) {
                message.durationsSeconds.push(reader.int32());
              }
              continue;
            }
            break;
          }
          case 2: {
            if (tag === 16) {
              message.distancesMeters.push(reader.int32());
              continue;
            }
            if (tag === 18) {
              const end2 = reader.uint32() + reader.pos;
              while (reader.pos < end2) {
                message.distancesMeters.push(reader.int32());
              }
              continue;
            }
            break;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      durationsSeconds: globalThis.Array.isArray(object?.durations_seconds)
        ? object.durations_seconds.map((e) => globalThis.Number(e))
        : [],
      distancesMeters: globalThis.Array.isArray(object?.distances_meters)
        ? object.distances_meters.map((e) => globalThis.Number(e))
        : [],
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.durationsSeconds?.length) {
      obj.durations_seconds = message.durationsSeconds.map((e) => Math.round(e));
    }
    if (message.distancesMeters?.length) {
      obj.distances_meters = message.distancesMeters.map((e) => Math.round(e));
    }
    return obj;
  },
  create(base) {
    return Matrix.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseMatrix();
    message.durationsSeconds = object.durationsSeconds?.map((e) => e) || [];
    message.distancesMeters = object.distancesMeters?.map((e) => e) || [];
    return message;
  },
};
function createBaseRoutePlan() {
  return { routes: [], unserved: [], cost: 0, distanceMeters: 0, durationSeconds: 0 };
}
var RoutePlan = {
  encode(message, writer = new BinaryWriter()) {
    for (const v of message.routes) {
      Route.encode(v, writer.uint32(10).fork()).join();
    }
    for (const v of message.unserved) {
      Unserved.encode(v, writer.uint32(18).fork()).join();
    }
    if (message.cost !== 0) {
      writer.uint32(25).double(message.cost);
    }
    if (message.distanceMeters !== 0) {
      writer.uint32(32).int32(message.distanceMeters);
    }
    if (message.durationSeconds !== 0) {
      writer.uint32(40).int32(message.durationSeconds);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseRoutePlan();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.routes.push(Route.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.unserved.push(Unserved.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 25) {
              break;
            }
            message.cost = reader.double();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }
            message.distanceMeters = reader.int32();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }
            message.durationSeconds = reader.int32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      routes: globalThis.Array.isArray(object?.routes) ? object.routes.map((e) => Route.fromJSON(e)) : [],
      unserved: globalThis.Array.isArray(object?.unserved) ? object.unserved.map((e) => Unserved.fromJSON(e)) : [],
      cost: isSet2(object.cost) ? globalThis.Number(object.cost) : 0,
      distanceMeters: isSet2(object.distance_meters) ? globalThis.Number(object.distance_meters) : 0,
      durationSeconds: isSet2(object.duration_seconds) ? globalThis.Number(object.duration_seconds) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.routes?.length) {
      obj.routes = message.routes.map((e) => Route.toJSON(e));
    }
    if (message.unserved?.length) {
      obj.unserved = message.unserved.map((e) => Unserved.toJSON(e));
    }
    if (message.cost !== 0) {
      obj.cost = floatToJson2(message.cost);
    }
    if (message.distanceMeters !== 0) {
      obj.distance_meters = Math.round(message.distanceMeters);
    }
    if (message.durationSeconds !== 0) {
      obj.duration_seconds = Math.round(message.durationSeconds);
    }
    return obj;
  },
  create(base) {
    return RoutePlan.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseRoutePlan();
    message.routes = object.routes?.map((e) => Route.fromPartial(e)) || [];
    message.unserved = object.unserved?.map((e) => Unserved.fromPartial(e)) || [];
    message.cost = object.cost ?? 0;
    message.distanceMeters = object.distanceMeters ?? 0;
    message.durationSeconds = object.durationSeconds ?? 0;
    return message;
  },
};
function createBaseRoute() {
  return { vehicleId: '', vehicleIndex: 0, visits: [], startSeconds: 0, endSeconds: 0, distanceMeters: 0, cost: 0 };
}
var Route = {
  encode(message, writer = new BinaryWriter()) {
    if (message.vehicleId !== '') {
      writer.uint32(10).string(message.vehicleId);
    }
    if (message.vehicleIndex !== 0) {
      writer.uint32(16).int32(message.vehicleIndex);
    }
    for (const v of message.visits) {
      RouteVisit.encode(v, writer.uint32(26).fork()).join();
    }
    if (message.startSeconds !== 0) {
      writer.uint32(32).int32(message.startSeconds);
    }
    if (message.endSeconds !== 0) {
      writer.uint32(40).int32(message.endSeconds);
    }
    if (message.distanceMeters !== 0) {
      writer.uint32(48).int32(message.distanceMeters);
    }
    if (message.cost !== 0) {
      writer.uint32(57).double(message.cost);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseRoute();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.vehicleId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }
            message.vehicleIndex = reader.int32();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }
            message.visits.push(RouteVisit.decode(reader, reader.uint32()));
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }
            message.startSeconds = reader.int32();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }
            message.endSeconds = reader.int32();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }
            message.distanceMeters = reader.int32();
            continue;
          }
          case 7: {
            if (tag !== 57) {
              break;
            }
            message.cost = reader.double();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      vehicleId: isSet2(object.vehicle_id) ? globalThis.String(object.vehicle_id) : '',
      vehicleIndex: isSet2(object.vehicle_index) ? globalThis.Number(object.vehicle_index) : 0,
      visits: globalThis.Array.isArray(object?.visits) ? object.visits.map((e) => RouteVisit.fromJSON(e)) : [],
      startSeconds: isSet2(object.start_seconds) ? globalThis.Number(object.start_seconds) : 0,
      endSeconds: isSet2(object.end_seconds) ? globalThis.Number(object.end_seconds) : 0,
      distanceMeters: isSet2(object.distance_meters) ? globalThis.Number(object.distance_meters) : 0,
      cost: isSet2(object.cost) ? globalThis.Number(object.cost) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.vehicleId !== '') {
      obj.vehicle_id = message.vehicleId;
    }
    if (message.vehicleIndex !== 0) {
      obj.vehicle_index = Math.round(message.vehicleIndex);
    }
    if (message.visits?.length) {
      obj.visits = message.visits.map((e) => RouteVisit.toJSON(e));
    }
    if (message.startSeconds !== 0) {
      obj.start_seconds = Math.round(message.startSeconds);
    }
    if (message.endSeconds !== 0) {
      obj.end_seconds = Math.round(message.endSeconds);
    }
    if (message.distanceMeters !== 0) {
      obj.distance_meters = Math.round(message.distanceMeters);
    }
    if (message.cost !== 0) {
      obj.cost = floatToJson2(message.cost);
    }
    return obj;
  },
  create(base) {
    return Route.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseRoute();
    message.vehicleId = object.vehicleId ?? '';
    message.vehicleIndex = object.vehicleIndex ?? 0;
    message.visits = object.visits?.map((e) => RouteVisit.fromPartial(e)) || [];
    message.startSeconds = object.startSeconds ?? 0;
    message.endSeconds = object.endSeconds ?? 0;
    message.distanceMeters = object.distanceMeters ?? 0;
    message.cost = object.cost ?? 0;
    return message;
  },
};
function createBaseRouteVisit() {
  return { stopId: '', arrivalSeconds: 0, startSeconds: 0, departureSeconds: 0, distanceMeters: 0 };
}
var RouteVisit = {
  encode(message, writer = new BinaryWriter()) {
    if (message.stopId !== '') {
      writer.uint32(10).string(message.stopId);
    }
    if (message.arrivalSeconds !== 0) {
      writer.uint32(16).int32(message.arrivalSeconds);
    }
    if (message.startSeconds !== 0) {
      writer.uint32(24).int32(message.startSeconds);
    }
    if (message.departureSeconds !== 0) {
      writer.uint32(32).int32(message.departureSeconds);
    }
    if (message.distanceMeters !== 0) {
      writer.uint32(40).int32(message.distanceMeters);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseRouteVisit();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.stopId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }
            message.arrivalSeconds = reader.int32();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }
            message.startSeconds = reader.int32();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }
            message.departureSeconds = reader.int32();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }
            message.distanceMeters = reader.int32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      stopId: isSet2(object.stop_id) ? globalThis.String(object.stop_id) : '',
      arrivalSeconds: isSet2(object.arrival_seconds) ? globalThis.Number(object.arrival_seconds) : 0,
      startSeconds: isSet2(object.start_seconds) ? globalThis.Number(object.start_seconds) : 0,
      departureSeconds: isSet2(object.departure_seconds) ? globalThis.Number(object.departure_seconds) : 0,
      distanceMeters: isSet2(object.distance_meters) ? globalThis.Number(object.distance_meters) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.stopId !== '') {
      obj.stop_id = message.stopId;
    }
    if (message.arrivalSeconds !== 0) {
      obj.arrival_seconds = Math.round(message.arrivalSeconds);
    }
    if (message.startSeconds !== 0) {
      obj.start_seconds = Math.round(message.startSeconds);
    }
    if (message.departureSeconds !== 0) {
      obj.departure_seconds = Math.round(message.departureSeconds);
    }
    if (message.distanceMeters !== 0) {
      obj.distance_meters = Math.round(message.distanceMeters);
    }
    return obj;
  },
  create(base) {
    return RouteVisit.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseRouteVisit();
    message.stopId = object.stopId ?? '';
    message.arrivalSeconds = object.arrivalSeconds ?? 0;
    message.startSeconds = object.startSeconds ?? 0;
    message.departureSeconds = object.departureSeconds ?? 0;
    message.distanceMeters = object.distanceMeters ?? 0;
    return message;
  },
};
function createBaseUnserved() {
  return { id: '', reasons: [] };
}
var Unserved = {
  encode(message, writer = new BinaryWriter()) {
    if (message.id !== '') {
      writer.uint32(10).string(message.id);
    }
    for (const v of message.reasons) {
      UnservedReason.encode(v, writer.uint32(18).fork()).join();
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseUnserved();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.id = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.reasons.push(UnservedReason.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      id: isSet2(object.id) ? globalThis.String(object.id) : '',
      reasons: globalThis.Array.isArray(object?.reasons) ? object.reasons.map((e) => UnservedReason.fromJSON(e)) : [],
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.id !== '') {
      obj.id = message.id;
    }
    if (message.reasons?.length) {
      obj.reasons = message.reasons.map((e) => UnservedReason.toJSON(e));
    }
    return obj;
  },
  create(base) {
    return Unserved.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseUnserved();
    message.id = object.id ?? '';
    message.reasons = object.reasons?.map((e) => UnservedReason.fromPartial(e)) || [];
    return message;
  },
};
function createBaseUnservedReason() {
  return { code: 0, message: '', closest: '' };
}
var UnservedReason = {
  encode(message, writer = new BinaryWriter()) {
    if (message.code !== 0) {
      writer.uint32(8).int32(message.code);
    }
    if (message.message !== '') {
      writer.uint32(18).string(message.message);
    }
    if (message.price !== void 0) {
      writer.uint32(25).double(message.price);
    }
    if (message.closest !== '') {
      writer.uint32(34).string(message.closest);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseUnservedReason();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }
            message.code = reader.int32();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.message = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 25) {
              break;
            }
            message.price = reader.double();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }
            message.closest = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      code: isSet2(object.code) ? unservedReason_CodeFromJSON(object.code) : 0,
      message: isSet2(object.message) ? globalThis.String(object.message) : '',
      price: isSet2(object.price) ? globalThis.Number(object.price) : void 0,
      closest: isSet2(object.closest) ? globalThis.String(object.closest) : '',
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.code !== 0) {
      obj.code = unservedReason_CodeToJSON(message.code);
    }
    if (message.message !== '') {
      obj.message = message.message;
    }
    if (message.price !== void 0) {
      obj.price = floatToJson2(message.price);
    }
    if (message.closest !== '') {
      obj.closest = message.closest;
    }
    return obj;
  },
  create(base) {
    return UnservedReason.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseUnservedReason();
    message.code = object.code ?? 0;
    message.message = object.message ?? '';
    message.price = object.price ?? void 0;
    message.closest = object.closest ?? '';
    return message;
  },
};
function floatToJson2(value) {
  return typeof value === 'number' && !globalThis.Number.isFinite(value) ? globalThis.String(value) : value;
}
function isSet2(value) {
  return value !== null && value !== void 0;
}

// proto/gen/solveig/model/v1/itinerary.ts
var Weekday = {
  WEEKDAY_UNSPECIFIED: 0,
  WEEKDAY_MONDAY: 1,
  WEEKDAY_TUESDAY: 2,
  WEEKDAY_WEDNESDAY: 3,
  WEEKDAY_THURSDAY: 4,
  WEEKDAY_FRIDAY: 5,
  WEEKDAY_SATURDAY: 6,
  WEEKDAY_SUNDAY: 7,
};
function weekdayFromJSON(object) {
  switch (object) {
    case 0:
    case 'WEEKDAY_UNSPECIFIED':
      return Weekday.WEEKDAY_UNSPECIFIED;
    case 1:
    case 'WEEKDAY_MONDAY':
      return Weekday.WEEKDAY_MONDAY;
    case 2:
    case 'WEEKDAY_TUESDAY':
      return Weekday.WEEKDAY_TUESDAY;
    case 3:
    case 'WEEKDAY_WEDNESDAY':
      return Weekday.WEEKDAY_WEDNESDAY;
    case 4:
    case 'WEEKDAY_THURSDAY':
      return Weekday.WEEKDAY_THURSDAY;
    case 5:
    case 'WEEKDAY_FRIDAY':
      return Weekday.WEEKDAY_FRIDAY;
    case 6:
    case 'WEEKDAY_SATURDAY':
      return Weekday.WEEKDAY_SATURDAY;
    case 7:
    case 'WEEKDAY_SUNDAY':
      return Weekday.WEEKDAY_SUNDAY;
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum Weekday');
  }
}
function weekdayToJSON(object) {
  switch (object) {
    case Weekday.WEEKDAY_UNSPECIFIED:
      return 'WEEKDAY_UNSPECIFIED';
    case Weekday.WEEKDAY_MONDAY:
      return 'WEEKDAY_MONDAY';
    case Weekday.WEEKDAY_TUESDAY:
      return 'WEEKDAY_TUESDAY';
    case Weekday.WEEKDAY_WEDNESDAY:
      return 'WEEKDAY_WEDNESDAY';
    case Weekday.WEEKDAY_THURSDAY:
      return 'WEEKDAY_THURSDAY';
    case Weekday.WEEKDAY_FRIDAY:
      return 'WEEKDAY_FRIDAY';
    case Weekday.WEEKDAY_SATURDAY:
      return 'WEEKDAY_SATURDAY';
    case Weekday.WEEKDAY_SUNDAY:
      return 'WEEKDAY_SUNDAY';
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum Weekday');
  }
}
function createBaseItinerary() {
  return { places: [], days: [], travelMode: 0, relaxation: void 0 };
}
var Itinerary = {
  encode(message, writer = new BinaryWriter()) {
    for (const v of message.places) {
      Place.encode(v, writer.uint32(10).fork()).join();
    }
    for (const v of message.days) {
      Day.encode(v, writer.uint32(18).fork()).join();
    }
    if (message.travelMode !== 0) {
      writer.uint32(24).int32(message.travelMode);
    }
    if (message.maxWalkingDistanceMeters !== void 0) {
      writer.uint32(32).int32(message.maxWalkingDistanceMeters);
    }
    if (message.maxDailyDistanceMeters !== void 0) {
      writer.uint32(40).int32(message.maxDailyDistanceMeters);
    }
    if (message.maxWalkingLegMeters !== void 0) {
      writer.uint32(48).int32(message.maxWalkingLegMeters);
    }
    if (message.relaxation !== void 0) {
      RelaxationPolicy.encode(message.relaxation, writer.uint32(58).fork()).join();
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseItinerary();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.places.push(Place.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.days.push(Day.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }
            message.travelMode = reader.int32();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }
            message.maxWalkingDistanceMeters = reader.int32();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }
            message.maxDailyDistanceMeters = reader.int32();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }
            message.maxWalkingLegMeters = reader.int32();
            continue;
          }
          case 7: {
            if (tag !== 58) {
              break;
            }
            message.relaxation = RelaxationPolicy.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      places: globalThis.Array.isArray(object?.places) ? object.places.map((e) => Place.fromJSON(e)) : [],
      days: globalThis.Array.isArray(object?.days) ? object.days.map((e) => Day.fromJSON(e)) : [],
      travelMode: isSet3(object.travel_mode) ? travelModeFromJSON(object.travel_mode) : 0,
      maxWalkingDistanceMeters: isSet3(object.max_walking_distance_meters)
        ? globalThis.Number(object.max_walking_distance_meters)
        : void 0,
      maxDailyDistanceMeters: isSet3(object.max_daily_distance_meters)
        ? globalThis.Number(object.max_daily_distance_meters)
        : void 0,
      maxWalkingLegMeters: isSet3(object.max_walking_leg_meters)
        ? globalThis.Number(object.max_walking_leg_meters)
        : void 0,
      relaxation: isSet3(object.relaxation) ? RelaxationPolicy.fromJSON(object.relaxation) : void 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.places?.length) {
      obj.places = message.places.map((e) => Place.toJSON(e));
    }
    if (message.days?.length) {
      obj.days = message.days.map((e) => Day.toJSON(e));
    }
    if (message.travelMode !== 0) {
      obj.travel_mode = travelModeToJSON(message.travelMode);
    }
    if (message.maxWalkingDistanceMeters !== void 0) {
      obj.max_walking_distance_meters = Math.round(message.maxWalkingDistanceMeters);
    }
    if (message.maxDailyDistanceMeters !== void 0) {
      obj.max_daily_distance_meters = Math.round(message.maxDailyDistanceMeters);
    }
    if (message.maxWalkingLegMeters !== void 0) {
      obj.max_walking_leg_meters = Math.round(message.maxWalkingLegMeters);
    }
    if (message.relaxation !== void 0) {
      obj.relaxation = RelaxationPolicy.toJSON(message.relaxation);
    }
    return obj;
  },
  create(base) {
    return Itinerary.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseItinerary();
    message.places = object.places?.map((e) => Place.fromPartial(e)) || [];
    message.days = object.days?.map((e) => Day.fromPartial(e)) || [];
    message.travelMode = object.travelMode ?? 0;
    message.maxWalkingDistanceMeters = object.maxWalkingDistanceMeters ?? void 0;
    message.maxDailyDistanceMeters = object.maxDailyDistanceMeters ?? void 0;
    message.maxWalkingLegMeters = object.maxWalkingLegMeters ?? void 0;
    message.relaxation =
      object.relaxation !== void 0 && object.relaxation !== null
        ? RelaxationPolicy.fromPartial(object.relaxation)
        : void 0;
    return message;
  },
};
function createBasePlace() {
  return { id: '', name: '', location: void 0, visitSeconds: 0, openingHours: [], required: false };
}
var Place = {
  encode(message, writer = new BinaryWriter()) {
    if (message.id !== '') {
      writer.uint32(10).string(message.id);
    }
    if (message.name !== '') {
      writer.uint32(18).string(message.name);
    }
    if (message.location !== void 0) {
      Location.encode(message.location, writer.uint32(26).fork()).join();
    }
    if (message.visitSeconds !== 0) {
      writer.uint32(32).int32(message.visitSeconds);
    }
    if (message.importance !== void 0) {
      writer.uint32(40).int32(message.importance);
    }
    for (const v of message.openingHours) {
      OpeningHours.encode(v, writer.uint32(50).fork()).join();
    }
    if (message.required !== false) {
      writer.uint32(56).bool(message.required);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBasePlace();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.id = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.name = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }
            message.location = Location.decode(reader, reader.uint32());
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }
            message.visitSeconds = reader.int32();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }
            message.importance = reader.int32();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }
            message.openingHours.push(OpeningHours.decode(reader, reader.uint32()));
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }
            message.required = reader.bool();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      id: isSet3(object.id) ? globalThis.String(object.id) : '',
      name: isSet3(object.name) ? globalThis.String(object.name) : '',
      location: isSet3(object.location) ? Location.fromJSON(object.location) : void 0,
      visitSeconds: isSet3(object.visit_seconds) ? globalThis.Number(object.visit_seconds) : 0,
      importance: isSet3(object.importance) ? globalThis.Number(object.importance) : void 0,
      openingHours: globalThis.Array.isArray(object?.opening_hours)
        ? object.opening_hours.map((e) => OpeningHours.fromJSON(e))
        : [],
      required: isSet3(object.required) ? globalThis.Boolean(object.required) : false,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.id !== '') {
      obj.id = message.id;
    }
    if (message.name !== '') {
      obj.name = message.name;
    }
    if (message.location !== void 0) {
      obj.location = Location.toJSON(message.location);
    }
    if (message.visitSeconds !== 0) {
      obj.visit_seconds = Math.round(message.visitSeconds);
    }
    if (message.importance !== void 0) {
      obj.importance = Math.round(message.importance);
    }
    if (message.openingHours?.length) {
      obj.opening_hours = message.openingHours.map((e) => OpeningHours.toJSON(e));
    }
    if (message.required !== false) {
      obj.required = message.required;
    }
    return obj;
  },
  create(base) {
    return Place.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBasePlace();
    message.id = object.id ?? '';
    message.name = object.name ?? '';
    message.location =
      object.location !== void 0 && object.location !== null ? Location.fromPartial(object.location) : void 0;
    message.visitSeconds = object.visitSeconds ?? 0;
    message.importance = object.importance ?? void 0;
    message.openingHours = object.openingHours?.map((e) => OpeningHours.fromPartial(e)) || [];
    message.required = object.required ?? false;
    return message;
  },
};
function createBaseOpeningHours() {
  return { weekdays: [], openSeconds: 0, closeSeconds: 0 };
}
var OpeningHours = {
  encode(message, writer = new BinaryWriter()) {
    if (message.weekdays.length !== 0) {
      writer.uint32(10).fork();
      for (const v of message.weekdays) {
        writer.int32(v);
      }
      writer.join();
    }
    if (message.openSeconds !== 0) {
      writer.uint32(16).int32(message.openSeconds);
    }
    if (message.closeSeconds !== 0) {
      writer.uint32(24).int32(message.closeSeconds);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseOpeningHours();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag === 8) {
              message.weekdays.push(reader.int32());
              continue;
            }
            if (tag === 10) {
              const end2 = reader.uint32() + reader.pos;
              while (reader.pos < end2) {
                message.weekdays.push(reader.int32());
              }
              continue;
            }
            break;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }
            message.openSeconds = reader.int32();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }
            message.closeSeconds = reader.int32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      weekdays: globalThis.Array.isArray(object?.weekdays) ? object.weekdays.map((e) => weekdayFromJSON(e)) : [],
      openSeconds: isSet3(object.open_seconds) ? globalThis.Number(object.open_seconds) : 0,
      closeSeconds: isSet3(object.close_seconds) ? globalThis.Number(object.close_seconds) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.weekdays?.length) {
      obj.weekdays = message.weekdays.map((e) => weekdayToJSON(e));
    }
    if (message.openSeconds !== 0) {
      obj.open_seconds = Math.round(message.openSeconds);
    }
    if (message.closeSeconds !== 0) {
      obj.close_seconds = Math.round(message.closeSeconds);
    }
    return obj;
  },
  create(base) {
    return OpeningHours.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseOpeningHours();
    message.weekdays = object.weekdays?.map((e) => e) || [];
    message.openSeconds = object.openSeconds ?? 0;
    message.closeSeconds = object.closeSeconds ?? 0;
    return message;
  },
};
function createBaseDay() {
  return { date: '', startSeconds: 0, endSeconds: 0, start: void 0, end: void 0 };
}
var Day = {
  encode(message, writer = new BinaryWriter()) {
    if (message.date !== '') {
      writer.uint32(10).string(message.date);
    }
    if (message.startSeconds !== 0) {
      writer.uint32(16).int32(message.startSeconds);
    }
    if (message.endSeconds !== 0) {
      writer.uint32(24).int32(message.endSeconds);
    }
    if (message.start !== void 0) {
      Location.encode(message.start, writer.uint32(34).fork()).join();
    }
    if (message.end !== void 0) {
      Location.encode(message.end, writer.uint32(42).fork()).join();
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseDay();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.date = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }
            message.startSeconds = reader.int32();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }
            message.endSeconds = reader.int32();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }
            message.start = Location.decode(reader, reader.uint32());
            continue;
          }
          case 5: {
            if (tag !== 42) {
              break;
            }
            message.end = Location.decode(reader, reader.uint32());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      date: isSet3(object.date) ? globalThis.String(object.date) : '',
      startSeconds: isSet3(object.start_seconds) ? globalThis.Number(object.start_seconds) : 0,
      endSeconds: isSet3(object.end_seconds) ? globalThis.Number(object.end_seconds) : 0,
      start: isSet3(object.start) ? Location.fromJSON(object.start) : void 0,
      end: isSet3(object.end) ? Location.fromJSON(object.end) : void 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.date !== '') {
      obj.date = message.date;
    }
    if (message.startSeconds !== 0) {
      obj.start_seconds = Math.round(message.startSeconds);
    }
    if (message.endSeconds !== 0) {
      obj.end_seconds = Math.round(message.endSeconds);
    }
    if (message.start !== void 0) {
      obj.start = Location.toJSON(message.start);
    }
    if (message.end !== void 0) {
      obj.end = Location.toJSON(message.end);
    }
    return obj;
  },
  create(base) {
    return Day.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseDay();
    message.date = object.date ?? '';
    message.startSeconds = object.startSeconds ?? 0;
    message.endSeconds = object.endSeconds ?? 0;
    message.start = object.start !== void 0 && object.start !== null ? Location.fromPartial(object.start) : void 0;
    message.end = object.end !== void 0 && object.end !== null ? Location.fromPartial(object.end) : void 0;
    return message;
  },
};
function createBaseItineraryPlan() {
  return { days: [], unvisited: [], importance: 0, cost: 0 };
}
var ItineraryPlan = {
  encode(message, writer = new BinaryWriter()) {
    for (const v of message.days) {
      PlannedDay.encode(v, writer.uint32(10).fork()).join();
    }
    for (const v of message.unvisited) {
      Unserved.encode(v, writer.uint32(18).fork()).join();
    }
    if (message.importance !== 0) {
      writer.uint32(24).int32(message.importance);
    }
    if (message.cost !== 0) {
      writer.uint32(33).double(message.cost);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseItineraryPlan();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.days.push(PlannedDay.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.unvisited.push(Unserved.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }
            message.importance = reader.int32();
            continue;
          }
          case 4: {
            if (tag !== 33) {
              break;
            }
            message.cost = reader.double();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      days: globalThis.Array.isArray(object?.days) ? object.days.map((e) => PlannedDay.fromJSON(e)) : [],
      unvisited: globalThis.Array.isArray(object?.unvisited) ? object.unvisited.map((e) => Unserved.fromJSON(e)) : [],
      importance: isSet3(object.importance) ? globalThis.Number(object.importance) : 0,
      cost: isSet3(object.cost) ? globalThis.Number(object.cost) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.days?.length) {
      obj.days = message.days.map((e) => PlannedDay.toJSON(e));
    }
    if (message.unvisited?.length) {
      obj.unvisited = message.unvisited.map((e) => Unserved.toJSON(e));
    }
    if (message.importance !== 0) {
      obj.importance = Math.round(message.importance);
    }
    if (message.cost !== 0) {
      obj.cost = floatToJson3(message.cost);
    }
    return obj;
  },
  create(base) {
    return ItineraryPlan.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseItineraryPlan();
    message.days = object.days?.map((e) => PlannedDay.fromPartial(e)) || [];
    message.unvisited = object.unvisited?.map((e) => Unserved.fromPartial(e)) || [];
    message.importance = object.importance ?? 0;
    message.cost = object.cost ?? 0;
    return message;
  },
};
function createBasePlannedDay() {
  return {
    date: '',
    visits: [],
    legs: [],
    startSeconds: 0,
    endSeconds: 0,
    walkingMeters: 0,
    distanceMeters: 0,
    freeSeconds: 0,
  };
}
var PlannedDay = {
  encode(message, writer = new BinaryWriter()) {
    if (message.date !== '') {
      writer.uint32(10).string(message.date);
    }
    for (const v of message.visits) {
      PlannedVisit.encode(v, writer.uint32(18).fork()).join();
    }
    for (const v of message.legs) {
      Leg.encode(v, writer.uint32(26).fork()).join();
    }
    if (message.startSeconds !== 0) {
      writer.uint32(32).int32(message.startSeconds);
    }
    if (message.endSeconds !== 0) {
      writer.uint32(40).int32(message.endSeconds);
    }
    if (message.walkingMeters !== 0) {
      writer.uint32(48).int32(message.walkingMeters);
    }
    if (message.distanceMeters !== 0) {
      writer.uint32(56).int32(message.distanceMeters);
    }
    if (message.freeSeconds !== 0) {
      writer.uint32(64).int32(message.freeSeconds);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBasePlannedDay();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.date = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.visits.push(PlannedVisit.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }
            message.legs.push(Leg.decode(reader, reader.uint32()));
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }
            message.startSeconds = reader.int32();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }
            message.endSeconds = reader.int32();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }
            message.walkingMeters = reader.int32();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }
            message.distanceMeters = reader.int32();
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }
            message.freeSeconds = reader.int32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      date: isSet3(object.date) ? globalThis.String(object.date) : '',
      visits: globalThis.Array.isArray(object?.visits) ? object.visits.map((e) => PlannedVisit.fromJSON(e)) : [],
      legs: globalThis.Array.isArray(object?.legs) ? object.legs.map((e) => Leg.fromJSON(e)) : [],
      startSeconds: isSet3(object.start_seconds) ? globalThis.Number(object.start_seconds) : 0,
      endSeconds: isSet3(object.end_seconds) ? globalThis.Number(object.end_seconds) : 0,
      walkingMeters: isSet3(object.walking_meters) ? globalThis.Number(object.walking_meters) : 0,
      distanceMeters: isSet3(object.distance_meters) ? globalThis.Number(object.distance_meters) : 0,
      freeSeconds: isSet3(object.free_seconds) ? globalThis.Number(object.free_seconds) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.date !== '') {
      obj.date = message.date;
    }
    if (message.visits?.length) {
      obj.visits = message.visits.map((e) => PlannedVisit.toJSON(e));
    }
    if (message.legs?.length) {
      obj.legs = message.legs.map((e) => Leg.toJSON(e));
    }
    if (message.startSeconds !== 0) {
      obj.start_seconds = Math.round(message.startSeconds);
    }
    if (message.endSeconds !== 0) {
      obj.end_seconds = Math.round(message.endSeconds);
    }
    if (message.walkingMeters !== 0) {
      obj.walking_meters = Math.round(message.walkingMeters);
    }
    if (message.distanceMeters !== 0) {
      obj.distance_meters = Math.round(message.distanceMeters);
    }
    if (message.freeSeconds !== 0) {
      obj.free_seconds = Math.round(message.freeSeconds);
    }
    return obj;
  },
  create(base) {
    return PlannedDay.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBasePlannedDay();
    message.date = object.date ?? '';
    message.visits = object.visits?.map((e) => PlannedVisit.fromPartial(e)) || [];
    message.legs = object.legs?.map((e) => Leg.fromPartial(e)) || [];
    message.startSeconds = object.startSeconds ?? 0;
    message.endSeconds = object.endSeconds ?? 0;
    message.walkingMeters = object.walkingMeters ?? 0;
    message.distanceMeters = object.distanceMeters ?? 0;
    message.freeSeconds = object.freeSeconds ?? 0;
    return message;
  },
};
function createBasePlannedVisit() {
  return { placeId: '', arrivalSeconds: 0, startSeconds: 0, departureSeconds: 0 };
}
var PlannedVisit = {
  encode(message, writer = new BinaryWriter()) {
    if (message.placeId !== '') {
      writer.uint32(10).string(message.placeId);
    }
    if (message.arrivalSeconds !== 0) {
      writer.uint32(16).int32(message.arrivalSeconds);
    }
    if (message.startSeconds !== 0) {
      writer.uint32(24).int32(message.startSeconds);
    }
    if (message.departureSeconds !== 0) {
      writer.uint32(32).int32(message.departureSeconds);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBasePlannedVisit();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.placeId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }
            message.arrivalSeconds = reader.int32();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }
            message.startSeconds = reader.int32();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }
            message.departureSeconds = reader.int32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      placeId: isSet3(object.place_id) ? globalThis.String(object.place_id) : '',
      arrivalSeconds: isSet3(object.arrival_seconds) ? globalThis.Number(object.arrival_seconds) : 0,
      startSeconds: isSet3(object.start_seconds) ? globalThis.Number(object.start_seconds) : 0,
      departureSeconds: isSet3(object.departure_seconds) ? globalThis.Number(object.departure_seconds) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.placeId !== '') {
      obj.place_id = message.placeId;
    }
    if (message.arrivalSeconds !== 0) {
      obj.arrival_seconds = Math.round(message.arrivalSeconds);
    }
    if (message.startSeconds !== 0) {
      obj.start_seconds = Math.round(message.startSeconds);
    }
    if (message.departureSeconds !== 0) {
      obj.departure_seconds = Math.round(message.departureSeconds);
    }
    return obj;
  },
  create(base) {
    return PlannedVisit.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBasePlannedVisit();
    message.placeId = object.placeId ?? '';
    message.arrivalSeconds = object.arrivalSeconds ?? 0;
    message.startSeconds = object.startSeconds ?? 0;
    message.departureSeconds = object.departureSeconds ?? 0;
    return message;
  },
};
function createBaseLeg() {
  return { fromPlaceId: '', toPlaceId: '', mode: 0, distanceMeters: 0, durationSeconds: 0 };
}
var Leg = {
  encode(message, writer = new BinaryWriter()) {
    if (message.fromPlaceId !== '') {
      writer.uint32(10).string(message.fromPlaceId);
    }
    if (message.toPlaceId !== '') {
      writer.uint32(18).string(message.toPlaceId);
    }
    if (message.mode !== 0) {
      writer.uint32(24).int32(message.mode);
    }
    if (message.distanceMeters !== 0) {
      writer.uint32(32).int32(message.distanceMeters);
    }
    if (message.durationSeconds !== 0) {
      writer.uint32(40).int32(message.durationSeconds);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseLeg();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.fromPlaceId = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.toPlaceId = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 24) {
              break;
            }
            message.mode = reader.int32();
            continue;
          }
          case 4: {
            if (tag !== 32) {
              break;
            }
            message.distanceMeters = reader.int32();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }
            message.durationSeconds = reader.int32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      fromPlaceId: isSet3(object.from_place_id) ? globalThis.String(object.from_place_id) : '',
      toPlaceId: isSet3(object.to_place_id) ? globalThis.String(object.to_place_id) : '',
      mode: isSet3(object.mode) ? travelModeFromJSON(object.mode) : 0,
      distanceMeters: isSet3(object.distance_meters) ? globalThis.Number(object.distance_meters) : 0,
      durationSeconds: isSet3(object.duration_seconds) ? globalThis.Number(object.duration_seconds) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.fromPlaceId !== '') {
      obj.from_place_id = message.fromPlaceId;
    }
    if (message.toPlaceId !== '') {
      obj.to_place_id = message.toPlaceId;
    }
    if (message.mode !== 0) {
      obj.mode = travelModeToJSON(message.mode);
    }
    if (message.distanceMeters !== 0) {
      obj.distance_meters = Math.round(message.distanceMeters);
    }
    if (message.durationSeconds !== 0) {
      obj.duration_seconds = Math.round(message.durationSeconds);
    }
    return obj;
  },
  create(base) {
    return Leg.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseLeg();
    message.fromPlaceId = object.fromPlaceId ?? '';
    message.toPlaceId = object.toPlaceId ?? '';
    message.mode = object.mode ?? 0;
    message.distanceMeters = object.distanceMeters ?? 0;
    message.durationSeconds = object.durationSeconds ?? 0;
    return message;
  },
};
function floatToJson3(value) {
  return typeof value === 'number' && !globalThis.Number.isFinite(value) ? globalThis.String(value) : value;
}
function isSet3(value) {
  return value !== null && value !== void 0;
}

// proto/gen/solveig/model/v1/linear.ts
var ObjectiveSense = {
  OBJECTIVE_SENSE_UNSPECIFIED: 0,
  OBJECTIVE_SENSE_MINIMIZE: 1,
  OBJECTIVE_SENSE_MAXIMIZE: 2,
};
function objectiveSenseFromJSON(object) {
  switch (object) {
    case 0:
    case 'OBJECTIVE_SENSE_UNSPECIFIED':
      return ObjectiveSense.OBJECTIVE_SENSE_UNSPECIFIED;
    case 1:
    case 'OBJECTIVE_SENSE_MINIMIZE':
      return ObjectiveSense.OBJECTIVE_SENSE_MINIMIZE;
    case 2:
    case 'OBJECTIVE_SENSE_MAXIMIZE':
      return ObjectiveSense.OBJECTIVE_SENSE_MAXIMIZE;
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum ObjectiveSense');
  }
}
function objectiveSenseToJSON(object) {
  switch (object) {
    case ObjectiveSense.OBJECTIVE_SENSE_UNSPECIFIED:
      return 'OBJECTIVE_SENSE_UNSPECIFIED';
    case ObjectiveSense.OBJECTIVE_SENSE_MINIMIZE:
      return 'OBJECTIVE_SENSE_MINIMIZE';
    case ObjectiveSense.OBJECTIVE_SENSE_MAXIMIZE:
      return 'OBJECTIVE_SENSE_MAXIMIZE';
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum ObjectiveSense');
  }
}
function createBaseLinearProgram() {
  return { form: void 0 };
}
var LinearProgram = {
  encode(message, writer = new BinaryWriter()) {
    switch (message.form?.$case) {
      case 'lpText':
        writer.uint32(10).string(message.form.value);
        break;
      case 'mpsText':
        writer.uint32(18).string(message.form.value);
        break;
      case 'arrays':
        LinearArrays.encode(message.form.value, writer.uint32(26).fork()).join();
        break;
    }
    if (message.stopAtGap !== void 0) {
      writer.uint32(33).double(message.stopAtGap);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseLinearProgram();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.form = { $case: 'lpText', value: reader.string() };
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.form = { $case: 'mpsText', value: reader.string() };
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }
            message.form = { $case: 'arrays', value: LinearArrays.decode(reader, reader.uint32()) };
            continue;
          }
          case 4: {
            if (tag !== 33) {
              break;
            }
            message.stopAtGap = reader.double();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      form: isSet4(object.lp_text)
        ? { $case: 'lpText', value: globalThis.String(object.lp_text) }
        : isSet4(object.mps_text)
          ? { $case: 'mpsText', value: globalThis.String(object.mps_text) }
          : isSet4(object.arrays)
            ? { $case: 'arrays', value: LinearArrays.fromJSON(object.arrays) }
            : void 0,
      stopAtGap: isSet4(object.stop_at_gap) ? globalThis.Number(object.stop_at_gap) : void 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.form?.$case === 'lpText') {
      obj.lp_text = message.form.value;
    } else if (message.form?.$case === 'mpsText') {
      obj.mps_text = message.form.value;
    } else if (message.form?.$case === 'arrays') {
      obj.arrays = LinearArrays.toJSON(message.form.value);
    }
    if (message.stopAtGap !== void 0) {
      obj.stop_at_gap = floatToJson4(message.stopAtGap);
    }
    return obj;
  },
  create(base) {
    return LinearProgram.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseLinearProgram();
    switch (object.form?.$case) {
      case 'lpText': {
        if (object.form?.value !== void 0 && object.form?.value !== null) {
          message.form = { $case: 'lpText', value: object.form.value };
        }
        break;
      }
      case 'mpsText': {
        if (object.form?.value !== void 0 && object.form?.value !== null) {
          message.form = { $case: 'mpsText', value: object.form.value };
        }
        break;
      }
      case 'arrays': {
        if (object.form?.value !== void 0 && object.form?.value !== null) {
          message.form = { $case: 'arrays', value: LinearArrays.fromPartial(object.form.value) };
        }
        break;
      }
    }
    message.stopAtGap = object.stopAtGap ?? void 0;
    return message;
  },
};
function createBaseLinearArrays() {
  return { sense: 0, objectiveOffset: 0, columns: [], rows: [] };
}
var LinearArrays = {
  encode(message, writer = new BinaryWriter()) {
    if (message.sense !== 0) {
      writer.uint32(8).int32(message.sense);
    }
    if (message.objectiveOffset !== 0) {
      writer.uint32(17).double(message.objectiveOffset);
    }
    for (const v of message.columns) {
      Column.encode(v, writer.uint32(26).fork()).join();
    }
    for (const v of message.rows) {
      Row.encode(v, writer.uint32(34).fork()).join();
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseLinearArrays();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }
            message.sense = reader.int32();
            continue;
          }
          case 2: {
            if (tag !== 17) {
              break;
            }
            message.objectiveOffset = reader.double();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }
            message.columns.push(Column.decode(reader, reader.uint32()));
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }
            message.rows.push(Row.decode(reader, reader.uint32()));
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      sense: isSet4(object.sense) ? objectiveSenseFromJSON(object.sense) : 0,
      objectiveOffset: isSet4(object.objective_offset) ? globalThis.Number(object.objective_offset) : 0,
      columns: globalThis.Array.isArray(object?.columns) ? object.columns.map((e) => Column.fromJSON(e)) : [],
      rows: globalThis.Array.isArray(object?.rows) ? object.rows.map((e) => Row.fromJSON(e)) : [],
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.sense !== 0) {
      obj.sense = objectiveSenseToJSON(message.sense);
    }
    if (message.objectiveOffset !== 0) {
      obj.objective_offset = floatToJson4(message.objectiveOffset);
    }
    if (message.columns?.length) {
      obj.columns = message.columns.map((e) => Column.toJSON(e));
    }
    if (message.rows?.length) {
      obj.rows = message.rows.map((e) => Row.toJSON(e));
    }
    return obj;
  },
  create(base) {
    return LinearArrays.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseLinearArrays();
    message.sense = object.sense ?? 0;
    message.objectiveOffset = object.objectiveOffset ?? 0;
    message.columns = object.columns?.map((e) => Column.fromPartial(e)) || [];
    message.rows = object.rows?.map((e) => Row.fromPartial(e)) || [];
    return message;
  },
};
function createBaseColumn() {
  return { name: '', objective: 0, integer: false, free: false };
}
var Column = {
  encode(message, writer = new BinaryWriter()) {
    if (message.name !== '') {
      writer.uint32(10).string(message.name);
    }
    if (message.objective !== 0) {
      writer.uint32(17).double(message.objective);
    }
    if (message.lowerBound !== void 0) {
      writer.uint32(25).double(message.lowerBound);
    }
    if (message.upperBound !== void 0) {
      writer.uint32(33).double(message.upperBound);
    }
    if (message.integer !== false) {
      writer.uint32(40).bool(message.integer);
    }
    if (message.free !== false) {
      writer.uint32(48).bool(message.free);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseColumn();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.name = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 17) {
              break;
            }
            message.objective = reader.double();
            continue;
          }
          case 3: {
            if (tag !== 25) {
              break;
            }
            message.lowerBound = reader.double();
            continue;
          }
          case 4: {
            if (tag !== 33) {
              break;
            }
            message.upperBound = reader.double();
            continue;
          }
          case 5: {
            if (tag !== 40) {
              break;
            }
            message.integer = reader.bool();
            continue;
          }
          case 6: {
            if (tag !== 48) {
              break;
            }
            message.free = reader.bool();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      name: isSet4(object.name) ? globalThis.String(object.name) : '',
      objective: isSet4(object.objective) ? globalThis.Number(object.objective) : 0,
      lowerBound: isSet4(object.lower_bound) ? globalThis.Number(object.lower_bound) : void 0,
      upperBound: isSet4(object.upper_bound) ? globalThis.Number(object.upper_bound) : void 0,
      integer: isSet4(object.integer) ? globalThis.Boolean(object.integer) : false,
      free: isSet4(object.free) ? globalThis.Boolean(object.free) : false,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.name !== '') {
      obj.name = message.name;
    }
    if (message.objective !== 0) {
      obj.objective = floatToJson4(message.objective);
    }
    if (message.lowerBound !== void 0) {
      obj.lower_bound = floatToJson4(message.lowerBound);
    }
    if (message.upperBound !== void 0) {
      obj.upper_bound = floatToJson4(message.upperBound);
    }
    if (message.integer !== false) {
      obj.integer = message.integer;
    }
    if (message.free !== false) {
      obj.free = message.free;
    }
    return obj;
  },
  create(base) {
    return Column.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseColumn();
    message.name = object.name ?? '';
    message.objective = object.objective ?? 0;
    message.lowerBound = object.lowerBound ?? void 0;
    message.upperBound = object.upperBound ?? void 0;
    message.integer = object.integer ?? false;
    message.free = object.free ?? false;
    return message;
  },
};
function createBaseRow() {
  return { name: '', terms: [] };
}
var Row = {
  encode(message, writer = new BinaryWriter()) {
    if (message.name !== '') {
      writer.uint32(10).string(message.name);
    }
    for (const v of message.terms) {
      Term.encode(v, writer.uint32(18).fork()).join();
    }
    if (message.lowerBound !== void 0) {
      writer.uint32(25).double(message.lowerBound);
    }
    if (message.upperBound !== void 0) {
      writer.uint32(33).double(message.upperBound);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseRow();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.name = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.terms.push(Term.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 25) {
              break;
            }
            message.lowerBound = reader.double();
            continue;
          }
          case 4: {
            if (tag !== 33) {
              break;
            }
            message.upperBound = reader.double();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      name: isSet4(object.name) ? globalThis.String(object.name) : '',
      terms: globalThis.Array.isArray(object?.terms) ? object.terms.map((e) => Term.fromJSON(e)) : [],
      lowerBound: isSet4(object.lower_bound) ? globalThis.Number(object.lower_bound) : void 0,
      upperBound: isSet4(object.upper_bound) ? globalThis.Number(object.upper_bound) : void 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.name !== '') {
      obj.name = message.name;
    }
    if (message.terms?.length) {
      obj.terms = message.terms.map((e) => Term.toJSON(e));
    }
    if (message.lowerBound !== void 0) {
      obj.lower_bound = floatToJson4(message.lowerBound);
    }
    if (message.upperBound !== void 0) {
      obj.upper_bound = floatToJson4(message.upperBound);
    }
    return obj;
  },
  create(base) {
    return Row.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseRow();
    message.name = object.name ?? '';
    message.terms = object.terms?.map((e) => Term.fromPartial(e)) || [];
    message.lowerBound = object.lowerBound ?? void 0;
    message.upperBound = object.upperBound ?? void 0;
    return message;
  },
};
function createBaseTerm() {
  return { column: '', coefficient: 0 };
}
var Term = {
  encode(message, writer = new BinaryWriter()) {
    if (message.column !== '') {
      writer.uint32(10).string(message.column);
    }
    if (message.coefficient !== 0) {
      writer.uint32(17).double(message.coefficient);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseTerm();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.column = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 17) {
              break;
            }
            message.coefficient = reader.double();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      column: isSet4(object.column) ? globalThis.String(object.column) : '',
      coefficient: isSet4(object.coefficient) ? globalThis.Number(object.coefficient) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.column !== '') {
      obj.column = message.column;
    }
    if (message.coefficient !== 0) {
      obj.coefficient = floatToJson4(message.coefficient);
    }
    return obj;
  },
  create(base) {
    return Term.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseTerm();
    message.column = object.column ?? '';
    message.coefficient = object.coefficient ?? 0;
    return message;
  },
};
function createBaseLinearSolution() {
  return { columns: [], rows: [], objective: 0 };
}
var LinearSolution = {
  encode(message, writer = new BinaryWriter()) {
    for (const v of message.columns) {
      ColumnValue.encode(v, writer.uint32(10).fork()).join();
    }
    for (const v of message.rows) {
      RowValue.encode(v, writer.uint32(18).fork()).join();
    }
    if (message.objective !== 0) {
      writer.uint32(25).double(message.objective);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseLinearSolution();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.columns.push(ColumnValue.decode(reader, reader.uint32()));
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.rows.push(RowValue.decode(reader, reader.uint32()));
            continue;
          }
          case 3: {
            if (tag !== 25) {
              break;
            }
            message.objective = reader.double();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      columns: globalThis.Array.isArray(object?.columns) ? object.columns.map((e) => ColumnValue.fromJSON(e)) : [],
      rows: globalThis.Array.isArray(object?.rows) ? object.rows.map((e) => RowValue.fromJSON(e)) : [],
      objective: isSet4(object.objective) ? globalThis.Number(object.objective) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.columns?.length) {
      obj.columns = message.columns.map((e) => ColumnValue.toJSON(e));
    }
    if (message.rows?.length) {
      obj.rows = message.rows.map((e) => RowValue.toJSON(e));
    }
    if (message.objective !== 0) {
      obj.objective = floatToJson4(message.objective);
    }
    return obj;
  },
  create(base) {
    return LinearSolution.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseLinearSolution();
    message.columns = object.columns?.map((e) => ColumnValue.fromPartial(e)) || [];
    message.rows = object.rows?.map((e) => RowValue.fromPartial(e)) || [];
    message.objective = object.objective ?? 0;
    return message;
  },
};
function createBaseColumnValue() {
  return { name: '', value: 0 };
}
var ColumnValue = {
  encode(message, writer = new BinaryWriter()) {
    if (message.name !== '') {
      writer.uint32(10).string(message.name);
    }
    if (message.value !== 0) {
      writer.uint32(17).double(message.value);
    }
    if (message.reducedCost !== void 0) {
      writer.uint32(25).double(message.reducedCost);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseColumnValue();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.name = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 17) {
              break;
            }
            message.value = reader.double();
            continue;
          }
          case 3: {
            if (tag !== 25) {
              break;
            }
            message.reducedCost = reader.double();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      name: isSet4(object.name) ? globalThis.String(object.name) : '',
      value: isSet4(object.value) ? globalThis.Number(object.value) : 0,
      reducedCost: isSet4(object.reduced_cost) ? globalThis.Number(object.reduced_cost) : void 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.name !== '') {
      obj.name = message.name;
    }
    if (message.value !== 0) {
      obj.value = floatToJson4(message.value);
    }
    if (message.reducedCost !== void 0) {
      obj.reduced_cost = floatToJson4(message.reducedCost);
    }
    return obj;
  },
  create(base) {
    return ColumnValue.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseColumnValue();
    message.name = object.name ?? '';
    message.value = object.value ?? 0;
    message.reducedCost = object.reducedCost ?? void 0;
    return message;
  },
};
function createBaseRowValue() {
  return { name: '', activity: 0 };
}
var RowValue = {
  encode(message, writer = new BinaryWriter()) {
    if (message.name !== '') {
      writer.uint32(10).string(message.name);
    }
    if (message.activity !== 0) {
      writer.uint32(17).double(message.activity);
    }
    if (message.dual !== void 0) {
      writer.uint32(25).double(message.dual);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseRowValue();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.name = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 17) {
              break;
            }
            message.activity = reader.double();
            continue;
          }
          case 3: {
            if (tag !== 25) {
              break;
            }
            message.dual = reader.double();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      name: isSet4(object.name) ? globalThis.String(object.name) : '',
      activity: isSet4(object.activity) ? globalThis.Number(object.activity) : 0,
      dual: isSet4(object.dual) ? globalThis.Number(object.dual) : void 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.name !== '') {
      obj.name = message.name;
    }
    if (message.activity !== 0) {
      obj.activity = floatToJson4(message.activity);
    }
    if (message.dual !== void 0) {
      obj.dual = floatToJson4(message.dual);
    }
    return obj;
  },
  create(base) {
    return RowValue.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseRowValue();
    message.name = object.name ?? '';
    message.activity = object.activity ?? 0;
    message.dual = object.dual ?? void 0;
    return message;
  },
};
function floatToJson4(value) {
  return typeof value === 'number' && !globalThis.Number.isFinite(value) ? globalThis.String(value) : value;
}
function isSet4(value) {
  return value !== null && value !== void 0;
}

// proto/gen/solveig/model/v1/problem.ts
var SolveStatus = {
  SOLVE_STATUS_UNSPECIFIED: 0,
  /** SOLVE_STATUS_OPTIMAL - Proved: the bound meets the value. */
  SOLVE_STATUS_OPTIMAL: 1,
  /** SOLVE_STATUS_FEASIBLE - A checked answer that keeps every rule. */
  SOLVE_STATUS_FEASIBLE: 2,
  /** SOLVE_STATUS_RELAXED - A checked answer to a relaxed problem; every relaxation is listed with its price. */
  SOLVE_STATUS_RELAXED: 3,
  /** SOLVE_STATUS_INFEASIBLE - No answer exists; the conflict set was solved again to make sure. */
  SOLVE_STATUS_INFEASIBLE: 4,
  /** SOLVE_STATUS_UNBOUNDED - The objective has no limit. */
  SOLVE_STATUS_UNBOUNDED: 5,
  /** SOLVE_STATUS_UNKNOWN - Nothing is known. */
  SOLVE_STATUS_UNKNOWN: 6,
};
function solveStatusFromJSON(object) {
  switch (object) {
    case 0:
    case 'SOLVE_STATUS_UNSPECIFIED':
      return SolveStatus.SOLVE_STATUS_UNSPECIFIED;
    case 1:
    case 'SOLVE_STATUS_OPTIMAL':
      return SolveStatus.SOLVE_STATUS_OPTIMAL;
    case 2:
    case 'SOLVE_STATUS_FEASIBLE':
      return SolveStatus.SOLVE_STATUS_FEASIBLE;
    case 3:
    case 'SOLVE_STATUS_RELAXED':
      return SolveStatus.SOLVE_STATUS_RELAXED;
    case 4:
    case 'SOLVE_STATUS_INFEASIBLE':
      return SolveStatus.SOLVE_STATUS_INFEASIBLE;
    case 5:
    case 'SOLVE_STATUS_UNBOUNDED':
      return SolveStatus.SOLVE_STATUS_UNBOUNDED;
    case 6:
    case 'SOLVE_STATUS_UNKNOWN':
      return SolveStatus.SOLVE_STATUS_UNKNOWN;
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum SolveStatus');
  }
}
function solveStatusToJSON(object) {
  switch (object) {
    case SolveStatus.SOLVE_STATUS_UNSPECIFIED:
      return 'SOLVE_STATUS_UNSPECIFIED';
    case SolveStatus.SOLVE_STATUS_OPTIMAL:
      return 'SOLVE_STATUS_OPTIMAL';
    case SolveStatus.SOLVE_STATUS_FEASIBLE:
      return 'SOLVE_STATUS_FEASIBLE';
    case SolveStatus.SOLVE_STATUS_RELAXED:
      return 'SOLVE_STATUS_RELAXED';
    case SolveStatus.SOLVE_STATUS_INFEASIBLE:
      return 'SOLVE_STATUS_INFEASIBLE';
    case SolveStatus.SOLVE_STATUS_UNBOUNDED:
      return 'SOLVE_STATUS_UNBOUNDED';
    case SolveStatus.SOLVE_STATUS_UNKNOWN:
      return 'SOLVE_STATUS_UNKNOWN';
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum SolveStatus');
  }
}
var StopReason = {
  STOP_REASON_UNSPECIFIED: 0,
  /** STOP_REASON_OPTIMAL - The answer is proved. */
  STOP_REASON_OPTIMAL: 1,
  /** STOP_REASON_CONVERGED - No further improvement was possible. */
  STOP_REASON_CONVERGED: 2,
  /** STOP_REASON_ITERATIONS - The iteration budget of the request. */
  STOP_REASON_ITERATIONS: 3,
  /** STOP_REASON_TIME - The time budget. */
  STOP_REASON_TIME: 4,
  /** STOP_REASON_GAP - The gap asked for was reached. */
  STOP_REASON_GAP: 5,
  /** STOP_REASON_STOPPED - Somebody said stop and keep the incumbent. */
  STOP_REASON_STOPPED: 6,
  /** STOP_REASON_INFEASIBLE - Proved that there is no answer. */
  STOP_REASON_INFEASIBLE: 7,
};
function stopReasonFromJSON(object) {
  switch (object) {
    case 0:
    case 'STOP_REASON_UNSPECIFIED':
      return StopReason.STOP_REASON_UNSPECIFIED;
    case 1:
    case 'STOP_REASON_OPTIMAL':
      return StopReason.STOP_REASON_OPTIMAL;
    case 2:
    case 'STOP_REASON_CONVERGED':
      return StopReason.STOP_REASON_CONVERGED;
    case 3:
    case 'STOP_REASON_ITERATIONS':
      return StopReason.STOP_REASON_ITERATIONS;
    case 4:
    case 'STOP_REASON_TIME':
      return StopReason.STOP_REASON_TIME;
    case 5:
    case 'STOP_REASON_GAP':
      return StopReason.STOP_REASON_GAP;
    case 6:
    case 'STOP_REASON_STOPPED':
      return StopReason.STOP_REASON_STOPPED;
    case 7:
    case 'STOP_REASON_INFEASIBLE':
      return StopReason.STOP_REASON_INFEASIBLE;
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum StopReason');
  }
}
function stopReasonToJSON(object) {
  switch (object) {
    case StopReason.STOP_REASON_UNSPECIFIED:
      return 'STOP_REASON_UNSPECIFIED';
    case StopReason.STOP_REASON_OPTIMAL:
      return 'STOP_REASON_OPTIMAL';
    case StopReason.STOP_REASON_CONVERGED:
      return 'STOP_REASON_CONVERGED';
    case StopReason.STOP_REASON_ITERATIONS:
      return 'STOP_REASON_ITERATIONS';
    case StopReason.STOP_REASON_TIME:
      return 'STOP_REASON_TIME';
    case StopReason.STOP_REASON_GAP:
      return 'STOP_REASON_GAP';
    case StopReason.STOP_REASON_STOPPED:
      return 'STOP_REASON_STOPPED';
    case StopReason.STOP_REASON_INFEASIBLE:
      return 'STOP_REASON_INFEASIBLE';
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum StopReason');
  }
}
var Attempt_Outcome = {
  OUTCOME_UNSPECIFIED: 0,
  OUTCOME_ANSWERED: 1,
  OUTCOME_NO_ANSWER: 2,
  /** OUTCOME_WRONG_ANSWER - The verifier refused its answer. */
  OUTCOME_WRONG_ANSWER: 3,
  OUTCOME_FAILED: 4,
  OUTCOME_SKIPPED: 5,
};
function attempt_OutcomeFromJSON(object) {
  switch (object) {
    case 0:
    case 'OUTCOME_UNSPECIFIED':
      return Attempt_Outcome.OUTCOME_UNSPECIFIED;
    case 1:
    case 'OUTCOME_ANSWERED':
      return Attempt_Outcome.OUTCOME_ANSWERED;
    case 2:
    case 'OUTCOME_NO_ANSWER':
      return Attempt_Outcome.OUTCOME_NO_ANSWER;
    case 3:
    case 'OUTCOME_WRONG_ANSWER':
      return Attempt_Outcome.OUTCOME_WRONG_ANSWER;
    case 4:
    case 'OUTCOME_FAILED':
      return Attempt_Outcome.OUTCOME_FAILED;
    case 5:
    case 'OUTCOME_SKIPPED':
      return Attempt_Outcome.OUTCOME_SKIPPED;
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum Attempt_Outcome');
  }
}
function attempt_OutcomeToJSON(object) {
  switch (object) {
    case Attempt_Outcome.OUTCOME_UNSPECIFIED:
      return 'OUTCOME_UNSPECIFIED';
    case Attempt_Outcome.OUTCOME_ANSWERED:
      return 'OUTCOME_ANSWERED';
    case Attempt_Outcome.OUTCOME_NO_ANSWER:
      return 'OUTCOME_NO_ANSWER';
    case Attempt_Outcome.OUTCOME_WRONG_ANSWER:
      return 'OUTCOME_WRONG_ANSWER';
    case Attempt_Outcome.OUTCOME_FAILED:
      return 'OUTCOME_FAILED';
    case Attempt_Outcome.OUTCOME_SKIPPED:
      return 'OUTCOME_SKIPPED';
    default:
      throw new globalThis.Error('Unrecognized enum value ' + object + ' for enum Attempt_Outcome');
  }
}
function createBaseProblem() {
  return { kind: void 0 };
}
var Problem = {
  encode(message, writer = new BinaryWriter()) {
    switch (message.kind?.$case) {
      case 'routing':
        Routing.encode(message.kind.value, writer.uint32(10).fork()).join();
        break;
      case 'itinerary':
        Itinerary.encode(message.kind.value, writer.uint32(18).fork()).join();
        break;
      case 'linear':
        LinearProgram.encode(message.kind.value, writer.uint32(26).fork()).join();
        break;
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseProblem();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.kind = { $case: 'routing', value: Routing.decode(reader, reader.uint32()) };
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.kind = { $case: 'itinerary', value: Itinerary.decode(reader, reader.uint32()) };
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }
            message.kind = { $case: 'linear', value: LinearProgram.decode(reader, reader.uint32()) };
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      kind: isSet5(object.routing)
        ? { $case: 'routing', value: Routing.fromJSON(object.routing) }
        : isSet5(object.itinerary)
          ? { $case: 'itinerary', value: Itinerary.fromJSON(object.itinerary) }
          : isSet5(object.linear)
            ? { $case: 'linear', value: LinearProgram.fromJSON(object.linear) }
            : void 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.kind?.$case === 'routing') {
      obj.routing = Routing.toJSON(message.kind.value);
    } else if (message.kind?.$case === 'itinerary') {
      obj.itinerary = Itinerary.toJSON(message.kind.value);
    } else if (message.kind?.$case === 'linear') {
      obj.linear = LinearProgram.toJSON(message.kind.value);
    }
    return obj;
  },
  create(base) {
    return Problem.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseProblem();
    switch (object.kind?.$case) {
      case 'routing': {
        if (object.kind?.value !== void 0 && object.kind?.value !== null) {
          message.kind = { $case: 'routing', value: Routing.fromPartial(object.kind.value) };
        }
        break;
      }
      case 'itinerary': {
        if (object.kind?.value !== void 0 && object.kind?.value !== null) {
          message.kind = { $case: 'itinerary', value: Itinerary.fromPartial(object.kind.value) };
        }
        break;
      }
      case 'linear': {
        if (object.kind?.value !== void 0 && object.kind?.value !== null) {
          message.kind = { $case: 'linear', value: LinearProgram.fromPartial(object.kind.value) };
        }
        break;
      }
    }
    return message;
  },
};
function createBaseSolution() {
  return { kind: void 0 };
}
var Solution = {
  encode(message, writer = new BinaryWriter()) {
    switch (message.kind?.$case) {
      case 'routing':
        RoutePlan.encode(message.kind.value, writer.uint32(10).fork()).join();
        break;
      case 'itinerary':
        ItineraryPlan.encode(message.kind.value, writer.uint32(18).fork()).join();
        break;
      case 'linear':
        LinearSolution.encode(message.kind.value, writer.uint32(26).fork()).join();
        break;
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseSolution();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.kind = { $case: 'routing', value: RoutePlan.decode(reader, reader.uint32()) };
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.kind = { $case: 'itinerary', value: ItineraryPlan.decode(reader, reader.uint32()) };
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }
            message.kind = { $case: 'linear', value: LinearSolution.decode(reader, reader.uint32()) };
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      kind: isSet5(object.routing)
        ? { $case: 'routing', value: RoutePlan.fromJSON(object.routing) }
        : isSet5(object.itinerary)
          ? { $case: 'itinerary', value: ItineraryPlan.fromJSON(object.itinerary) }
          : isSet5(object.linear)
            ? { $case: 'linear', value: LinearSolution.fromJSON(object.linear) }
            : void 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.kind?.$case === 'routing') {
      obj.routing = RoutePlan.toJSON(message.kind.value);
    } else if (message.kind?.$case === 'itinerary') {
      obj.itinerary = ItineraryPlan.toJSON(message.kind.value);
    } else if (message.kind?.$case === 'linear') {
      obj.linear = LinearSolution.toJSON(message.kind.value);
    }
    return obj;
  },
  create(base) {
    return Solution.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseSolution();
    switch (object.kind?.$case) {
      case 'routing': {
        if (object.kind?.value !== void 0 && object.kind?.value !== null) {
          message.kind = { $case: 'routing', value: RoutePlan.fromPartial(object.kind.value) };
        }
        break;
      }
      case 'itinerary': {
        if (object.kind?.value !== void 0 && object.kind?.value !== null) {
          message.kind = { $case: 'itinerary', value: ItineraryPlan.fromPartial(object.kind.value) };
        }
        break;
      }
      case 'linear': {
        if (object.kind?.value !== void 0 && object.kind?.value !== null) {
          message.kind = { $case: 'linear', value: LinearSolution.fromPartial(object.kind.value) };
        }
        break;
      }
    }
    return message;
  },
};
function createBaseAttempt() {
  return { strategy: '', outcome: 0, cause: '', seconds: 0 };
}
var Attempt = {
  encode(message, writer = new BinaryWriter()) {
    if (message.strategy !== '') {
      writer.uint32(10).string(message.strategy);
    }
    if (message.outcome !== 0) {
      writer.uint32(16).int32(message.outcome);
    }
    if (message.cause !== '') {
      writer.uint32(26).string(message.cause);
    }
    if (message.seconds !== 0) {
      writer.uint32(33).double(message.seconds);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseAttempt();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.strategy = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }
            message.outcome = reader.int32();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }
            message.cause = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 33) {
              break;
            }
            message.seconds = reader.double();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      strategy: isSet5(object.strategy) ? globalThis.String(object.strategy) : '',
      outcome: isSet5(object.outcome) ? attempt_OutcomeFromJSON(object.outcome) : 0,
      cause: isSet5(object.cause) ? globalThis.String(object.cause) : '',
      seconds: isSet5(object.seconds) ? globalThis.Number(object.seconds) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.strategy !== '') {
      obj.strategy = message.strategy;
    }
    if (message.outcome !== 0) {
      obj.outcome = attempt_OutcomeToJSON(message.outcome);
    }
    if (message.cause !== '') {
      obj.cause = message.cause;
    }
    if (message.seconds !== 0) {
      obj.seconds = floatToJson5(message.seconds);
    }
    return obj;
  },
  create(base) {
    return Attempt.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseAttempt();
    message.strategy = object.strategy ?? '';
    message.outcome = object.outcome ?? 0;
    message.cause = object.cause ?? '';
    message.seconds = object.seconds ?? 0;
    return message;
  },
};
function createBaseRelaxation() {
  return { step: '', subjectId: '', from: '', to: '', price: 0, message: '' };
}
var Relaxation = {
  encode(message, writer = new BinaryWriter()) {
    if (message.step !== '') {
      writer.uint32(10).string(message.step);
    }
    if (message.subjectId !== '') {
      writer.uint32(18).string(message.subjectId);
    }
    if (message.from !== '') {
      writer.uint32(26).string(message.from);
    }
    if (message.to !== '') {
      writer.uint32(34).string(message.to);
    }
    if (message.price !== 0) {
      writer.uint32(41).double(message.price);
    }
    if (message.message !== '') {
      writer.uint32(50).string(message.message);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseRelaxation();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.step = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.subjectId = reader.string();
            continue;
          }
          case 3: {
            if (tag !== 26) {
              break;
            }
            message.from = reader.string();
            continue;
          }
          case 4: {
            if (tag !== 34) {
              break;
            }
            message.to = reader.string();
            continue;
          }
          case 5: {
            if (tag !== 41) {
              break;
            }
            message.price = reader.double();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }
            message.message = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      step: isSet5(object.step) ? globalThis.String(object.step) : '',
      subjectId: isSet5(object.subject_id) ? globalThis.String(object.subject_id) : '',
      from: isSet5(object.from) ? globalThis.String(object.from) : '',
      to: isSet5(object.to) ? globalThis.String(object.to) : '',
      price: isSet5(object.price) ? globalThis.Number(object.price) : 0,
      message: isSet5(object.message) ? globalThis.String(object.message) : '',
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.step !== '') {
      obj.step = message.step;
    }
    if (message.subjectId !== '') {
      obj.subject_id = message.subjectId;
    }
    if (message.from !== '') {
      obj.from = message.from;
    }
    if (message.to !== '') {
      obj.to = message.to;
    }
    if (message.price !== 0) {
      obj.price = floatToJson5(message.price);
    }
    if (message.message !== '') {
      obj.message = message.message;
    }
    return obj;
  },
  create(base) {
    return Relaxation.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseRelaxation();
    message.step = object.step ?? '';
    message.subjectId = object.subjectId ?? '';
    message.from = object.from ?? '';
    message.to = object.to ?? '';
    message.price = object.price ?? 0;
    message.message = object.message ?? '';
    return message;
  },
};
function createBaseExplanation() {
  return { summary: '', conflict: [] };
}
var Explanation = {
  encode(message, writer = new BinaryWriter()) {
    if (message.summary !== '') {
      writer.uint32(10).string(message.summary);
    }
    for (const v of message.conflict) {
      writer.uint32(18).string(v);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseExplanation();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.summary = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.conflict.push(reader.string());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      summary: isSet5(object.summary) ? globalThis.String(object.summary) : '',
      conflict: globalThis.Array.isArray(object?.conflict) ? object.conflict.map((e) => globalThis.String(e)) : [],
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.summary !== '') {
      obj.summary = message.summary;
    }
    if (message.conflict?.length) {
      obj.conflict = message.conflict;
    }
    return obj;
  },
  create(base) {
    return Explanation.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseExplanation();
    message.summary = object.summary ?? '';
    message.conflict = object.conflict?.map((e) => e) || [];
    return message;
  },
};
function createBaseSolveMeasures() {
  return {
    solveSeconds: 0,
    queueSeconds: 0,
    matrixSeconds: 0,
    cpuSeconds: 0,
    peakMemoryMegabytes: 0,
    firstAnswerSeconds: 0,
    iterations: 0,
    size: 0,
    secondSize: 0,
    matrixCacheHits: 0,
    matrixCacheMisses: 0,
    providerCells: {},
    host: '',
    version: '',
  };
}
var SolveMeasures = {
  encode(message, writer = new BinaryWriter()) {
    if (message.solveSeconds !== 0) {
      writer.uint32(9).double(message.solveSeconds);
    }
    if (message.queueSeconds !== 0) {
      writer.uint32(17).double(message.queueSeconds);
    }
    if (message.matrixSeconds !== 0) {
      writer.uint32(25).double(message.matrixSeconds);
    }
    if (message.cpuSeconds !== 0) {
      writer.uint32(33).double(message.cpuSeconds);
    }
    if (message.peakMemoryMegabytes !== 0) {
      writer.uint32(41).double(message.peakMemoryMegabytes);
    }
    if (message.firstAnswerSeconds !== 0) {
      writer.uint32(49).double(message.firstAnswerSeconds);
    }
    if (message.iterations !== 0) {
      writer.uint32(56).uint32(message.iterations);
    }
    if (message.size !== 0) {
      writer.uint32(64).int32(message.size);
    }
    if (message.secondSize !== 0) {
      writer.uint32(72).int32(message.secondSize);
    }
    if (message.matrixCacheHits !== 0) {
      writer.uint32(80).int32(message.matrixCacheHits);
    }
    if (message.matrixCacheMisses !== 0) {
      writer.uint32(88).int32(message.matrixCacheMisses);
    }
    globalThis.Object.entries(message.providerCells).forEach(([key, value]) => {
      SolveMeasures_ProviderCellsEntry.encode({ key, value }, writer.uint32(98).fork()).join();
    });
    if (message.host !== '') {
      writer.uint32(106).string(message.host);
    }
    if (message.version !== '') {
      writer.uint32(114).string(message.version);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseSolveMeasures();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 9) {
              break;
            }
            message.solveSeconds = reader.double();
            continue;
          }
          case 2: {
            if (tag !== 17) {
              break;
            }
            message.queueSeconds = reader.double();
            continue;
          }
          case 3: {
            if (tag !== 25) {
              break;
            }
            message.matrixSeconds = reader.double();
            continue;
          }
          case 4: {
            if (tag !== 33) {
              break;
            }
            message.cpuSeconds = reader.double();
            continue;
          }
          case 5: {
            if (tag !== 41) {
              break;
            }
            message.peakMemoryMegabytes = reader.double();
            continue;
          }
          case 6: {
            if (tag !== 49) {
              break;
            }
            message.firstAnswerSeconds = reader.double();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }
            message.iterations = reader.uint32();
            continue;
          }
          case 8: {
            if (tag !== 64) {
              break;
            }
            message.size = reader.int32();
            continue;
          }
          case 9: {
            if (tag !== 72) {
              break;
            }
            message.secondSize = reader.int32();
            continue;
          }
          case 10: {
            if (tag !== 80) {
              break;
            }
            message.matrixCacheHits = reader.int32();
            continue;
          }
          case 11: {
            if (tag !== 88) {
              break;
            }
            message.matrixCacheMisses = reader.int32();
            continue;
          }
          case 12: {
            if (tag !== 98) {
              break;
            }
            const entry12 = SolveMeasures_ProviderCellsEntry.decode(reader, reader.uint32());
            if (entry12.value !== void 0) {
              message.providerCells[entry12.key] = entry12.value;
            }
            continue;
          }
          case 13: {
            if (tag !== 106) {
              break;
            }
            message.host = reader.string();
            continue;
          }
          case 14: {
            if (tag !== 114) {
              break;
            }
            message.version = reader.string();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      solveSeconds: isSet5(object.solve_seconds) ? globalThis.Number(object.solve_seconds) : 0,
      queueSeconds: isSet5(object.queue_seconds) ? globalThis.Number(object.queue_seconds) : 0,
      matrixSeconds: isSet5(object.matrix_seconds) ? globalThis.Number(object.matrix_seconds) : 0,
      cpuSeconds: isSet5(object.cpu_seconds) ? globalThis.Number(object.cpu_seconds) : 0,
      peakMemoryMegabytes: isSet5(object.peak_memory_megabytes) ? globalThis.Number(object.peak_memory_megabytes) : 0,
      firstAnswerSeconds: isSet5(object.first_answer_seconds) ? globalThis.Number(object.first_answer_seconds) : 0,
      iterations: isSet5(object.iterations) ? globalThis.Number(object.iterations) : 0,
      size: isSet5(object.size) ? globalThis.Number(object.size) : 0,
      secondSize: isSet5(object.second_size) ? globalThis.Number(object.second_size) : 0,
      matrixCacheHits: isSet5(object.matrix_cache_hits) ? globalThis.Number(object.matrix_cache_hits) : 0,
      matrixCacheMisses: isSet5(object.matrix_cache_misses) ? globalThis.Number(object.matrix_cache_misses) : 0,
      providerCells: isObject(object.provider_cells)
        ? globalThis.Object.entries(object.provider_cells).reduce((acc, [key, value]) => {
            globalThis.Object.defineProperty(acc, key, {
              value: globalThis.Number(value),
              enumerable: true,
              configurable: true,
              writable: true,
            });
            return acc;
          }, {})
        : {},
      host: isSet5(object.host) ? globalThis.String(object.host) : '',
      version: isSet5(object.version) ? globalThis.String(object.version) : '',
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.solveSeconds !== 0) {
      obj.solve_seconds = floatToJson5(message.solveSeconds);
    }
    if (message.queueSeconds !== 0) {
      obj.queue_seconds = floatToJson5(message.queueSeconds);
    }
    if (message.matrixSeconds !== 0) {
      obj.matrix_seconds = floatToJson5(message.matrixSeconds);
    }
    if (message.cpuSeconds !== 0) {
      obj.cpu_seconds = floatToJson5(message.cpuSeconds);
    }
    if (message.peakMemoryMegabytes !== 0) {
      obj.peak_memory_megabytes = floatToJson5(message.peakMemoryMegabytes);
    }
    if (message.firstAnswerSeconds !== 0) {
      obj.first_answer_seconds = floatToJson5(message.firstAnswerSeconds);
    }
    if (message.iterations !== 0) {
      obj.iterations = Math.round(message.iterations);
    }
    if (message.size !== 0) {
      obj.size = Math.round(message.size);
    }
    if (message.secondSize !== 0) {
      obj.second_size = Math.round(message.secondSize);
    }
    if (message.matrixCacheHits !== 0) {
      obj.matrix_cache_hits = Math.round(message.matrixCacheHits);
    }
    if (message.matrixCacheMisses !== 0) {
      obj.matrix_cache_misses = Math.round(message.matrixCacheMisses);
    }
    if (message.providerCells) {
      const entries = globalThis.Object.entries(message.providerCells);
      if (entries.length > 0) {
        obj.provider_cells = {};
        entries.forEach(([k, v]) => {
          obj.provider_cells[k] = Math.round(v);
        });
      }
    }
    if (message.host !== '') {
      obj.host = message.host;
    }
    if (message.version !== '') {
      obj.version = message.version;
    }
    return obj;
  },
  create(base) {
    return SolveMeasures.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseSolveMeasures();
    message.solveSeconds = object.solveSeconds ?? 0;
    message.queueSeconds = object.queueSeconds ?? 0;
    message.matrixSeconds = object.matrixSeconds ?? 0;
    message.cpuSeconds = object.cpuSeconds ?? 0;
    message.peakMemoryMegabytes = object.peakMemoryMegabytes ?? 0;
    message.firstAnswerSeconds = object.firstAnswerSeconds ?? 0;
    message.iterations = object.iterations ?? 0;
    message.size = object.size ?? 0;
    message.secondSize = object.secondSize ?? 0;
    message.matrixCacheHits = object.matrixCacheHits ?? 0;
    message.matrixCacheMisses = object.matrixCacheMisses ?? 0;
    message.providerCells = globalThis.Object.entries(object.providerCells ?? {}).reduce((acc, [key, value]) => {
      if (value !== void 0) {
        acc[key] = globalThis.Number(value);
      }
      return acc;
    }, {});
    message.host = object.host ?? '';
    message.version = object.version ?? '';
    return message;
  },
};
function createBaseSolveMeasures_ProviderCellsEntry() {
  return { key: '', value: 0 };
}
var SolveMeasures_ProviderCellsEntry = {
  encode(message, writer = new BinaryWriter()) {
    if (message.key !== '') {
      writer.uint32(10).string(message.key);
    }
    if (message.value !== 0) {
      writer.uint32(16).int32(message.value);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseSolveMeasures_ProviderCellsEntry();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 10) {
              break;
            }
            message.key = reader.string();
            continue;
          }
          case 2: {
            if (tag !== 16) {
              break;
            }
            message.value = reader.int32();
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      key: isSet5(object.key) ? globalThis.String(object.key) : '',
      value: isSet5(object.value) ? globalThis.Number(object.value) : 0,
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.key !== '') {
      obj.key = message.key;
    }
    if (message.value !== 0) {
      obj.value = Math.round(message.value);
    }
    return obj;
  },
  create(base) {
    return SolveMeasures_ProviderCellsEntry.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseSolveMeasures_ProviderCellsEntry();
    message.key = object.key ?? '';
    message.value = object.value ?? 0;
    return message;
  },
};
function createBaseSolveResult() {
  return {
    status: 0,
    solution: void 0,
    boundSource: '',
    stopReason: 0,
    strategy: '',
    attempts: [],
    degraded: false,
    relaxations: [],
    explanation: void 0,
    measures: void 0,
    budgetMillis: 0,
    budgetWasDefault: false,
    warnings: [],
  };
}
var SolveResult = {
  encode(message, writer = new BinaryWriter()) {
    if (message.status !== 0) {
      writer.uint32(8).int32(message.status);
    }
    if (message.solution !== void 0) {
      Solution.encode(message.solution, writer.uint32(18).fork()).join();
    }
    if (message.value !== void 0) {
      writer.uint32(25).double(message.value);
    }
    if (message.bound !== void 0) {
      writer.uint32(33).double(message.bound);
    }
    if (message.gap !== void 0) {
      writer.uint32(41).double(message.gap);
    }
    if (message.boundSource !== '') {
      writer.uint32(50).string(message.boundSource);
    }
    if (message.stopReason !== 0) {
      writer.uint32(56).int32(message.stopReason);
    }
    if (message.strategy !== '') {
      writer.uint32(66).string(message.strategy);
    }
    for (const v of message.attempts) {
      Attempt.encode(v, writer.uint32(74).fork()).join();
    }
    if (message.degraded !== false) {
      writer.uint32(80).bool(message.degraded);
    }
    for (const v of message.relaxations) {
      Relaxation.encode(v, writer.uint32(90).fork()).join();
    }
    if (message.explanation !== void 0) {
      Explanation.encode(message.explanation, writer.uint32(98).fork()).join();
    }
    if (message.measures !== void 0) {
      SolveMeasures.encode(message.measures, writer.uint32(106).fork()).join();
    }
    if (message.budgetMillis !== 0) {
      writer.uint32(112).int32(message.budgetMillis);
    }
    if (message.budgetWasDefault !== false) {
      writer.uint32(120).bool(message.budgetWasDefault);
    }
    for (const v of message.warnings) {
      writer.uint32(130).string(v);
    }
    return writer;
  },
  decode(input, length) {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const previousRecursionDepth = reader.__tsProtoDecodeDepth ?? 0;
    if (previousRecursionDepth >= 100) {
      throw new globalThis.Error('protobuf decode recursion limit exceeded');
    }
    reader.__tsProtoDecodeDepth = previousRecursionDepth + 1;
    try {
      const end = length === void 0 ? reader.len : reader.pos + length;
      const message = createBaseSolveResult();
      while (reader.pos < end) {
        const tag = reader.uint32();
        switch (tag >>> 3) {
          case 1: {
            if (tag !== 8) {
              break;
            }
            message.status = reader.int32();
            continue;
          }
          case 2: {
            if (tag !== 18) {
              break;
            }
            message.solution = Solution.decode(reader, reader.uint32());
            continue;
          }
          case 3: {
            if (tag !== 25) {
              break;
            }
            message.value = reader.double();
            continue;
          }
          case 4: {
            if (tag !== 33) {
              break;
            }
            message.bound = reader.double();
            continue;
          }
          case 5: {
            if (tag !== 41) {
              break;
            }
            message.gap = reader.double();
            continue;
          }
          case 6: {
            if (tag !== 50) {
              break;
            }
            message.boundSource = reader.string();
            continue;
          }
          case 7: {
            if (tag !== 56) {
              break;
            }
            message.stopReason = reader.int32();
            continue;
          }
          case 8: {
            if (tag !== 66) {
              break;
            }
            message.strategy = reader.string();
            continue;
          }
          case 9: {
            if (tag !== 74) {
              break;
            }
            message.attempts.push(Attempt.decode(reader, reader.uint32()));
            continue;
          }
          case 10: {
            if (tag !== 80) {
              break;
            }
            message.degraded = reader.bool();
            continue;
          }
          case 11: {
            if (tag !== 90) {
              break;
            }
            message.relaxations.push(Relaxation.decode(reader, reader.uint32()));
            continue;
          }
          case 12: {
            if (tag !== 98) {
              break;
            }
            message.explanation = Explanation.decode(reader, reader.uint32());
            continue;
          }
          case 13: {
            if (tag !== 106) {
              break;
            }
            message.measures = SolveMeasures.decode(reader, reader.uint32());
            continue;
          }
          case 14: {
            if (tag !== 112) {
              break;
            }
            message.budgetMillis = reader.int32();
            continue;
          }
          case 15: {
            if (tag !== 120) {
              break;
            }
            message.budgetWasDefault = reader.bool();
            continue;
          }
          case 16: {
            if (tag !== 130) {
              break;
            }
            message.warnings.push(reader.string());
            continue;
          }
        }
        if ((tag & 7) === 4 || tag === 0) {
          break;
        }
        reader.skip(tag & 7);
      }
      return message;
    } finally {
      reader.__tsProtoDecodeDepth = previousRecursionDepth;
    }
  },
  fromJSON(object) {
    return {
      status: isSet5(object.status) ? solveStatusFromJSON(object.status) : 0,
      solution: isSet5(object.solution) ? Solution.fromJSON(object.solution) : void 0,
      value: isSet5(object.value) ? globalThis.Number(object.value) : void 0,
      bound: isSet5(object.bound) ? globalThis.Number(object.bound) : void 0,
      gap: isSet5(object.gap) ? globalThis.Number(object.gap) : void 0,
      boundSource: isSet5(object.bound_source) ? globalThis.String(object.bound_source) : '',
      stopReason: isSet5(object.stop_reason) ? stopReasonFromJSON(object.stop_reason) : 0,
      strategy: isSet5(object.strategy) ? globalThis.String(object.strategy) : '',
      attempts: globalThis.Array.isArray(object?.attempts) ? object.attempts.map((e) => Attempt.fromJSON(e)) : [],
      degraded: isSet5(object.degraded) ? globalThis.Boolean(object.degraded) : false,
      relaxations: globalThis.Array.isArray(object?.relaxations)
        ? object.relaxations.map((e) => Relaxation.fromJSON(e))
        : [],
      explanation: isSet5(object.explanation) ? Explanation.fromJSON(object.explanation) : void 0,
      measures: isSet5(object.measures) ? SolveMeasures.fromJSON(object.measures) : void 0,
      budgetMillis: isSet5(object.budget_millis) ? globalThis.Number(object.budget_millis) : 0,
      budgetWasDefault: isSet5(object.budget_was_default) ? globalThis.Boolean(object.budget_was_default) : false,
      warnings: globalThis.Array.isArray(object?.warnings) ? object.warnings.map((e) => globalThis.String(e)) : [],
    };
  },
  toJSON(message) {
    const obj = {};
    if (message.status !== 0) {
      obj.status = solveStatusToJSON(message.status);
    }
    if (message.solution !== void 0) {
      obj.solution = Solution.toJSON(message.solution);
    }
    if (message.value !== void 0) {
      obj.value = floatToJson5(message.value);
    }
    if (message.bound !== void 0) {
      obj.bound = floatToJson5(message.bound);
    }
    if (message.gap !== void 0) {
      obj.gap = floatToJson5(message.gap);
    }
    if (message.boundSource !== '') {
      obj.bound_source = message.boundSource;
    }
    if (message.stopReason !== 0) {
      obj.stop_reason = stopReasonToJSON(message.stopReason);
    }
    if (message.strategy !== '') {
      obj.strategy = message.strategy;
    }
    if (message.attempts?.length) {
      obj.attempts = message.attempts.map((e) => Attempt.toJSON(e));
    }
    if (message.degraded !== false) {
      obj.degraded = message.degraded;
    }
    if (message.relaxations?.length) {
      obj.relaxations = message.relaxations.map((e) => Relaxation.toJSON(e));
    }
    if (message.explanation !== void 0) {
      obj.explanation = Explanation.toJSON(message.explanation);
    }
    if (message.measures !== void 0) {
      obj.measures = SolveMeasures.toJSON(message.measures);
    }
    if (message.budgetMillis !== 0) {
      obj.budget_millis = Math.round(message.budgetMillis);
    }
    if (message.budgetWasDefault !== false) {
      obj.budget_was_default = message.budgetWasDefault;
    }
    if (message.warnings?.length) {
      obj.warnings = message.warnings;
    }
    return obj;
  },
  create(base) {
    return SolveResult.fromPartial(base ?? {});
  },
  fromPartial(object) {
    const message = createBaseSolveResult();
    message.status = object.status ?? 0;
    message.solution =
      object.solution !== void 0 && object.solution !== null ? Solution.fromPartial(object.solution) : void 0;
    message.value = object.value ?? void 0;
    message.bound = object.bound ?? void 0;
    message.gap = object.gap ?? void 0;
    message.boundSource = object.boundSource ?? '';
    message.stopReason = object.stopReason ?? 0;
    message.strategy = object.strategy ?? '';
    message.attempts = object.attempts?.map((e) => Attempt.fromPartial(e)) || [];
    message.degraded = object.degraded ?? false;
    message.relaxations = object.relaxations?.map((e) => Relaxation.fromPartial(e)) || [];
    message.explanation =
      object.explanation !== void 0 && object.explanation !== null
        ? Explanation.fromPartial(object.explanation)
        : void 0;
    message.measures =
      object.measures !== void 0 && object.measures !== null ? SolveMeasures.fromPartial(object.measures) : void 0;
    message.budgetMillis = object.budgetMillis ?? 0;
    message.budgetWasDefault = object.budgetWasDefault ?? false;
    message.warnings = object.warnings?.map((e) => e) || [];
    return message;
  },
};
function floatToJson5(value) {
  return typeof value === 'number' && !globalThis.Number.isFinite(value) ? globalThis.String(value) : value;
}
function isObject(value) {
  return typeof value === 'object' && value !== null;
}
function isSet5(value) {
  return value !== null && value !== void 0;
}

// services/solver/src/zz-w.ts
import { createRequire } from 'node:module';

// services/solver/src/engines/highs-engine.ts
import loadHighs from 'highs';

// services/solver/src/domain/linear/problem.ts
var DEFAULT_GAP = 1e-4;
function hasIntegers(problem2) {
  return problem2.integer.includes(1);
}
function activitiesOf(problem2, values) {
  const { starts, indices, values: coefficients } = problem2;
  const activities = new Float64Array(starts.length - 1);
  for (let row = 0; row < activities.length; row++) {
    let sum = 0;
    for (let k = starts[row]; k < starts[row + 1]; k++) {
      sum += coefficients[k] * values[indices[k]];
    }
    activities[row] = sum;
  }
  return activities;
}
function objectiveOf(problem2, values) {
  let sum = problem2.offset;
  for (let column = 0; column < values.length; column++) {
    sum += problem2.cost[column] * values[column];
  }
  return sum;
}

// services/solver/src/engines/stoppable-clock.ts
var AFTER_ALL_MS = 1e12;
function withStoppableClock(stop, work) {
  const clock3 = globalThis.performance;
  const original = clock3.now;
  let isAsking = false;
  let isStopped = false;
  clock3.now = () => {
    const real = original.call(clock3);
    if (isAsking) return real;
    isAsking = true;
    isStopped ||= stop();
    isAsking = false;
    return isStopped ? real + AFTER_ALL_MS : real;
  };
  try {
    return work();
  } finally {
    clock3.now = original;
  }
}

// services/solver/src/engines/highs-engine.ts
async function loadHighsEngine(wasmFile) {
  const load2 = () => loadHighs({ locateFile: () => wasmFile });
  let highs = await load2();
  const use = () => {
    if (!highs) throw new Error('HiGHS failed before and was not loaded anew');
    return highs;
  };
  const guarded = (run2) => {
    try {
      return run2(use());
    } catch (error) {
      highs = void 0;
      throw new Error(`HiGHS failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  };
  return {
    name: 'highs',
    solve: (problem2, options2) => guarded((instance) => solveOnce(instance, problem2, options2)),
    conflict: (problem2, options2) => guarded((instance) => conflictOf(instance, problem2, options2)),
    renew: async () => {
      highs ??= await load2();
    },
  };
}
function modelData(problem2) {
  const numCols = problem2.columnNames.length;
  const numRows = problem2.rowNames.length;
  return {
    numCols,
    numRows,
    sense: problem2.sense,
    offset: problem2.offset,
    colCost: problem2.cost,
    colLower: problem2.lower,
    colUpper: problem2.upper,
    rowLower: problem2.rowLower,
    rowUpper: problem2.rowUpper,
    matrix: {
      format: 'csr',
      numRows,
      numCols,
      starts: problem2.starts,
      indices: problem2.indices,
      values: problem2.values,
    },
    ...(hasIntegers(problem2) ? { integrality: Int32Array.from(problem2.integer) } : {}),
  };
}
function configure(model, options2, isMip) {
  model.zeroAllClocks();
  model.options.set({
    output_flag: false,
    time_limit: options2.timeLimitMs / 1e3,
    random_seed: options2.seed & 2147483647,
    mip_rel_gap: options2.gap,
    mip_abs_gap: options2.gap === 0 ? 0 : 1e-6,
  });
  if (isMip && options2.firstOnly) model.options.set('mip_max_improving_sols', 1);
  if (isMip && options2.nodes !== void 0) model.options.set('mip_max_nodes', options2.nodes);
}
function callbacks(highs, options2) {
  const { callbackType } = highs.constants;
  const interruptWhenAsked = (event) => {
    if (options2.stop()) event.interrupt();
  };
  const { onIncumbent } = options2;
  return {
    [callbackType.simplexInterrupt]: interruptWhenAsked,
    [callbackType.ipmInterrupt]: interruptWhenAsked,
    [callbackType.mipInterrupt]: interruptWhenAsked,
    ...(onIncumbent
      ? {
          [callbackType.mipImprovingSolution]: ({ data }) => {
            const values = data.mip_solution;
            const objective = data.objective_function_value;
            if (!values || objective === void 0) return;
            const bound = finiteOrNone(data.mip_dual_bound);
            onIncumbent({ values, objective, bound, nodes: Number(data.mip_node_count ?? 0) });
          },
        }
      : {}),
  };
}
function run(highs, model, options2) {
  withStoppableClock(options2.stop, () => model.run(callbacks(highs, options2)));
}
function solveOnce(highs, problem2, options2) {
  const isMip = hasIntegers(problem2);
  const model = highs.createModel(modelData(problem2));
  try {
    configure(model, options2, isMip);
    run(highs, model, options2);
    let status = model.getModelStatus();
    const codes = highs.constants.modelStatus;
    if (status === codes.unboundedOrInfeasible) {
      model.options.set('presolve', 'off');
      model.zeroAllClocks();
      run(highs, model, options2);
      status = model.getModelStatus();
    }
    return outcomeOf(highs, model, isMip, status);
  } finally {
    model.dispose();
  }
}
function outcomeOf(highs, model, isMip, code) {
  const codes = highs.constants.modelStatus;
  const iterations = Number(model.info.get(isMip ? 'mip_node_count' : 'simplex_iteration_count'));
  const status = statusOf(codes, code);
  if (status === 'infeasible' || status === 'unbounded' || status === 'infeasible_or_unbounded')
    return { status, iterations };
  if (status === 'failed') return { status, iterations, cause: `HiGHS ended with model status ${nameOf(codes, code)}` };
  const bound = isMip ? finiteOrNone(Number(model.info.get('mip_dual_bound'))) : void 0;
  const hasPoint = model.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible;
  if (!hasPoint) return { status: 'stopped', bound, iterations };
  const { colValue, colDual, rowDual } = model.getSolution();
  const objective = model.getObjectiveValue();
  if (isMip) return { status, point: { values: colValue }, objective, bound, iterations };
  if (status !== 'solved') return { status, point: { values: colValue }, objective, iterations };
  return {
    status,
    point: { values: colValue, reducedCosts: colDual, duals: rowDual },
    objective,
    bound: objective,
    iterations,
  };
}
function statusOf(codes, code) {
  switch (code) {
    case codes.optimal:
      return 'solved';
    case codes.infeasible:
      return 'infeasible';
    case codes.unbounded:
      return 'unbounded';
    case codes.unboundedOrInfeasible:
      return 'infeasible_or_unbounded';
    case codes.solutionLimit:
    case codes.iterationLimit:
      return 'nodes';
    case codes.timeLimit:
    case codes.interrupted:
    case codes.unknown:
      return 'stopped';
    default:
      return 'failed';
  }
}
function nameOf(codes, code) {
  return Object.entries(codes).find(([, value]) => value === code)?.[0] ?? String(code);
}
function conflictOf(highs, problem2, options2) {
  const model = highs.createModel(modelData(problem2));
  try {
    configure(model, options2, false);
    model.options.set({ iis_strategy: highs.constants.iis.strategyRowPriority, presolve: 'off' });
    run(highs, model, options2);
    if (model.getModelStatus() !== highs.constants.modelStatus.infeasible) return void 0;
    const { rowIndex, colIndex, colBound } = withStoppableClock(options2.stop, () => model.getIis());
    const { boundFree } = highs.constants.iis;
    return { rows: [...rowIndex], columns: [...colIndex].filter((_, k) => colBound[k] !== boundFree) };
  } finally {
    model.dispose();
  }
}
function finiteOrNone(value) {
  return value !== void 0 && Number.isFinite(value) && Math.abs(value) < 1e30 ? value : void 0;
}

// services/solver/src/domain/engine/engine.ts
function relativeGap(value, bound) {
  return Math.abs(value - bound) / Math.max(1e-9, Math.abs(value));
}

// services/solver/src/workers/incumbent-reporter.ts
var REPORT_EVERY_MS = 250;
var FIRST_AFTER_MS = 20;
var CHECKPOINT_SHARE = 20;
var IncumbentReporter = class {
  #options;
  #pending;
  #toldMs;
  #nextCheckpointMs = 0;
  constructor(options2) {
    this.#options = options2;
    this.#toldMs = options2.beganMs + FIRST_AFTER_MS - REPORT_EVERY_MS;
  }
  /** `encode` gives the incumbent as a checked result, or nothing when the check refuses it. */
  report(incumbent, strategy, encode) {
    const { now, beganMs } = this.#options;
    this.#pending = { incumbent, strategy, elapsedSeconds: (now() - beganMs) / 1e3, encode };
    this.flushIfDue();
  }
  /** Cheap enough for stop rules: looks at the clock only when there is something to tell. */
  flushIfDue() {
    if (!this.#pending || this.#options.now() - this.#toldMs < REPORT_EVERY_MS) return;
    this.#keep(this.#pending.encode);
    this.#toldMs = this.#options.now();
    this.#options.post({ type: 'incumbent', id: this.#options.id, incumbent: this.untold() });
  }
  /** The last improvement when it was not told yet; it counts as told then. */
  untold() {
    if (!this.#pending) return void 0;
    const { incumbent, strategy, elapsedSeconds } = this.#pending;
    this.#pending = void 0;
    const { value, bound, iterations } = incumbent;
    const gap = bound === void 0 ? void 0 : relativeGap(value, bound);
    return { value, bound, gap, elapsedSeconds, iterations, strategy };
  }
  #keep(encode) {
    const { now, post, id } = this.#options;
    const beganMs = now();
    if (beganMs < this.#nextCheckpointMs) return;
    const result = encode();
    const endedMs = now();
    this.#nextCheckpointMs = endedMs + CHECKPOINT_SHARE * (endedMs - beganMs);
    if (result) post({ type: 'checkpoint', id, result });
  }
};

// services/solver/src/domain/linear/lp-tokens.ts
var SyntaxFault = class extends Error {
  line;
  hint;
  constructor(line, message, hint) {
    super(message);
    this.line = line;
    this.hint = hint;
  }
};
var SECTIONS = new Map([
  ...['min', 'minimize', 'minimise', 'minimum'].map((word) => [word, 'min']),
  ...['max', 'maximize', 'maximise', 'maximum'].map((word) => [word, 'max']),
  ...['st', 's.t.', 'st.', 'subject to', 'such that'].map((word) => [word, 'rows']),
  ...['bounds', 'bound'].map((word) => [word, 'bounds']),
  ...['general', 'generals', 'gen', 'integer', 'integers', 'int'].map((word) => [word, 'integers']),
  ...['binary', 'binaries', 'bin'].map((word) => [word, 'binaries']),
  ['end', 'end'],
]);
var OTHER = /^(semi-continuous|semi|semis|sos|sos1|sos2|lazy constraints|user cuts|general constraints|pwlobj)$/;
var HEADER =
  /^\s*(subject\s+to|such\s+that|lazy\s+constraints|user\s+cuts|general\s+constraints|[a-z][a-z.0-9-]*)(?=\s|$)/i;
var NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
var NAME = /[A-Za-z_!"#$%&(),;?@'`{}~|][A-Za-z0-9_!"#$%&(),;?@'`{}~|.]*/y;
var SYMBOL = /<=|=<|>=|=>|<|>|=|\+|-|:/y;
function lpTokens(text) {
  const tokens = [];
  const lines = text.split(/\r\n|\n|\r/);
  for (let i = 0; i < lines.length; i++) {
    const comment = lines[i].indexOf('\\');
    const line = comment < 0 ? lines[i] : lines[i].slice(0, comment);
    let at = 0;
    const header = HEADER.exec(line);
    if (header) {
      const word = header[1].toLowerCase().replace(/\s+/g, ' ');
      const section = SECTIONS.get(word) ?? (OTHER.test(word) ? 'other' : void 0);
      if (section && !/^\s*:/.test(line.slice(header[0].length))) {
        tokens.push({ kind: 'section', section, text: header[1], line: i + 1 });
        at = header[0].length;
        if (section === 'end') return tokens;
      }
    }
    lineTokens(line, at, i + 1, tokens);
  }
  return tokens;
}
function lineTokens(line, from, number, tokens) {
  let at = from;
  while (at < line.length) {
    const char = line[at];
    if (char === ' ' || char === '	') {
      at++;
      continue;
    }
    const digits = match(NUMBER, line, at);
    if (digits) {
      tokens.push({ kind: 'number', value: Number(digits), text: digits, line: number });
      at += digits.length;
      continue;
    }
    const name = match(NAME, line, at);
    if (name) {
      tokens.push({ kind: 'name', text: name, line: number });
      at += name.length;
      continue;
    }
    const symbol = match(SYMBOL, line, at);
    if (!symbol) throw unreadable(char, number);
    const text =
      symbol.startsWith('<') || symbol === '=<' ? '<=' : symbol.startsWith('>') || symbol === '=>' ? '>=' : symbol;
    tokens.push({ kind: 'symbol', text, line: number });
    at += symbol.length;
  }
}
function unreadable(char, line) {
  return '[]^*/'.includes(char)
    ? new SyntaxFault(
        line,
        `"${char}" belongs to a quadratic term`,
        'Only linear terms are solved: coefficient, then name.',
      )
    : new SyntaxFault(line, `"${char}" cannot stand here`, 'Expected a number, a name, or one of + - : <= >= =.');
}
function match(pattern, line, at) {
  pattern.lastIndex = at;
  return pattern.exec(line)?.[0];
}

// services/solver/src/domain/linear/linear-builder.ts
var LinearBuilder = class {
  sense = 1;
  offset = 0;
  names = [];
  cost = [];
  lower = [];
  upper = [];
  integer = [];
  rows = [];
  #columnByName = /* @__PURE__ */ new Map();
  #rowByName = /* @__PURE__ */ new Map();
  /** The column of that name, made with bounds 0 and infinity when it is new. */
  column(name) {
    const known = this.#columnByName.get(name);
    if (known !== void 0) return known;
    const column = this.names.length;
    this.#columnByName.set(name, column);
    this.names.push(name);
    this.cost.push(0);
    this.lower.push(0);
    this.upper.push(Number.POSITIVE_INFINITY);
    this.integer.push(false);
    return column;
  }
  findColumn(name) {
    return this.#columnByName.get(name);
  }
  findRow(name) {
    return this.#rowByName.get(name);
  }
  /** A new row without limits; gives its number. */
  row(name) {
    const row = this.rows.length;
    this.#rowByName.set(name, row);
    this.rows.push({
      name,
      lower: Number.NEGATIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
      columns: [],
      coefficients: [],
    });
    return row;
  }
  /** A name that no row has yet. */
  freeRowName() {
    for (let n = this.rows.length + 1; ; n++) if (!this.#rowByName.has(`R${n}`)) return `R${n}`;
  }
  addTerm(row, column, coefficient) {
    const { columns, coefficients } = this.rows[row];
    columns.push(column);
    coefficients.push(coefficient);
  }
  /** Terms of the same column in a row are added up; zeros are left out. */
  build(stopAtGap) {
    const entries = this.rows.reduce((sum, row) => sum + row.columns.length, 0);
    const starts = new Int32Array(this.rows.length + 1);
    const indices = new Int32Array(entries);
    const values = new Float64Array(entries);
    const seenIn = new Int32Array(this.names.length).fill(-1);
    const placeOf = new Int32Array(this.names.length);
    let used = 0;
    this.rows.forEach((row, r) => {
      const first = used;
      row.columns.forEach((column, k) => {
        const coefficient = row.coefficients[k];
        if (seenIn[column] === r) {
          const place = placeOf[column];
          values[place] = values[place] + coefficient;
          return;
        }
        seenIn[column] = r;
        placeOf[column] = used;
        indices[used] = column;
        values[used++] = coefficient;
      });
      let kept2 = first;
      for (let k = first; k < used; k++) {
        if (values[k] === 0) continue;
        indices[kept2] = indices[k];
        values[kept2++] = values[k];
      }
      used = kept2;
      starts[r + 1] = used;
    });
    return {
      sense: this.sense,
      offset: this.offset,
      columnNames: this.names,
      rowNames: this.rows.map((row) => row.name),
      cost: Float64Array.from(this.cost),
      lower: Float64Array.from(this.lower),
      upper: Float64Array.from(this.upper),
      integer: Uint8Array.from(this.integer, (whole) => (whole ? 1 : 0)),
      rowLower: Float64Array.from(this.rows, (row) => row.lower),
      rowUpper: Float64Array.from(this.rows, (row) => row.upper),
      starts,
      indices: indices.slice(0, used),
      values: values.slice(0, used),
      stopAtGap: stopAtGap ?? DEFAULT_GAP,
    };
  }
};

// services/solver/src/domain/linear/parse-lp.ts
function parseLp(text) {
  const reader = new LpReader(lpTokens(text));
  reader.readAll();
  return reader.builder;
}
var INFINITE = /^(inf|infinity)$/i;
var LpReader = class {
  builder = new LinearBuilder();
  #tokens;
  #at = 0;
  constructor(tokens) {
    this.#tokens = tokens;
  }
  readAll() {
    const first = this.#tokens[0];
    if (first?.kind !== 'section' || (first.section !== 'min' && first.section !== 'max')) {
      throw new SyntaxFault(first?.line ?? 1, 'the text does not begin with Minimize or Maximize', EXAMPLE);
    }
    this.builder.sense = first.section === 'max' ? -1 : 1;
    this.#at = 1;
    this.#readObjective();
    while (this.#at < this.#tokens.length) {
      const token = this.#tokens[this.#at++];
      if (token.kind !== 'section') throw this.#unexpected(token, 'the beginning of a section');
      if (token.section === 'end') return;
      this.#readSection(token.section, token);
    }
    throw new SyntaxFault(this.#lastLine(), 'the text ends without End', 'Write End on the last line.');
  }
  #readSection(section, { line, text }) {
    if (section === 'rows') while (this.#more()) this.#readRow();
    else if (section === 'bounds') while (this.#more()) this.#readBound();
    else if (section === 'integers') while (this.#more()) this.builder.integer[this.#knownColumn()] = true;
    else if (section === 'binaries') {
      while (this.#more()) {
        const column = this.#knownColumn();
        this.builder.integer[column] = true;
        this.builder.lower[column] = 0;
        this.builder.upper[column] = 1;
      }
    } else if (section === 'other') {
      if (!this.#more()) return;
      throw new SyntaxFault(line, `the section "${text}" is not supported`, 'Write it with rows and binaries.');
    } else throw new SyntaxFault(line, 'a second objective', 'A program has one objective, in its first section.');
  }
  #readObjective() {
    this.#skipLabel();
    if (!this.#more()) return;
    const { columns, coefficients, constant } = this.#expression();
    const { cost } = this.builder;
    columns.forEach((column, k) => {
      cost[column] = cost[column] + coefficients[k];
    });
    this.builder.offset = constant;
    if (this.#more()) throw this.#unexpected(this.#tokens[this.#at], 'the section Subject To');
  }
  #readRow() {
    const line = this.#tokens[this.#at].line;
    const label = this.#skipLabel();
    if (label !== void 0 && this.builder.findRow(label) !== void 0) {
      throw new SyntaxFault(line, `there are two rows named "${label}"`, 'Give every row its own name.');
    }
    const left = this.#expression();
    const comparison = this.#comparison();
    const middle = this.#expression();
    const row = this.builder.row(label ?? this.builder.freeRowName());
    if (!this.#atComparison()) {
      this.#addTerms(row, left, 1);
      this.#addTerms(row, middle, -1);
      this.#limit(row, comparison, middle.constant - left.constant);
      return;
    }
    const second = this.#comparison();
    const right = this.#expression();
    if (left.columns.length + right.columns.length > 0 || comparison === '=' || second !== comparison) {
      throw new SyntaxFault(line, 'a range has a number on both ends', 'Write it as 1 <= x + y <= 4.');
    }
    this.#addTerms(row, middle, 1);
    this.#limit(row, comparison === '<=' ? '>=' : '<=', left.constant - middle.constant);
    this.#limit(row, second, right.constant - middle.constant);
  }
  #addTerms(row, { columns, coefficients }, sign) {
    columns.forEach((column, k) => {
      this.builder.addTerm(row, column, sign * coefficients[k]);
    });
  }
  #limit(row, comparison, value) {
    const limits2 = this.builder.rows[row];
    if (comparison !== '<=') limits2.lower = value;
    if (comparison !== '>=') limits2.upper = value;
  }
  #readBound() {
    const first = this.#tokens[this.#at];
    if (first.kind === 'name' && !INFINITE.test(first.text)) {
      const column2 = this.#knownColumn();
      const next = this.#tokens[this.#at];
      if (next?.kind === 'name' && next.text.toLowerCase() === 'free') {
        this.#at++;
        this.builder.lower[column2] = Number.NEGATIVE_INFINITY;
        this.builder.upper[column2] = Number.POSITIVE_INFINITY;
        return;
      }
      this.#bound(column2, this.#comparison(), this.#boundValue());
      return;
    }
    const value = this.#boundValue();
    const comparison = this.#comparison();
    const column = this.#knownColumn();
    this.#bound(column, comparison === '<=' ? '>=' : comparison === '>=' ? '<=' : '=', value);
    if (this.#atComparison()) this.#bound(column, this.#comparison(), this.#boundValue());
  }
  #bound(column, comparison, value) {
    if (comparison !== '<=') this.builder.lower[column] = value;
    if (comparison !== '>=') this.builder.upper[column] = value;
  }
  #boundValue() {
    let sign = 1;
    for (let token2 = this.#tokens[this.#at]; token2?.kind === 'symbol'; token2 = this.#tokens[this.#at]) {
      if (token2.text !== '+' && token2.text !== '-') break;
      if (token2.text === '-') sign = -sign;
      this.#at++;
    }
    const token = this.#take('a number');
    if (token.kind === 'number') return sign * token.value;
    if (token.kind === 'name' && INFINITE.test(token.text)) return sign * Number.POSITIVE_INFINITY;
    throw this.#unexpected(token, 'a number or infinity');
  }
  /** Terms and constants up to a comparison, the next row's label, or the next section. */
  #expression() {
    const out = { columns: [], coefficients: [], constant: 0 };
    let any = false;
    for (let token = this.#tokens[this.#at]; token && token.kind !== 'section'; token = this.#tokens[this.#at]) {
      if (token.kind === 'symbol' && token.text !== '+' && token.text !== '-') break;
      if (any && token.kind !== 'symbol') break;
      this.#term(out);
      any = true;
    }
    if (!any) throw this.#unexpected(this.#tokens[this.#at], 'a term');
    return out;
  }
  #term(out) {
    let sign = 1;
    for (let token2 = this.#tokens[this.#at]; token2?.kind === 'symbol'; token2 = this.#tokens[this.#at]) {
      if (token2.text !== '+' && token2.text !== '-') break;
      if (token2.text === '-') sign = -sign;
      this.#at++;
    }
    const token = this.#take('a number or a name');
    if (token.kind === 'name' && !INFINITE.test(token.text)) {
      out.columns.push(this.builder.column(token.text));
      out.coefficients.push(sign);
      return;
    }
    if (token.kind === 'name') {
      out.constant += sign * Number.POSITIVE_INFINITY;
      return;
    }
    if (token.kind !== 'number') throw this.#unexpected(token, 'a number or a name');
    const name = this.#tokens[this.#at];
    if (name?.kind !== 'name' || this.#isColon(this.#at + 1)) {
      out.constant += sign * token.value;
      return;
    }
    this.#at++;
    out.columns.push(this.builder.column(name.text));
    out.coefficients.push(sign * token.value);
  }
  #skipLabel() {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name' || !this.#isColon(this.#at + 1)) return void 0;
    this.#at += 2;
    return token.text;
  }
  #knownColumn() {
    const token = this.#take('the name of a variable');
    if (token.kind !== 'name') throw this.#unexpected(token, 'the name of a variable');
    return this.builder.column(token.text);
  }
  #comparison() {
    const token = this.#take('one of <= >= =');
    if (token.kind !== 'symbol' || !isComparison(token.text)) throw this.#unexpected(token, 'one of <= >= =');
    return token.text;
  }
  #atComparison() {
    const token = this.#tokens[this.#at];
    return token?.kind === 'symbol' && isComparison(token.text);
  }
  #isColon(at) {
    const token = this.#tokens[at];
    return token?.kind === 'symbol' && token.text === ':';
  }
  #more() {
    const token = this.#tokens[this.#at];
    return token !== void 0 && token.kind !== 'section';
  }
  #take(expected) {
    const token = this.#tokens[this.#at++];
    if (!token || token.kind === 'section') throw this.#unexpected(token, expected);
    return token;
  }
  #unexpected(token, expected) {
    const line = token?.line ?? this.#lastLine();
    const found = token ? `"${token.text}"` : 'the end of the text';
    return new SyntaxFault(line, `expected ${expected}, found ${found}`, EXAMPLE);
  }
  #lastLine() {
    return this.#tokens.at(-1)?.line ?? 1;
  }
};
function isComparison(text) {
  return text === '<=' || text === '>=' || text === '=';
}
var EXAMPLE = 'For example: Minimize obj: 2 x + y Subject To c1: x + y >= 2 End, each section on its own line.';

// services/solver/src/domain/linear/parse-mps.ts
function parseMps(text) {
  try {
    return new MpsReader((line) => line.trim().split(/\s+/)).read(text);
  } catch (fault2) {
    if (!(fault2 instanceof SyntaxFault)) throw fault2;
    try {
      return new MpsReader(fixedFields).read(text);
    } catch {
      throw fault2;
    }
  }
}
function fixedFields(line) {
  const cut = (from, to) => line.slice(from - 1, to).trim();
  const [code, ...rest] = [cut(2, 3), cut(5, 12), cut(15, 22), cut(25, 36), cut(40, 47), cut(50, 61)];
  while (rest.at(-1) === '') rest.pop();
  return code === '' ? rest : [code, ...rest];
}
var SECTIONS2 = ['NAME', 'OBJSENSE', 'ROWS', 'COLUMNS', 'RHS', 'RANGES', 'BOUNDS', 'ENDATA'];
var NO_VALUE = /* @__PURE__ */ new Set(['FR', 'MI', 'PL', 'BV']);
var MpsReader = class {
  #builder = new LinearBuilder();
  #fields;
  #kinds = /* @__PURE__ */ new Map();
  #bounded = /* @__PURE__ */ new Set();
  #marked = /* @__PURE__ */ new Set();
  #objective;
  #section = '';
  #line = 0;
  #integers = false;
  constructor(fields) {
    this.#fields = fields;
  }
  read(text) {
    for (const line of text.split(/\r\n|\n|\r/)) {
      this.#line++;
      if (line.startsWith('*') || line.trim() === '') continue;
      if (!/^\s/.test(line)) this.#header(line);
      else this.#data(this.#fields(line));
      if (this.#section === 'ENDATA') break;
    }
    if (this.#section !== 'ENDATA') throw this.#fault('the text ends without ENDATA', 'Write ENDATA on the last line.');
    if (this.#objective === void 0) throw this.#fault('there is no objective row', 'Declare one of type N in ROWS.');
    for (const column of this.#marked) if (!this.#bounded.has(column)) this.#builder.upper[column] = 1;
    return this.#builder;
  }
  #header(line) {
    const [word = '', rest] = line.trim().split(/\s+/);
    const section = word.toUpperCase();
    if (!SECTIONS2.includes(section)) {
      throw this.#fault(
        `unknown section "${word}"`,
        `Sections are ${SECTIONS2.join(', ')}; data lines begin with a space.`,
      );
    }
    this.#section = section;
    if (section === 'OBJSENSE' && rest) this.#sense(rest);
  }
  #data(fields) {
    if (this.#section === 'OBJSENSE') this.#sense(fields[0] ?? '');
    else if (this.#section === 'ROWS') this.#row(fields);
    else if (this.#section === 'COLUMNS') this.#column(fields);
    else if (this.#section === 'RHS') this.#pairs(fields, (row, value) => this.#rhs(row, value));
    else if (this.#section === 'RANGES') this.#pairs(fields, (row, value) => this.#range(row, value));
    else if (this.#section === 'BOUNDS') this.#bound(fields);
    else throw this.#fault('data outside of a section', 'Begin with NAME, then ROWS.');
  }
  #sense(word) {
    if (/^max(imi[sz]e)?$/i.test(word)) this.#builder.sense = -1;
    else if (!/^min(imi[sz]e)?$/i.test(word)) throw this.#fault(`unknown sense "${word}"`, 'It is MIN or MAX.');
  }
  #row([type = '', name]) {
    const kind = type.toUpperCase();
    if (!'NLGE'.includes(kind) || kind.length !== 1 || !name) {
      throw this.#fault('a row needs a type N, L, G or E and a name', 'For example " L  capacity".');
    }
    if (this.#kinds.has(name)) throw this.#fault(`there are two rows named "${name}"`, 'Give every row its own name.');
    this.#kinds.set(name, kind);
    if (kind === 'N') {
      this.#objective ??= name;
      return;
    }
    const row = this.#builder.row(name);
    this.#limit(row, kind, 0);
  }
  #column(fields) {
    const marker = fields.findIndex((field) => /^'?MARKER'?$/i.test(field) && field.includes("'"));
    if (marker > 0) {
      const word = fields.at(-1) ?? '';
      if (/INTORG/i.test(word)) this.#integers = true;
      else if (/INTEND/i.test(word)) this.#integers = false;
      else throw this.#fault(`unknown marker ${word}`, "It is 'INTORG' or 'INTEND'.");
      return;
    }
    const [name, ...rest] = fields;
    if (!name || rest.length === 0 || rest.length % 2 === 1) {
      throw this.#fault('a column entry is a name and pairs of row and number', 'For example "    x  capacity  2".');
    }
    const isNew = this.#builder.findColumn(name) === void 0;
    const column = this.#builder.column(name);
    if (isNew && this.#integers) {
      this.#builder.integer[column] = true;
      this.#marked.add(column);
    }
    for (let i = 0; i < rest.length; i += 2) this.#entry(column, rest[i], this.#number(rest[i + 1]));
  }
  #entry(column, name, value) {
    const kind = this.#kinds.get(name);
    if (kind === void 0) throw this.#unknownRow(name);
    const { cost } = this.#builder;
    if (name === this.#objective) cost[column] = cost[column] + value;
    else if (kind !== 'N') this.#builder.addTerm(this.#builder.findRow(name), column, value);
  }
  /** `[set] row number [row number]`: an odd number of fields begins with the name of the set. */
  #pairs(fields, use) {
    const pairs = fields.length % 2 === 1 ? fields.slice(1) : fields;
    if (pairs.length === 0) throw this.#fault('expected a row and a number', 'For example "    rhs  capacity  40".');
    for (let i = 0; i < pairs.length; i += 2) {
      if (!this.#kinds.has(pairs[i])) throw this.#unknownRow(pairs[i]);
      use(pairs[i], this.#number(pairs[i + 1]));
    }
  }
  #rhs(name, value) {
    if (name === this.#objective) this.#builder.offset = -value;
    else if (this.#kinds.get(name) !== 'N') {
      this.#limit(this.#builder.findRow(name), this.#kinds.get(name), value);
    }
  }
  #limit(row, kind, value) {
    const limits2 = this.#builder.rows[row];
    if (kind !== 'L') limits2.lower = value;
    if (kind !== 'G') limits2.upper = value;
  }
  #range(name, value) {
    const kind = this.#kinds.get(name);
    const row = this.#builder.findRow(name);
    if (row === void 0) throw this.#fault(`the range of the free row "${name}" has no meaning`, 'Remove it.');
    const limits2 = this.#builder.rows[row];
    if (kind === 'L') limits2.lower = limits2.upper - Math.abs(value);
    else if (kind === 'G') limits2.upper = limits2.lower + Math.abs(value);
    else if (value < 0) limits2.lower = limits2.upper + value;
    else limits2.upper = limits2.lower + value;
  }
  #bound(fields) {
    const type = (fields[0] ?? '').toUpperCase();
    const hasValue = !NO_VALUE.has(type);
    const name = fields.length >= (hasValue ? 4 : 3) ? fields[2] : fields[1];
    const column = name === void 0 ? void 0 : this.#builder.findColumn(name);
    if (column === void 0) {
      throw this.#fault(`the bound names no column${name ? `: "${name}"` : ''}`, 'Columns are declared in COLUMNS.');
    }
    const value = hasValue ? this.#number(fields.at(-1)) : 0;
    const { lower, upper, integer } = this.#builder;
    this.#bounded.add(column);
    if (type === 'BV' || type === 'LI' || type === 'UI') integer[column] = true;
    if (type === 'BV') [lower[column], upper[column]] = [0, 1];
    else if (type === 'FX') [lower[column], upper[column]] = [value, value];
    else if (type === 'FR') [lower[column], upper[column]] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    else if (type === 'MI') lower[column] = Number.NEGATIVE_INFINITY;
    else if (type === 'PL') upper[column] = Number.POSITIVE_INFINITY;
    else if (type === 'LO' || type === 'LI') lower[column] = value;
    else if (type === 'UP' || type === 'UI') upper[column] = value;
    else
      throw this.#fault(
        `the bound type "${fields[0]}" is not supported`,
        'It is UP, LO, FX, FR, MI, PL, BV, LI or UI.',
      );
  }
  #number(text) {
    if (/^[+-]?inf(inity)?$/i.test(text))
      return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    const value = /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/.test(text) ? Number(text.replace(/d/i, 'e')) : Number.NaN;
    if (Number.isNaN(value)) throw this.#fault(`"${text}" is not a number`, 'For example 12, -3.5 or 1e6.');
    return Math.abs(value) >= 1e30 ? Math.sign(value) * Number.POSITIVE_INFINITY : value;
  }
  #unknownRow(name) {
    return this.#fault(`there is no row named "${name}"`, 'Rows are declared in ROWS.');
  }
  #fault(message, hint) {
    return new SyntaxFault(this.#line, message, hint);
  }
};

// services/solver/src/domain/linear/violation.ts
var MOST_VIOLATIONS = 100;

// services/solver/src/domain/linear/read-arrays.ts
function readArrays(input, violations) {
  const builder = new LinearBuilder();
  const report = (path, reason, message, hint) => {
    if (violations.length < MOST_VIOLATIONS) violations.push({ path: `arrays.${path}`, reason, message, hint });
  };
  if (input.sense < 0 || input.sense > 2) {
    report('sense', 'OUT_OF_RANGE', `unknown sense ${input.sense}`, 'It is MINIMIZE or MAXIMIZE.');
  }
  if (!Number.isFinite(input.objectiveOffset)) {
    report('objective_offset', 'NOT_FINITE', 'the offset is not a finite number', 'Leave it out for 0.');
  }
  builder.sense = input.sense === 2 ? -1 : 1;
  builder.offset = input.objectiveOffset;
  for (let i = 0; i < input.columns.length; i++) {
    readColumn(builder, input.columns[i], `columns[${i}]`, report);
  }
  for (let i = 0; i < input.rows.length; i++) readRow(builder, input.rows[i], `rows[${i}]`, report);
  return builder;
}
function readColumn(builder, column, path, report) {
  if (column.name === '') report(`${path}.name`, 'MISSING', 'the column has no name', 'Rows refer to columns by name.');
  else if (builder.findColumn(column.name) !== void 0) {
    report(
      `${path}.name`,
      'DUPLICATE',
      `there are two columns named "${column.name}"`,
      'Give every column its own name.',
    );
  }
  if (!Number.isFinite(column.objective)) {
    report(`${path}.objective`, 'NOT_FINITE', 'the coefficient is not a finite number', 'Use a finite number.');
  }
  if (column.free && column.lowerBound !== void 0) {
    report(`${path}.lower_bound`, 'CONTRADICTION', 'a free column has no lower bound', 'Leave out one of the two.');
  }
  const lower = column.free ? Number.NEGATIVE_INFINITY : (column.lowerBound ?? 0);
  const upper = column.upperBound ?? Number.POSITIVE_INFINITY;
  checkBounds(lower, upper, path, report);
  const at = builder.column(column.name);
  builder.cost[at] = column.objective;
  builder.lower[at] = lower;
  builder.upper[at] = upper;
  builder.integer[at] = column.integer;
}
function readRow(builder, row, path, report) {
  if (row.name !== '' && builder.findRow(row.name) !== void 0) {
    report(`${path}.name`, 'DUPLICATE', `there are two rows named "${row.name}"`, 'Give every row its own name.');
  }
  const lower = row.lowerBound ?? Number.NEGATIVE_INFINITY;
  const upper = row.upperBound ?? Number.POSITIVE_INFINITY;
  checkBounds(lower, upper, path, report);
  const at = builder.row(row.name === '' ? builder.freeRowName() : row.name);
  const limits2 = builder.rows[at];
  limits2.lower = lower;
  limits2.upper = upper;
  row.terms.forEach((term, k) => {
    const column = builder.findColumn(term.column);
    if (column === void 0) {
      report(`${path}.terms[${k}].column`, 'UNKNOWN', `there is no column "${term.column}"`, 'Declare it in columns.');
    }
    if (!Number.isFinite(term.coefficient)) {
      report(
        `${path}.terms[${k}].coefficient`,
        'NOT_FINITE',
        'the coefficient is not a finite number',
        'Use a finite number.',
      );
    }
    if (column !== void 0) builder.addTerm(at, column, term.coefficient);
  });
}
function checkBounds(lower, upper, path, report) {
  if (Number.isNaN(lower) || lower === Number.POSITIVE_INFINITY) {
    report(`${path}.lower_bound`, 'NOT_A_NUMBER', `the lower bound is ${lower}`, 'Leave it out when there is none.');
  }
  if (Number.isNaN(upper) || upper === Number.NEGATIVE_INFINITY) {
    report(`${path}.upper_bound`, 'NOT_A_NUMBER', `the upper bound is ${upper}`, 'Leave it out when there is none.');
  }
  if (lower > upper) {
    const message = `the lower bound ${lower} is above the upper bound ${upper}`;
    report(
      `${path}.upper_bound`,
      'BOUNDS_CROSSED',
      message,
      'Raise the upper bound; a lower bound is 0 unless it is given.',
    );
  }
}

// services/solver/src/domain/linear/read-linear.ts
var MOST_COLUMNS = 1e6;
var MOST_ENTRIES = 4e6;
function readLinear(input) {
  const violations = [];
  const gap = input.stopAtGap;
  if (gap !== void 0 && !(gap >= 0 && gap <= 1)) {
    violations.push(
      fault('stop_at_gap', 'OUT_OF_RANGE', `the gap is ${gap}`, 'It is a fraction from 0 to 1, for example 0.01.'),
    );
  }
  const builder = readForm(input, violations);
  if (!builder) return { violations };
  checkSize(builder, violations);
  if (violations.length > 0) return { violations };
  return { problem: builder.build(gap), violations };
}
function readForm({ form }, violations) {
  switch (form?.$case) {
    case 'lpText':
      return readText('lp_text', form.value, parseLp, violations);
    case 'mpsText':
      return readText('mps_text', form.value, parseMps, violations);
    case 'arrays':
      return readArrays(form.value, violations);
    default:
      violations.push(fault('form', 'MISSING', 'the program is missing', 'Give one of lp_text, mps_text or arrays.'));
      return void 0;
  }
}
function readText(path, text, parse, violations) {
  try {
    const builder = parse(text);
    for (let column = 0; column < builder.names.length && violations.length < MOST_VIOLATIONS; column++) {
      const [low, high] = [builder.lower[column], builder.upper[column]];
      if (low > high) violations.push(crossed(path, `column "${builder.names[column]}"`, low, high));
      if (!Number.isFinite(builder.cost[column])) violations.push(notFinite(path, builder.names[column]));
    }
    for (const row of builder.rows) {
      if (violations.length >= MOST_VIOLATIONS) break;
      if (row.lower > row.upper) violations.push(crossed(path, `row "${row.name}"`, row.lower, row.upper));
      if (row.coefficients.some((value) => !Number.isFinite(value))) violations.push(notFinite(path, row.name));
    }
    return builder;
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    violations.push(fault(path, 'SYNTAX', `line ${error.line}: ${error.message}`, error.hint));
    return void 0;
  }
}
function checkSize(builder, violations) {
  const entries = builder.rows.reduce((sum, row) => sum + row.columns.length, 0);
  if (builder.names.length === 0) {
    violations.push(fault('form', 'EMPTY', 'the program has no column', 'Give at least one variable.'));
  }
  if (builder.names.length > MOST_COLUMNS || builder.rows.length > MOST_COLUMNS || entries > MOST_ENTRIES) {
    const message = `${builder.names.length} columns, ${builder.rows.length} rows, ${entries} coefficients`;
    const hint = `At most ${MOST_COLUMNS} columns, ${MOST_COLUMNS} rows and ${MOST_ENTRIES} coefficients.`;
    violations.push(fault('form', 'LIMIT_EXCEEDED', message, hint));
  }
}
function crossed(path, what, low, high) {
  const hint = 'Lower the one or raise the other; a lower bound is 0 unless it is given.';
  return fault(path, 'BOUNDS_CROSSED', `the lower bound of ${what}, ${low}, is above its upper bound, ${high}`, hint);
}
function notFinite(path, name) {
  return fault(path, 'NOT_FINITE', `a coefficient of "${name}" is not finite`, 'Only bounds may be infinite.');
}
function fault(path, reason, message, hint) {
  return { path, reason, message, hint };
}

// services/solver/src/domain/engine/stop-rules.ts
var neverStop = () => false;
function deadline(now, atMs, every = 16) {
  let left = 0;
  let over = false;
  return () => {
    if (over) return true;
    if (left > 0) {
      left--;
      return false;
    }
    left = every - 1;
    over = now() >= atMs;
    return over;
  };
}
function anyOf(...rules) {
  return () => {
    for (const rule of rules) if (rule()) return true;
    return false;
  };
}

// services/solver/src/domain/strategy/strategy-chain.ts
async function runStrategyChain(chain) {
  const startMs = chain.now();
  const endMs = startMs + chain.budgetMs;
  const attempts = [];
  let kept2;
  let firstAnswerMs;
  for (const strategy of chain.strategies) {
    const beganMs = chain.now();
    if (!strategy.immediate && (beganMs >= endMs || chain.stop())) {
      attempts.push({ strategy: strategy.name, outcome: 'skipped', cause: 'no time was left', seconds: 0 });
      continue;
    }
    if (strategy.immediate && kept2) break;
    const run2 = await runOne(chain, strategy, beganMs, endMs, () => {
      firstAnswerMs ??= chain.now();
    });
    attempts.push({ ...run2.attempt, seconds: (chain.now() - beganMs) / 1e3 });
    if (run2.outcome && (!kept2 || (run2.outcome.value ?? 0) < (kept2.outcome.value ?? 0))) {
      kept2 = { outcome: run2.outcome, strategy: strategy.name };
    }
    if (run2.attempt.outcome === 'answered') break;
  }
  return {
    ...(kept2?.outcome ?? { stopReason: 'stopped', iterations: 0, cause: lastCause(attempts) }),
    strategy: kept2?.strategy ?? '',
    attempts,
    degraded: kept2 !== void 0 && attempts[0]?.outcome !== 'answered',
    firstAnswerSeconds: firstAnswerMs === void 0 ? void 0 : (firstAnswerMs - startMs) / 1e3,
  };
}
async function runOne(chain, strategy, beganMs, endMs, onFirst) {
  const budgetMs = Math.max(0, (endMs - beganMs) * strategy.share);
  let last;
  const name = strategy.name;
  const fail = (outcome, cause) => {
    const rescued = last && chain.verify(last.solution, last.value).length === 0 ? last : void 0;
    const attempt = { strategy: name, outcome, cause };
    if (!rescued) return { attempt };
    const { solution, value, bound, iterations } = rescued;
    return { attempt, outcome: { solution, value, bound, iterations, stopReason: 'stopped' } };
  };
  try {
    const outcome = await strategy.run(chain.problem, {
      seed: chain.seed,
      iterations: chain.iterations,
      stop: anyOf(deadline(chain.now, beganMs + budgetMs), chain.stop),
      progress: budgetMs > 0 ? () => Math.min(1, (chain.now() - beganMs) / budgetMs) : void 0,
      onIncumbent: (incumbent) => {
        last = incumbent;
        onFirst();
        chain.onIncumbent?.(incumbent, name);
      },
    });
    if (outcome.stopReason === 'infeasible' || outcome.stopReason === 'unbounded') {
      return { attempt: { strategy: name, outcome: 'answered', cause: '' }, outcome };
    }
    if (outcome.solution === void 0) return fail('no_answer', outcome.cause ?? 'it found nothing');
    const wrong = chain.verify(outcome.solution, outcome.value ?? Number.NaN);
    if (wrong.length > 0) return fail('wrong_answer', wrong.slice(0, 3).join('; '));
    onFirst();
    return { attempt: { strategy: name, outcome: 'answered', cause: '' }, outcome };
  } catch (error) {
    return fail('failed', error instanceof Error ? error.message : String(error));
  }
}
function lastCause(attempts) {
  return attempts.findLast((attempt) => attempt.cause !== '')?.cause ?? 'no strategy is enabled';
}

// services/solver/src/domain/linear/sub-problem.ts
function relaxationOf(problem2) {
  return hasIntegers(problem2) ? { ...problem2, integer: new Uint8Array(problem2.integer.length) } : problem2;
}
function rulesOf(problem2) {
  return { ...problem2, cost: new Float64Array(problem2.cost.length), offset: 0 };
}
function onlyRules(problem2, { rows, columns }) {
  const lower = new Float64Array(problem2.lower.length).fill(Number.NEGATIVE_INFINITY);
  const upper = new Float64Array(problem2.upper.length).fill(Number.POSITIVE_INFINITY);
  for (const column of columns) {
    lower[column] = problem2.lower[column];
    upper[column] = problem2.upper[column];
  }
  const entries = rows.reduce((sum, row) => sum + problem2.starts[row + 1] - problem2.starts[row], 0);
  const starts = new Int32Array(rows.length + 1);
  const indices = new Int32Array(entries);
  const values = new Float64Array(entries);
  rows.forEach((row, r) => {
    const [from, to] = [problem2.starts[row], problem2.starts[row + 1]];
    const at = starts[r];
    indices.set(problem2.indices.subarray(from, to), at);
    values.set(problem2.values.subarray(from, to), at);
    starts[r + 1] = at + to - from;
  });
  return {
    ...rulesOf(problem2),
    lower,
    upper,
    rowNames: rows.map((row) => problem2.rowNames[row]),
    rowLower: Float64Array.from(rows, (row) => problem2.rowLower[row]),
    rowUpper: Float64Array.from(rows, (row) => problem2.rowUpper[row]),
    starts,
    indices,
    values,
  };
}

// services/solver/src/domain/linear/find-conflict.ts
function findConflict(problem2, search) {
  const relaxation = relaxationOf(problem2);
  const all = { rows: problem2.rowNames.map((_, row) => row), columns: boundedColumns(problem2) };
  const byIntegrality = isInfeasible(relaxation, all, search) !== true;
  const judged = byIntegrality ? problem2 : relaxation;
  if (!byIntegrality) {
    const found = search.solver.conflict(relaxation, options(search));
    if (found && isInfeasible(relaxation, found, search)) return { ...found, irreducible: true, byIntegrality };
  }
  if (!isInfeasible(judged, all, search)) return void 0;
  return { ...deletionFilter(judged, all, search), byIntegrality };
}
function boundedColumns(problem2) {
  const columns = [];
  problem2.lower.forEach((lower, column) => {
    if (Number.isFinite(lower) || Number.isFinite(problem2.upper[column])) columns.push(column);
  });
  return columns;
}
function deletionFilter(problem2, all, search) {
  let rules = [...all.rows.map((row) => ({ row })), ...all.columns.map((column) => ({ column }))];
  let irreducible = true;
  let at = 0;
  let chunk = Math.max(1, rules.length >> 1);
  while (at < rules.length) {
    if (isOver(search)) {
      irreducible = false;
      break;
    }
    const size = Math.min(chunk, rules.length - at);
    const rest = [...rules.slice(0, at), ...rules.slice(at + size)];
    const proved = isInfeasible(problem2, ruleSet(rest), search);
    if (proved) rules = rest;
    else if (size > 1) chunk = size >> 1;
    else {
      if (proved === void 0) irreducible = false;
      at++;
      chunk = Math.max(1, Math.min(chunk * 2, rules.length - at));
    }
  }
  return { ...ruleSet(rules), irreducible };
}
function ruleSet(rules) {
  return {
    rows: rules.flatMap(({ row }) => (row === void 0 ? [] : [row])),
    columns: rules.flatMap(({ column }) => (column === void 0 ? [] : [column])),
  };
}
function isInfeasible(problem2, rules, search) {
  if (isOver(search)) return void 0;
  const { status } = search.solver.solve(onlyRules(problem2, rules), options(search));
  if (status === 'infeasible' || status === 'infeasible_or_unbounded') return true;
  return status === 'solved' ? false : void 0;
}
function isOver({ now, endMs, stop }) {
  return now() >= endMs || stop();
}
function options({ now, endMs, stop, seed }) {
  return {
    stop: () => now() >= endMs || stop(),
    timeLimitMs: Math.max(1, endMs - now()),
    seed,
    gap: 1,
    firstOnly: true,
  };
}

// services/solver/src/domain/linear/verify-linear.ts
var TOLERANCE = 1e-6;
function verifyLinear(problem2, values, claimed) {
  const faults = [];
  if (values.length !== problem2.columnNames.length) {
    const message = `${values.length} values for ${problem2.columnNames.length} columns`;
    return [{ what: 'value', name: '', amount: values.length, message }];
  }
  let objective = problem2.offset;
  let scale = Math.abs(problem2.offset);
  for (let column = 0; column < values.length; column++) {
    const value = values[column];
    checkColumn(problem2, column, value, faults);
    const part = problem2.cost[column] * value;
    objective += part;
    scale = Math.max(scale, Math.abs(part));
  }
  for (let row = 0; row < problem2.rowNames.length; row++) checkRow(problem2, row, values, faults);
  const off = Math.abs(objective - claimed);
  if (!(off <= TOLERANCE * Math.max(1, scale, Math.abs(objective)))) {
    faults.push({ what: 'objective', name: '', amount: off, message: `the objective is ${objective}, not ${claimed}` });
  }
  return faults;
}
function checkColumn(problem2, column, value, faults) {
  const name = problem2.columnNames[column];
  const add = (what, amount, message) => faults.push({ what, name, amount, message });
  if (!Number.isFinite(value)) {
    add('value', value, `${name} is ${value}`);
    return;
  }
  const [lower, upper] = [problem2.lower[column], problem2.upper[column]];
  if (value < lower - slack(lower)) add('lower_bound', lower - value, `${name} = ${value} is below ${lower}`);
  if (value > upper + slack(upper)) add('upper_bound', value - upper, `${name} = ${value} is above ${upper}`);
  const fraction = Math.abs(value - Math.round(value));
  if (problem2.integer[column] === 1 && fraction > TOLERANCE)
    add('integer', fraction, `${name} = ${value} is not whole`);
}
function checkRow(problem2, row, values, faults) {
  let activity = 0;
  let largest = 1;
  for (let k = problem2.starts[row]; k < problem2.starts[row + 1]; k++) {
    const part = problem2.values[k] * values[problem2.indices[k]];
    activity += part;
    largest = Math.max(largest, Math.abs(part));
  }
  const [lower, upper] = [problem2.rowLower[row], problem2.rowUpper[row]];
  const most = TOLERANCE * largest;
  const name = problem2.rowNames[row];
  if (activity < lower - most) {
    faults.push({ what: 'row', name, amount: lower - activity, message: `${name} = ${activity} is below ${lower}` });
  }
  if (activity > upper + most) {
    faults.push({ what: 'row', name, amount: activity - upper, message: `${name} = ${activity} is above ${upper}` });
  }
}
function slack(bound) {
  return TOLERANCE * Math.max(1, Number.isFinite(bound) ? Math.abs(bound) : 1);
}
function dualBound(problem2, duals) {
  const reduced = Float64Array.from(problem2.cost);
  let bound = problem2.offset;
  for (let row = 0; row < duals.length; row++) {
    const dual = duals[row] * problem2.sense;
    const limit = holdingLimit(dual, problem2.rowLower[row], problem2.rowUpper[row]);
    if (limit === void 0) return void 0;
    bound += duals[row] * limit;
    for (let k = problem2.starts[row]; k < problem2.starts[row + 1]; k++) {
      const column = problem2.indices[k];
      reduced[column] = reduced[column] - duals[row] * problem2.values[k];
    }
  }
  for (let column = 0; column < reduced.length; column++) {
    const cost = reduced[column] * problem2.sense;
    const limit = holdingLimit(cost, problem2.lower[column], problem2.upper[column]);
    if (limit === void 0) return void 0;
    bound += reduced[column] * limit;
  }
  return bound;
}
function holdingLimit(multiplier, lower, upper) {
  const limit = multiplier > 0 ? lower : upper;
  if (Number.isFinite(limit)) return limit;
  return Math.abs(multiplier) <= TOLERANCE ? 0 : void 0;
}

// services/solver/src/domain/linear/round-point.ts
function cleaned(problem2, values) {
  const clean = Float64Array.from(values, (value, column) =>
    clamp(problem2, column, roundIfInteger(problem2, column, value)),
  );
  const faults = verifyLinear(problem2, clean, 0).filter((fault2) => fault2.what !== 'objective');
  return faults.length === 0 ? clean : values;
}
function rounded(problem2, relaxed) {
  const values = Float64Array.from(relaxed, (value, column) => clamp(problem2, column, value));
  const activities = activitiesOf(problem2, values);
  const byColumn = columnEntries(problem2);
  const fractional = [...values.keys()].filter((column) => problem2.integer[column] === 1);
  fractional.sort((a, b) => distanceToWhole(values[a]) - distanceToWhole(values[b]));
  for (const column of fractional) {
    const value = values[column];
    const sides = [Math.round(value), value > Math.round(value) ? Math.ceil(value) : Math.floor(value)];
    let best = value;
    let least2 = Number.POSITIVE_INFINITY;
    for (const side of sides) {
      const candidate = clamp(problem2, column, side);
      const broken = violationAfter(problem2, byColumn, activities, column, candidate - value);
      const price = problem2.cost[column] * problem2.sense * (candidate - value);
      const score = broken * 1e6 + price;
      if (score < least2) [best, least2] = [candidate, score];
    }
    move(byColumn, activities, column, best - value);
    values[column] = best;
  }
  return values;
}
function columnEntries(problem2) {
  const columns = problem2.columnNames.length;
  const starts = new Int32Array(columns + 1);
  for (const column of problem2.indices) starts[column + 1] = starts[column + 1] + 1;
  for (let column = 0; column < columns; column++) {
    starts[column + 1] = starts[column + 1] + starts[column];
  }
  const next = starts.slice();
  const rows = new Int32Array(problem2.indices.length);
  const values = new Float64Array(problem2.indices.length);
  for (let row = 0; row < problem2.rowNames.length; row++) {
    for (let k = problem2.starts[row]; k < problem2.starts[row + 1]; k++) {
      const column = problem2.indices[k];
      const at = next[column];
      next[column] = at + 1;
      rows[at] = row;
      values[at] = problem2.values[k];
    }
  }
  return { starts, rows, values };
}
function violationAfter(problem2, entries, activities, column, by) {
  let sum = 0;
  for (let k = entries.starts[column]; k < entries.starts[column + 1]; k++) {
    const row = entries.rows[k];
    const activity = activities[row] + by * entries.values[k];
    sum += Math.max(0, problem2.rowLower[row] - activity, activity - problem2.rowUpper[row]);
  }
  return sum;
}
function move(entries, activities, column, by) {
  for (let k = entries.starts[column]; k < entries.starts[column + 1]; k++) {
    const row = entries.rows[k];
    activities[row] = activities[row] + by * entries.values[k];
  }
}
function roundIfInteger(problem2, column, value) {
  return (problem2.integer[column] === 1 && distanceToWhole(value) < 1e-5 ? Math.round(value) : value) + 0;
}
function distanceToWhole(value) {
  return Math.abs(value - Math.round(value));
}
function clamp(problem2, column, value) {
  return Math.min(Math.max(value, problem2.lower[column]), problem2.upper[column]);
}

// services/solver/src/domain/linear/linear-strategies.ts
function linearStrategies(parts) {
  return [
    {
      name: parts.solver.name,
      share: 0.85,
      run: (problem2, options2) => runSolver(problem2, options2, parts, 0.85, { gap: problem2.stopAtGap }),
    },
    {
      name: `${parts.solver.name}_first_feasible`,
      share: 0.7,
      run: async (problem2, options2) => {
        await parts.solver.renew();
        const easier = hasIntegers(problem2) ? problem2 : rulesOf(problem2);
        const more = { gap: 1, firstOnly: true };
        return withoutProof(problem2, runSolver(easier, options2, parts, 0.7, more));
      },
    },
    {
      name: 'rounded_relaxation',
      share: 1,
      run: async (problem2, options2) => {
        await parts.solver.renew();
        return runRounding(problem2, options2, parts);
      },
    },
    { name: 'plain_point', share: 1, immediate: true, run: (problem2) => plainPoint(problem2) },
  ];
}
function runSolver(problem2, options2, parts, share, more) {
  const outcome = parts.solver.solve(problem2, {
    ...limits(parts, share),
    ...more,
    seed: options2.seed,
    nodes: options2.iterations,
    onIncumbent: ({ values, objective, bound, nodes }) => {
      options2.onIncumbent?.({
        solution: { values },
        value: problem2.sense * objective,
        bound: bound === void 0 ? void 0 : problem2.sense * bound,
        iterations: nodes,
      });
    },
  });
  return toEngineOutcome(problem2, { ...outcome, status: settled(problem2, outcome.status, options2, parts, share) });
}
function settled(problem2, status, options2, parts, share) {
  if (status !== 'unbounded' && status !== 'infeasible_or_unbounded') return status;
  const more = { gap: 1, firstOnly: true, seed: options2.seed };
  const rules = parts.solver.solve(rulesOf(problem2), { ...limits(parts, share), ...more });
  if (rules.point) return 'unbounded';
  return rules.status === 'infeasible' || rules.status === 'infeasible_or_unbounded' ? 'infeasible' : 'stopped';
}
function limits({ now, endMs, stop }, share) {
  const beganMs = now();
  const untilMs = beganMs + Math.max(0, endMs - beganMs) * share;
  return { stop: () => now() >= untilMs || stop(), timeLimitMs: Math.max(1, untilMs - beganMs) };
}
function toEngineOutcome(problem2, outcome) {
  const { status, point, bound, iterations } = outcome;
  if (status === 'infeasible' || status === 'unbounded') return { stopReason: status, iterations };
  if (!point) {
    const cause = status === 'failed' ? outcome.cause : `no feasible point was found before the end (${status})`;
    return { stopReason: 'stopped', iterations, cause };
  }
  const values = cleaned(problem2, point.values);
  return {
    solution: { ...point, values },
    value: problem2.sense * objectiveOf(problem2, values),
    bound: bound === void 0 ? void 0 : problem2.sense * bound,
    boundSource: bound === void 0 ? void 0 : hasIntegers(problem2) ? 'branch_and_bound' : 'lp_duality',
    stopReason: status === 'solved' ? 'optimal' : status === 'nodes' ? 'iterations' : 'stopped',
    iterations,
  };
}
function withoutProof(problem2, outcome) {
  if (!outcome.solution) return outcome;
  const { values } = outcome.solution;
  const value = problem2.sense * objectiveOf(problem2, values);
  const proved = hasIntegers(problem2) ? { bound: outcome.bound, boundSource: outcome.boundSource } : {};
  return { solution: { values }, value, ...proved, stopReason: 'stopped', iterations: outcome.iterations };
}
function runRounding(problem2, options2, parts) {
  const relaxed = parts.solver.solve(relaxationOf(problem2), { ...limits(parts, 1), gap: 0, seed: options2.seed });
  if (!relaxed.point)
    return { stopReason: 'stopped', iterations: relaxed.iterations, cause: 'the relaxation has no point to round' };
  const values = rounded(problem2, relaxed.point.values);
  const bound =
    relaxed.status === 'solved' && relaxed.objective !== void 0 ? problem2.sense * relaxed.objective : void 0;
  return {
    solution: { values },
    value: problem2.sense * objectiveOf(problem2, values),
    bound,
    boundSource: bound === void 0 ? void 0 : 'lp_relaxation',
    stopReason: 'converged',
    iterations: relaxed.iterations,
  };
}
function plainPoint(problem2) {
  const { lower, upper } = problem2;
  const inside = (column, wish) => Math.min(Math.max(wish, lower[column]), upper[column]);
  const wishes = [() => 0, (column) => finite(lower[column]), (column) => finite(upper[column])];
  let best;
  for (const wish of wishes) {
    const values = Float64Array.from(lower, (_, column) => inside(column, wish(column)));
    const value = problem2.sense * objectiveOf(problem2, values);
    if (verifyLinear(problem2, values, problem2.sense * value).length > 0) continue;
    if (!best || value < best.value) best = { values, value };
  }
  if (!best) return { stopReason: 'stopped', iterations: 0, cause: 'no plain point keeps every rule' };
  return { solution: { values: best.values }, value: best.value, stopReason: 'converged', iterations: 0 };
}
function finite(bound) {
  return bound !== void 0 && Number.isFinite(bound) ? bound : 0;
}

// services/solver/src/domain/linear/solve-linear.ts
var PROOF_GAP = 1e-6;
async function solveLinear(problem2, solver2, context) {
  const endMs = context.now() + context.budgetMs;
  const { now, stop, seed, budgetMs, iterations } = context;
  const result = await runStrategyChain({
    problem: problem2,
    strategies: linearStrategies({ solver: solver2, now, endMs, stop }),
    verify: (point, value) => wrongIn(problem2, point, value),
    now,
    budgetMs,
    seed,
    iterations,
    stop,
    onIncumbent: (incumbent, strategy) => {
      const bound = incumbent.bound === void 0 ? void 0 : problem2.sense * incumbent.bound;
      context.onIncumbent?.({ ...incumbent, value: problem2.sense * incumbent.value, bound }, strategy);
    },
  });
  if (result.solution) return answered(problem2, result, result.solution, context);
  if (result.stopReason === 'infeasible') {
    return infeasible(problem2, result, findConflict(problem2, { solver: solver2, now, endMs, stop, seed }));
  }
  const status = result.stopReason === 'unbounded' ? 'unbounded' : 'unknown';
  const reason = status === 'unbounded' ? 'optimal' : stop() ? 'stopped' : 'time';
  return { ...shared(result, reason), status, explanation: { summary: summaryOf(status, result), conflict: [] } };
}
function wrongIn(problem2, { values, duals }, value) {
  const claimed = problem2.sense * value;
  const faults = verifyLinear(problem2, values, claimed).map((fault2) => fault2.message);
  const proved = duals ? dualBound(problem2, duals) : void 0;
  if (proved !== void 0 && problem2.sense * (proved - claimed) > 1e-5 * Math.max(1, Math.abs(claimed))) {
    faults.push(`the duals prove ${proved}, better than ${claimed} cannot be`);
  }
  return faults;
}
function answered(problem2, result, point, context) {
  const objective = objectiveOf(problem2, point.values);
  const bound = result.bound === void 0 ? void 0 : problem2.sense * result.bound;
  const gap = bound === void 0 ? Number.POSITIVE_INFINITY : relativeGap(objective, bound);
  const isProved = gap <= PROOF_GAP || (bound !== void 0 && Math.abs(bound - objective) <= 1e-9);
  const status = isProved ? 'optimal' : 'feasible';
  return {
    ...shared(result, stopReasonOf(result, isProved, gap, problem2, context)),
    status,
    solution: { ...point, activities: activitiesOf(problem2, point.values), objective },
    value: objective,
    bound: isProved ? objective : bound,
    boundSource: result.boundSource ?? (bound === void 0 ? void 0 : 'branch_and_bound'),
  };
}
function stopReasonOf(result, isProved, gap, problem2, context) {
  if (isProved) return 'optimal';
  if (result.stopReason === 'iterations') return 'iterations';
  if (hasIntegers(problem2) && gap <= problem2.stopAtGap * (1 + 1e-9)) return 'gap';
  if (context.stop()) return 'stopped';
  return result.stopReason === 'converged' ? 'converged' : 'time';
}
function infeasible(problem2, result, conflict) {
  const warnings = conflict && !conflict.irreducible ? ['the conflict may be larger than needed: the time was up'] : [];
  return {
    ...shared(result, 'infeasible'),
    status: conflict ? 'infeasible' : 'unknown',
    explanation: explain(problem2, conflict),
    warnings,
  };
}
function explain(problem2, conflict) {
  if (!conflict) {
    const summary = 'The solver says that there is no answer, but there was no time to make sure.';
    return { summary, conflict: [] };
  }
  const names = [
    ...conflict.rows.map((row) => problem2.rowNames[row]),
    ...conflict.columns.map((column) => `bounds of ${problem2.columnNames[column]}`),
  ];
  const shown = names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
  const because = conflict.byIntegrality ? ' as long as whole numbers are asked for' : '';
  return { summary: `These rules cannot hold together${because}: ${shown}.`, conflict: names };
}
function summaryOf(status, result) {
  if (status === 'unbounded') return 'The objective has no limit: some column may grow for ever and make it better.';
  return `No answer was found and none was excluded: ${result.cause ?? 'the time was up'}.`;
}
function shared(result, stopReason) {
  const { strategy, attempts, degraded, iterations, firstAnswerSeconds } = result;
  return {
    stopReason,
    strategy,
    attempts,
    degraded,
    iterations,
    firstAnswerSeconds,
    relaxations: [],
    warnings: [],
  };
}

// services/solver/src/codec.ts
var STATUS = {
  optimal: SolveStatus.SOLVE_STATUS_OPTIMAL,
  feasible: SolveStatus.SOLVE_STATUS_FEASIBLE,
  relaxed: SolveStatus.SOLVE_STATUS_RELAXED,
  infeasible: SolveStatus.SOLVE_STATUS_INFEASIBLE,
  unbounded: SolveStatus.SOLVE_STATUS_UNBOUNDED,
  unknown: SolveStatus.SOLVE_STATUS_UNKNOWN,
};
var STOP_REASON = {
  optimal: StopReason.STOP_REASON_OPTIMAL,
  converged: StopReason.STOP_REASON_CONVERGED,
  iterations: StopReason.STOP_REASON_ITERATIONS,
  time: StopReason.STOP_REASON_TIME,
  gap: StopReason.STOP_REASON_GAP,
  stopped: StopReason.STOP_REASON_STOPPED,
  infeasible: StopReason.STOP_REASON_INFEASIBLE,
};
var ATTEMPT = {
  answered: Attempt_Outcome.OUTCOME_ANSWERED,
  no_answer: Attempt_Outcome.OUTCOME_NO_ANSWER,
  wrong_answer: Attempt_Outcome.OUTCOME_WRONG_ANSWER,
  failed: Attempt_Outcome.OUTCOME_FAILED,
  skipped: Attempt_Outcome.OUTCOME_SKIPPED,
};
function toSolveResult(outcome, solution) {
  const { value, bound, iterations, firstAnswerSeconds = 0 } = outcome;
  return {
    status: STATUS[outcome.status],
    solution,
    value,
    bound,
    gap: value === void 0 || bound === void 0 ? void 0 : relativeGap(value, bound),
    boundSource: outcome.boundSource ?? '',
    stopReason: STOP_REASON[outcome.stopReason],
    strategy: outcome.strategy,
    attempts: outcome.attempts.map((attempt) => ({ ...attempt, outcome: ATTEMPT[attempt.outcome] })),
    degraded: outcome.degraded,
    relaxations: [...outcome.relaxations],
    explanation: outcome.explanation && { ...outcome.explanation, conflict: [...outcome.explanation.conflict] },
    measures: { ...NO_MEASURES, providerCells: {}, firstAnswerSeconds, iterations: Math.min(iterations, 4294967295) },
    budgetMillis: 0,
    budgetWasDefault: false,
    warnings: [...outcome.warnings],
  };
}
var NO_MEASURES = {
  solveSeconds: 0,
  queueSeconds: 0,
  matrixSeconds: 0,
  cpuSeconds: 0,
  peakMemoryMegabytes: 0,
  size: 0,
  secondSize: 0,
  matrixCacheHits: 0,
  matrixCacheMisses: 0,
  host: '',
  version: '',
};
var KIND_TOKENS = {
  [ProblemKind.PROBLEM_KIND_ROUTING]: 'routing',
  [ProblemKind.PROBLEM_KIND_ITINERARY]: 'itinerary',
  [ProblemKind.PROBLEM_KIND_LINEAR]: 'linear',
};

// services/solver/src/codec-linear.ts
function toLinearSolution(problem2, point) {
  const activities = activitiesOf(problem2, point.values);
  const value = {
    columns: [],
    rows: problem2.rowNames.map((name, row) => ({
      name,
      activity: activities[row],
      dual: point.duals?.[row],
    })),
    objective: objectiveOf(problem2, point.values),
  };
  problem2.columnNames.forEach((name, column) => {
    const number = point.values[column];
    if (number === 0) return;
    value.columns.push({ name, value: number, reducedCost: point.reducedCosts?.[column] });
  });
  return { kind: { $case: 'linear', value } };
}

// services/solver/src/workers/kept-outcome.ts
function keptOutcome(incumbent, strategy) {
  const cause = 'the engine did not end when it was asked to; this is its best answer until then';
  return {
    status: 'feasible',
    solution: incumbent.solution,
    value: incumbent.value,
    bound: incumbent.bound,
    boundSource: incumbent.bound === void 0 ? void 0 : 'branch_and_bound',
    stopReason: 'time',
    strategy,
    attempts: [{ strategy, outcome: 'failed', cause, seconds: 0 }],
    degraded: true,
    relaxations: [],
    iterations: incumbent.iterations,
    warnings: [cause],
  };
}

// services/solver/src/workers/solve-means.ts
function contextOf(order, means) {
  const { seed, budgetMs, iterations } = order;
  return { seed, budgetMs, iterations, now: means.now, stop: means.stop };
}

// services/solver/src/workers/solve-linear-problem.ts
async function solveLinearProblem(order, program, means) {
  const { problem: problem2, violations } = readLinear(program);
  if (!problem2) return { violations };
  const encode = (incumbent, strategy) => {
    const { solution, value } = incumbent;
    if (verifyLinear(problem2, solution.values, value).length > 0) return void 0;
    return SolveResult.encode(
      toSolveResult(keptOutcome(incumbent, strategy), toLinearSolution(problem2, solution)),
    ).finish();
  };
  const outcome = await solveLinear(problem2, means.solver, {
    ...contextOf(order, means),
    onIncumbent: (incumbent, strategy) => means.reporter.report(incumbent, strategy, () => encode(incumbent, strategy)),
  });
  const result = toSolveResult(outcome, outcome.solution && toLinearSolution(problem2, outcome.solution));
  const size = problem2.columnNames.length;
  const secondSize = problem2.rowNames.length;
  return { result: { ...result, measures: result.measures && { ...result.measures, size, secondSize } } };
}

// services/solver/src/domain/geo/travel-matrix.ts
var NO_WAY = -1;
function travelMatrix(durations, distances) {
  const size = Math.round(Math.sqrt(durations.length));
  if (size * size !== durations.length || distances.length !== durations.length) {
    throw new RangeError(`a travel matrix is square: ${durations.length} durations, ${distances.length} distances`);
  }
  return { size, durations: Int32Array.from(durations), distances: Int32Array.from(distances) };
}
function mixMatrices(walk, ride, walkingLegMeters) {
  const durations = Int32Array.from(ride.durations);
  const distances = Int32Array.from(ride.distances);
  for (let cell = 0; cell < distances.length; cell++) {
    const meters = walk.distances[cell];
    if (meters !== NO_WAY && (meters <= walkingLegMeters || distances[cell] === NO_WAY)) {
      durations[cell] = walk.durations[cell];
      distances[cell] = meters;
    }
  }
  return { size: ride.size, durations, distances };
}

// services/solver/src/domain/geo/travel-mode.ts
var TRAVEL_MODE = { unspecified: 0, walk: 1, drive: 2, transit: 3, bicycle: 4, mixed: 5 };

// services/solver/src/domain/itinerary/problem.ts
var POINT_COST = 1e3;
var DEFAULT_IMPORTANCE = 5;
var DEFAULT_WALKING_METERS = 8e3;
var DEFAULT_WALKING_LEG_METERS = 1200;
function modeOf(input) {
  return input.travelMode === TRAVEL_MODE.unspecified ? TRAVEL_MODE.mixed : input.travelMode;
}
function itineraryLocations(input) {
  const locations = input.places.map((place) => place.location);
  const known = /* @__PURE__ */ new Map();
  const indexOf = (location) => {
    if (!location) return -1;
    const key = `${location.latitude},${location.longitude}`;
    const index = known.get(key) ?? locations.push(location) - 1;
    known.set(key, index);
    return index;
  };
  const starts = input.days.map((day) => indexOf(day.start));
  const ends = input.days.map((day) => indexOf(day.end ?? day.start));
  return { locations, starts, ends };
}
function itineraryModes(input) {
  switch (modeOf(input)) {
    case TRAVEL_MODE.drive:
      return { walk: false, ride: 'drive' };
    case TRAVEL_MODE.transit:
      return { walk: false, ride: 'transit' };
    case TRAVEL_MODE.bicycle:
      return { walk: false, ride: 'bicycle' };
    case TRAVEL_MODE.walk: {
      const mayRelax = !input.relaxation?.forbidden && input.places.some((place) => place.required);
      return mayRelax ? { walk: true, ride: 'transit' } : { walk: true };
    }
    default:
      return { walk: true, ride: 'transit' };
  }
}

// services/solver/src/domain/routing/problem.ts
var UNSERVED = {
  timeWindow: 1,
  capacity: 2,
  skill: 3,
  workingTime: 4,
  distanceLimit: 5,
  stopLimit: 6,
  closed: 7,
  walkingLimit: 8,
  unreachable: 9,
  prizeTooLow: 10,
  noRoom: 11,
};

// services/solver/src/domain/routing/compiled.ts
var FAR = 1e9;
var HORIZON = 5e8;
var UNLIMITED = 2e9;

// services/solver/src/domain/routing/bounds.ts
var ARC_RELAXATION = 'arc_relaxation';
function lowerBound(problem2) {
  const legs = cheapestLegs(problem2);
  const { stops } = problem2;
  let cost = fleetCost(problem2, legs);
  let room = workingTime(problem2);
  const gains = [];
  const perSecond = least(problem2.perSecond);
  for (let s = 0; s < stops; s++) {
    const reachable = legs.in[s] < FAR && legs.out[s] < FAR;
    const own = reachable ? (legs.in[s] + legs.out[s]) / 2 + perSecond * problem2.service[s] : 0;
    const seconds = problem2.service[s] + (reachable ? legs.seconds[s] : 0);
    if (problem2.required[s] === 1) {
      cost += own;
      room -= seconds;
      continue;
    }
    cost += problem2.prize[s];
    const gain = problem2.prize[s] - own;
    if (reachable && gain > 0) gains.push({ gain, seconds });
  }
  gains.sort((a, b) => b.gain * (a.seconds + 1e-9) - a.gain * (b.seconds + 1e-9));
  for (const { gain, seconds } of gains) {
    const part = seconds <= 0 ? 1 : Math.max(0, Math.min(1, room / seconds));
    cost -= gain * part;
    room -= seconds * part;
  }
  return cost - 1e-9 * Math.max(1, Math.abs(cost));
}
function cheapestLegs(problem2) {
  const { stops, location, size } = problem2;
  const perMeter = least(problem2.perMeter);
  const perSecond = least(problem2.perTravelSecond) + least(problem2.perSecond);
  const inward = new Float64Array(stops).fill(FAR);
  const outward = new Float64Array(stops).fill(FAR);
  const shortest = new Float64Array(stops).fill(FAR);
  const spans2 = lastAndFirst(problem2);
  let fromStart = FAR;
  let toEnd = FAR;
  const price = (cell) => {
    const ride = leg(problem2.distances[cell], problem2.durations[cell], perMeter, perSecond);
    if (!problem2.walking) return ride;
    return Math.min(ride, leg(problem2.walking.distances[cell], problem2.walking.durations[cell], perMeter, perSecond));
  };
  const time = (cell) => Math.min(problem2.durations[cell], problem2.walking?.durations[cell] ?? FAR);
  const depots = (column) => [...new Set(column)];
  const starts = depots(problem2.start);
  const ends = depots(problem2.end);
  for (let a = 0; a < stops; a++) {
    const row = location[a];
    for (const start of starts) {
      const cell = start * size + row;
      inward[a] = Math.min(inward[a], price(cell));
      shortest[a] = Math.min(shortest[a], time(cell));
      fromStart = Math.min(fromStart, price(cell));
    }
    for (const end of ends) {
      outward[a] = Math.min(outward[a], price(row * size + end));
      toEnd = Math.min(toEnd, price(row * size + end));
    }
    for (let b = 0; b < stops; b++) {
      if (a === b) continue;
      const cell = row * size + location[b];
      const seconds = time(cell);
      if (spans2.first[a] + problem2.service[a] + seconds > spans2.last[b]) continue;
      const cost = price(cell);
      outward[a] = Math.min(outward[a], cost);
      inward[b] = Math.min(inward[b], cost);
      shortest[b] = Math.min(shortest[b], seconds);
    }
  }
  return { in: inward, out: outward, seconds: shortest, fromStart, toEnd };
}
function leg(meters, seconds, perMeter, perSecond) {
  return meters >= FAR || seconds >= FAR ? FAR : perMeter * meters + perSecond * seconds;
}
function lastAndFirst(problem2) {
  const first = new Float64Array(problem2.stops).fill(HORIZON);
  const last = new Float64Array(problem2.stops).fill(-1);
  for (let cell = 0; cell < problem2.types * problem2.stops; cell++) {
    if (problem2.allowed[cell] === 0) continue;
    const stop = cell % problem2.stops;
    const from = problem2.windowFrom[cell];
    const to = problem2.windowFrom[cell + 1];
    first[stop] = Math.min(first[stop], problem2.windowOpen[from]);
    last[stop] = Math.max(last[stop], problem2.windowClose[to - 1]);
  }
  return { first, last };
}
function fleetCost(problem2, legs) {
  if (!problem2.required.includes(1)) return 0;
  let vehicles = 1;
  for (let d = 0; d < problem2.dims; d++) {
    let load2 = 0;
    let capacity = 1;
    for (let s = 0; s < problem2.stops; s++)
      load2 += problem2.required[s] === 1 ? problem2.demand[s * problem2.dims + d] : 0;
    for (let v = 0; v < problem2.vehicles; v++) capacity = Math.max(capacity, problem2.capacity[v * problem2.dims + d]);
    vehicles = Math.max(vehicles, Math.ceil(load2 / capacity));
  }
  const ends = legs.fromStart < FAR && legs.toEnd < FAR ? (legs.fromStart + legs.toEnd) / 2 : 0;
  return vehicles * (least(problem2.fixedCost) + ends);
}
function workingTime(problem2) {
  let sum = 0;
  for (let v = 0; v < problem2.vehicles; v++) {
    const shift = problem2.shiftEnd[v] - problem2.shiftStart[v];
    sum += Math.min(shift, problem2.maxDuration[v]);
  }
  return sum;
}
function least(column) {
  let value = Number.POSITIVE_INFINITY;
  for (const cell of column) value = Math.min(value, cell);
  return Number.isFinite(value) ? value : 0;
}

// services/solver/src/domain/routing/route-walk.ts
var MOST_DEPARTURES = 64;
var RouteWalk = class {
  /** Cost of the route, `Infinity` when it breaks a rule. */
  cost = 0;
  meters = 0;
  walkedMeters = 0;
  travelSeconds = 0;
  /** From leaving to coming back, the least there is. */
  duration = 0;
  departure = 0;
  arrival = 0;
  /** By position in the sequence: when it arrives and when service starts. Set by `schedule`. */
  arrivals;
  starts;
  /** By leg (0 is from the start): seconds, metres, 1 when walked. */
  legSeconds;
  legMeters;
  legWalked;
  #problem;
  /** Window that the last forward walk used, by position. */
  #windows;
  constructor(problem2) {
    this.#problem = problem2;
    const longest2 = problem2.stops + 1;
    this.arrivals = new Float64Array(longest2);
    this.starts = new Float64Array(longest2);
    this.legSeconds = new Float64Array(longest2);
    this.legMeters = new Float64Array(longest2);
    this.legWalked = new Uint8Array(longest2);
    this.#windows = new Int32Array(longest2);
  }
  /** Cost of serving `stops` in this order with the vehicle, `Infinity` when that breaks a rule; 0 when there are none. */
  evaluate(vehicle, stops, length) {
    const p = this.#problem;
    this.cost = Number.POSITIVE_INFINITY;
    if (length === 0) {
      this.cost = 0;
      this.duration = 0;
      this.meters = 0;
      this.travelSeconds = 0;
      return 0;
    }
    if (!this.#keepsLimits(vehicle, stops, length) || !this.#walkLegs(vehicle, stops, length)) return this.cost;
    const start = p.shiftStart[vehicle];
    if (!this.#forward(vehicle, stops, length, start)) return this.cost;
    this.departure = start;
    this.duration = 0;
    const perSecond = p.perSecond[vehicle];
    if (perSecond > 0 || p.maxDuration[vehicle] < UNLIMITED) {
      this.#shorten(vehicle, stops, length);
      if (this.duration > p.maxDuration[vehicle]) return this.cost;
    }
    this.cost =
      p.fixedCost[vehicle] +
      p.perMeter[vehicle] * this.meters +
      p.perTravelSecond[vehicle] * this.travelSeconds +
      perSecond * this.duration;
    return this.cost;
  }
  /** Sets `starts`, `arrivals` and `arrival` for leaving as early as the shift allows, after `evaluate` of the same route. */
  leaveEarly(vehicle, stops, length) {
    this.#forward(vehicle, stops, length, this.#problem.shiftStart[vehicle]);
  }
  /** Times of a route that keeps the rules: the shortest duration, and of those the earliest. */
  schedule(vehicle, stops, length) {
    if (this.evaluate(vehicle, stops, length) === Number.POSITIVE_INFINITY) return false;
    this.#shorten(vehicle, stops, length);
    return this.#forward(vehicle, stops, length, this.departure);
  }
  #keepsLimits(vehicle, stops, length) {
    const p = this.#problem;
    if (length > p.maxStops[vehicle]) return false;
    const base = p.type[vehicle] * p.stops;
    for (let i = 0; i < length; i++) if (p.allowed[base + stops[i]] === 0) return false;
    for (let d = 0; d < p.dims; d++) {
      let load2 = 0;
      for (let i = 0; i < length; i++) load2 += p.demand[stops[i] * p.dims + d];
      if (load2 > p.capacity[vehicle * p.dims + d]) return false;
    }
    return true;
  }
  #walkLegs(vehicle, stops, length) {
    const p = this.#problem;
    const walking = p.walking;
    let budget = p.walkingBudget[vehicle];
    let from = p.start[vehicle];
    let meters = 0;
    let seconds = 0;
    let walked = 0;
    for (let leg2 = 0; leg2 <= length; leg2++) {
      const to = leg2 < length ? p.location[stops[leg2]] : p.end[vehicle];
      const cell = from * p.size + to;
      let legMeters = p.distances[cell];
      let legSeconds = p.durations[cell];
      this.legWalked[leg2] = 0;
      if (walking) {
        const onFoot = walking.distances[cell];
        if (onFoot <= walking.legMeters && onFoot <= budget) {
          legMeters = onFoot;
          legSeconds = walking.durations[cell];
          budget -= onFoot;
          walked += onFoot;
          this.legWalked[leg2] = 1;
        }
      }
      if (legMeters >= FAR || legSeconds >= FAR) return false;
      this.legMeters[leg2] = legMeters;
      this.legSeconds[leg2] = legSeconds;
      meters += legMeters;
      seconds += legSeconds;
      from = to;
    }
    this.meters = meters;
    this.travelSeconds = seconds;
    this.walkedMeters = walked;
    return meters <= p.maxDistance[vehicle];
  }
  /** Leaves at `departure` and starts every service as early as it can. False when a window or the shift is missed. */
  #forward(vehicle, stops, length, departure) {
    const p = this.#problem;
    const base = p.type[vehicle] * p.stops;
    let time = departure;
    for (let i = 0; i < length; i++) {
      const stop = stops[i];
      time += this.legSeconds[i];
      this.arrivals[i] = time;
      let window = p.windowFrom[base + stop];
      const last = p.windowFrom[base + stop + 1];
      while (window < last && p.windowClose[window] < time) window++;
      if (window === last) return false;
      const open = p.windowOpen[window];
      if (open > time) time = open;
      this.starts[i] = time;
      this.#windows[i] = window;
      time += p.service[stop];
    }
    this.arrival = time + this.legSeconds[length];
    return this.arrival <= p.shiftEnd[vehicle];
  }
  /** The latest departure that still arrives at `arrival`. */
  #latestDeparture(vehicle, stops, length) {
    const p = this.#problem;
    const base = p.type[vehicle] * p.stops;
    let time = this.arrival;
    for (let i = length - 1; i >= 0; i--) {
      const stop = stops[i];
      time -= this.legSeconds[i + 1] + p.service[stop];
      const first = p.windowFrom[base + stop];
      let window = p.windowFrom[base + stop + 1] - 1;
      while (window > first && p.windowOpen[window] > time) window--;
      time = Math.min(time, p.windowClose[window]);
    }
    return Math.min(time - this.legSeconds[0], p.shiftEnd[vehicle]);
  }
  /** The latest departure that starts every service in the window of the last forward walk. */
  #latestInTheseWindows(vehicle, stops, length) {
    const p = this.#problem;
    let time = p.shiftEnd[vehicle];
    for (let i = length - 1; i >= 0; i--) {
      time -= this.legSeconds[i + 1] + p.service[stops[i]];
      time = Math.min(time, p.windowClose[this.#windows[i]]);
    }
    return time - this.legSeconds[0];
  }
  /**
   * Finds the least duration after a forward walk. With the windows chosen,
   * leaving as late as the earliest arrival allows is best; a later departure
   * only pays when it passes into other windows, so those are tried in turn.
   */
  #shorten(vehicle, stops, length) {
    let best = Number.POSITIVE_INFINITY;
    let departure = this.departure;
    let arrival = this.arrival;
    let busy = this.travelSeconds;
    for (let i = 0; i < length; i++) busy += this.#problem.service[stops[i]];
    for (let tries = 0; tries < MOST_DEPARTURES; tries++) {
      const late = this.#latestDeparture(vehicle, stops, length);
      if (this.arrival - late < best) {
        best = this.arrival - late;
        departure = late;
        arrival = this.arrival;
      }
      if (best <= busy || !this.#problem.scan || !this.#forward(vehicle, stops, length, late)) break;
      const next = this.#latestInTheseWindows(vehicle, stops, length) + 1;
      if (!this.#forward(vehicle, stops, length, next)) break;
    }
    this.departure = departure;
    this.arrival = arrival;
    this.duration = best;
  }
};

// services/solver/src/domain/routing/exact-small.ts
var MOST_STOPS = 12;
var MOST_PARTITIONS = 2e7;
var MOST_LABELS = 1e5;
function isSmall(problem2) {
  if (problem2.stops === 0 || problem2.stops > MOST_STOPS) return false;
  if (3 ** problem2.stops * problem2.vehicles > MOST_PARTITIONS) return false;
  return !problem2.scan || !timed(problem2);
}
function timed(problem2) {
  return problem2.perSecond.some((cost) => cost > 0) || problem2.maxDuration.some((limit) => limit < UNLIMITED);
}
function solveExactly(problem2, stop) {
  const tables = [];
  for (let v = 0; v < problem2.vehicles; v++) {
    const type = problem2.type[v];
    if (tables[type]) continue;
    const table = bestRoutes(problem2, v, stop);
    if (!table) return void 0;
    tables[type] = table;
  }
  return partition(problem2, tables, stop);
}
function bestRoutes(problem2, vehicle, stop) {
  const { stops } = problem2;
  const sets = 1 << stops;
  const cost = new Float64Array(sets).fill(Number.POSITIVE_INFINITY);
  const last = new Array(sets);
  const labels = new Array(sets * stops);
  const walk = new RouteWalk(problem2);
  const order = new Int32Array(stops);
  const spare = spareWalking(problem2, vehicle);
  let made = 0;
  cost[0] = 0;
  const extend = (from, set) => {
    for (let next = 0; next < stops; next++) {
      if (set & (1 << next)) continue;
      const label = follow(problem2, vehicle, from, next);
      const reached = set | (1 << next);
      if (label && keep(labels, reached * stops + next, label, spare[reached])) made++;
    }
  };
  extend(void 0, 0);
  for (let set = 1; set < sets; set++) {
    if (made > MOST_LABELS || stop()) return void 0;
    for (let end = 0; end < stops; end++) {
      for (const label of labels[set * stops + end] ?? []) {
        extend(label, set);
        const total = walk.evaluate(vehicle, order, unwind(label, order));
        if (total < cost[set]) {
          cost[set] = total;
          last[set] = label;
        }
      }
    }
  }
  return { cost, last };
}
function follow(problem2, vehicle, from, next) {
  const p = problem2;
  const cell = p.type[vehicle] * p.stops + next;
  if (p.allowed[cell] === 0) return void 0;
  const at = from ? p.location[from.stop] : p.start[vehicle];
  const leg2 = legOf(p, vehicle, at * p.size + p.location[next], from?.walked ?? 0);
  const meters = (from?.meters ?? 0) + leg2.meters;
  if (leg2.seconds >= FAR || meters > p.maxDistance[vehicle]) return void 0;
  const arrival = (from?.ready ?? p.shiftStart[vehicle]) + leg2.seconds;
  let window = p.windowFrom[cell];
  const end = p.windowFrom[cell + 1];
  while (window < end && p.windowClose[window] < arrival) window++;
  if (window === end) return void 0;
  const open = p.windowOpen[window];
  const shift = (from?.duration ?? 0) + leg2.seconds;
  const lateBefore = from?.late ?? p.shiftEnd[vehicle];
  const wait = Math.max(open - shift - lateBefore, 0);
  const service = p.service[next];
  return {
    cost: (from?.cost ?? 0) + p.perMeter[vehicle] * leg2.meters + p.perTravelSecond[vehicle] * leg2.seconds,
    meters,
    walked: (from?.walked ?? 0) + leg2.walked,
    ready: Math.max(arrival, open) + service,
    // With several windows a stop, time does not count here (see isSmall).
    duration: p.scan ? 0 : shift + wait + service,
    late: p.scan ? 0 : Math.min(p.windowClose[window] - shift, lateBefore),
    stop: next,
    before: from,
  };
}
function legOf(p, vehicle, cell, walked) {
  const onFoot = p.walking?.distances[cell] ?? FAR;
  if (p.walking && onFoot <= p.walking.legMeters && walked + onFoot <= p.walkingBudget[vehicle]) {
    return { meters: onFoot, seconds: p.walking.durations[cell], walked: onFoot };
  }
  return { meters: p.distances[cell], seconds: p.durations[cell], walked: 0 };
}
function spareWalking(p, vehicle) {
  const spare = new Float64Array(1 << p.stops).fill(Number.POSITIVE_INFINITY);
  if (!p.walking) return spare;
  const { distances, legMeters } = p.walking;
  const from = [p.start[vehicle], ...p.location];
  const longestTo = (to) => {
    const walks = from.map((at) => distances[at * p.size + to]).filter((meters) => meters <= legMeters);
    return Math.max(0, ...walks);
  };
  const longest2 = Array.from(p.location.subarray(0, p.stops), longestTo);
  const toEnd = longestTo(p.end[vehicle]);
  for (let set = 0; set < spare.length; set++) {
    let ahead = toEnd;
    for (let stop = 0; stop < p.stops; stop++) if (!(set & (1 << stop))) ahead += longest2[stop];
    spare[set] = p.walkingBudget[vehicle] - ahead;
  }
  return spare;
}
function keep(labels, cell, label, spare) {
  let list = labels[cell];
  if (!list) {
    list = [];
    labels[cell] = list;
  }
  for (const other of list) if (beats(other, label, spare)) return false;
  let kept2 = 0;
  for (const other of list) if (!beats(label, other, spare)) list[kept2++] = other;
  list.length = kept2;
  list.push(label);
  return true;
}
function beats(a, b, spare) {
  return (
    a.cost <= b.cost &&
    a.ready <= b.ready &&
    a.meters <= b.meters &&
    a.duration <= b.duration &&
    a.late >= b.late &&
    (a.walked === b.walked || (a.walked <= spare && b.walked <= spare))
  );
}
function unwind(label, into) {
  let length = 0;
  for (let at = label; at; at = at.before) into[length++] = at.stop;
  into.subarray(0, length).reverse();
  return length;
}
function partition(problem2, tables, stop) {
  const sets = 1 << problem2.stops;
  const choice = [];
  let best = new Float64Array(sets).fill(Number.POSITIVE_INFINITY);
  best[0] = 0;
  for (let v = 0; v < problem2.vehicles; v++) {
    const route = tables[problem2.type[v]].cost;
    const next = best.slice();
    const chosen = new Int32Array(sets);
    for (let set = 1; set < sets; set++) {
      if ((set & 255) === 0 && stop()) return void 0;
      for (let sub = set; sub > 0; sub = (sub - 1) & set) {
        const cost = route[sub] + best[set ^ sub];
        if (cost < next[set]) {
          next[set] = cost;
          chosen[set] = sub;
        }
      }
    }
    best = next;
    choice.push(chosen);
  }
  return readBack(problem2, tables, choice, best);
}
function readBack(problem2, tables, choice, best) {
  let cost = Number.POSITIVE_INFINITY;
  let set = 0;
  for (let candidate = 0; candidate < best.length; candidate++) {
    let total = best[candidate];
    for (let s = 0; s < problem2.stops; s++) if (!(candidate & (1 << s))) total += problem2.prize[s];
    if (total < cost) {
      cost = total;
      set = candidate;
    }
  }
  const routes = [];
  const order = new Int32Array(problem2.stops);
  for (let v = problem2.vehicles - 1; v >= 0; v--) {
    const sub = choice[v]?.[set];
    const label = sub > 0 ? tables[problem2.type[v]]?.last[sub] : void 0;
    routes[v] = label ? order.slice(0, unwind(label, order)) : new Int32Array(0);
    set ^= sub;
  }
  return { routes, cost };
}

// services/solver/src/domain/routing/conflict.ts
var LARGEST = 10;
function overloadedDimensions(problem2) {
  return Array.from({ length: problem2.dims }, (_, d) => d).filter((d) => {
    let load2 = 0;
    let room = 0;
    for (let s = 0; s < problem2.stops; s++)
      load2 += problem2.required[s] === 1 ? problem2.demand[s * problem2.dims + d] : 0;
    for (let v = 0; v < problem2.vehicles; v++) room += problem2.capacity[v * problem2.dims + d];
    return load2 > room;
  });
}
function findConflict2(problem2, missing, isOver2) {
  const required = Array.from({ length: problem2.stops }, (_, s) => s).filter((s) => problem2.required[s] === 1);
  const fails = (stops) => cannotServe(problem2, stops, isOver2);
  for (const stop of missing) if (fails([stop])) return { stops: [stop] };
  for (const stop of missing) {
    for (const other of required) if (other !== stop && fails([stop, other])) return inOrder([stop, other]);
  }
  if (required.length <= LARGEST) return fails(required) ? shrink(required, fails) : void 0;
  for (const stop of missing) {
    const near = nearestRequired(problem2, required, stop, LARGEST - 1);
    if (fails([stop, ...near])) return shrink([stop, ...near], fails);
  }
  return void 0;
}
function shrink(stops, fails) {
  let left = [...stops];
  for (const stop of stops) {
    const without = left.filter((other) => other !== stop);
    if (without.length > 0 && fails(without)) left = without;
  }
  return fails(left) ? inOrder(left) : void 0;
}
function inOrder(stops) {
  return { stops: stops.toSorted((a, b) => a - b) };
}
function cannotServe(problem2, stops, isOver2) {
  if (isOver2()) return false;
  const part = restrict(problem2, stops);
  if (!isSmall(part)) return false;
  const answer = solveExactly(part, isOver2);
  if (!answer) return false;
  return answer.routes.reduce((sum, route) => sum + route.length, 0) < stops.length;
}
function restrict(problem2, stops) {
  const { dims, types } = problem2;
  const windowFrom = new Int32Array(types * stops.length + 1);
  const open = [];
  const close = [];
  const allowed = [];
  for (let t2 = 0; t2 < types; t2++) {
    stops.forEach((stop, index) => {
      const cell = t2 * problem2.stops + stop;
      allowed.push(problem2.allowed[cell]);
      for (let w = problem2.windowFrom[cell]; w < problem2.windowFrom[cell + 1]; w++) {
        open.push(problem2.windowOpen[w]);
        close.push(problem2.windowClose[w]);
      }
      windowFrom[t2 * stops.length + index + 1] = open.length;
    });
  }
  return {
    ...problem2,
    ...fewerVehicles(problem2, stops.length),
    stops: stops.length,
    location: Int32Array.from(stops, (s) => problem2.location[s]),
    service: Int32Array.from(stops, (s) => problem2.service[s]),
    required: new Uint8Array(stops.length).fill(1),
    prize: new Float64Array(stops.length).fill(problem2.missing),
    demand: Int32Array.from(stops.flatMap((s) => [...problem2.demand.subarray(s * dims, (s + 1) * dims)])),
    allowed: Uint8Array.from(allowed),
    windowFrom,
    windowOpen: Int32Array.from(open),
    windowClose: Int32Array.from(close),
  };
}
function fewerVehicles(problem2, most) {
  const kept2 = [];
  const used = new Int32Array(problem2.types);
  for (let v = 0; v < problem2.vehicles; v++) {
    const type = problem2.type[v];
    if (used[type] >= most) continue;
    used[type] = used[type] + 1;
    kept2.push(v);
  }
  const int = (column) => Int32Array.from(kept2, (v) => column[v]);
  const money = (column) => Float64Array.from(kept2, (v) => column[v]);
  const { dims } = problem2;
  return {
    vehicles: kept2.length,
    type: int(problem2.type),
    start: int(problem2.start),
    end: int(problem2.end),
    shiftStart: int(problem2.shiftStart),
    shiftEnd: int(problem2.shiftEnd),
    maxDistance: int(problem2.maxDistance),
    maxDuration: int(problem2.maxDuration),
    maxStops: int(problem2.maxStops),
    walkingBudget: int(problem2.walkingBudget),
    capacity: Int32Array.from(kept2.flatMap((v) => [...problem2.capacity.subarray(v * dims, (v + 1) * dims)])),
    fixedCost: money(problem2.fixedCost),
    perMeter: money(problem2.perMeter),
    perTravelSecond: money(problem2.perTravelSecond),
    perSecond: money(problem2.perSecond),
  };
}
function nearestRequired(problem2, required, stop, count) {
  const row = problem2.location[stop] * problem2.size;
  const seconds = (other) => problem2.durations[row + problem2.location[other]];
  return required
    .filter((other) => other !== stop)
    .sort((a, b) => seconds(a) - seconds(b) || a - b)
    .slice(0, count);
}

// services/solver/src/domain/routing/explain.ts
function explainUnserved(problem2, routes, stop, words, isOver2) {
  const reason = (code, price, vehicle = -1) => {
    const closest = vehicle < 0 ? '' : words.vehicleName(vehicle);
    const message = words.message(code, stop, price, closest);
    return price === void 0 ? { code, message, closest } : { code, message, price, closest };
  };
  if (!isReachable(problem2, stop)) return [reason(UNSERVED.unreachable)];
  const plain = cheapest(problem2, routes, stop, isOver2);
  if (plain.vehicle >= 0) {
    const code = problem2.required[stop] === 1 ? UNSERVED.noRoom : UNSERVED.prizeTooLow;
    return [reason(code, plain.cost, plain.vehicle)];
  }
  const closed = problem2.windowFrom.every(
    (from, cell) =>
      cell === problem2.types * problem2.stops ||
      cell % problem2.stops !== stop ||
      from === problem2.windowFrom[cell + 1],
  );
  const reasons = [];
  for (const code of words.codes) {
    if (isOver2()) break;
    if (code === UNSERVED.timeWindow && closed) continue;
    if (code === UNSERVED.closed && !closed) continue;
    const lifted = lift(problem2, stop, code, words);
    if (!lifted) continue;
    const found = cheapest(lifted, routes, stop, isOver2);
    if (found.vehicle >= 0) reasons.push(reason(code, found.cost, found.vehicle));
  }
  if (reasons.length > 0) return reasons;
  if (closed && words.codes.includes(UNSERVED.closed)) return [reason(UNSERVED.closed)];
  const skilled = Array.from({ length: problem2.vehicles }, (_, v) => v).some((v) => words.hasSkills(v, stop));
  return [reason(skilled ? UNSERVED.noRoom : UNSERVED.skill)];
}
function isReachable(problem2, stop) {
  const at = problem2.location[stop];
  for (let v = 0; v < problem2.vehicles; v++) {
    const out = problem2.start[v] * problem2.size + at;
    const home = at * problem2.size + problem2.end[v];
    const there = Math.min(problem2.durations[out], problem2.walking?.durations[out] ?? FAR);
    const back = Math.min(problem2.durations[home], problem2.walking?.durations[home] ?? FAR);
    if (there < FAR && back < FAR) return true;
  }
  return false;
}
function lift(problem2, stop, code, words) {
  const all = (column, value) => new Int32Array(column.length).fill(value);
  const limited = (column) => column.some((limit) => limit < UNLIMITED);
  switch (code) {
    case UNSERVED.timeWindow:
    case UNSERVED.closed:
      return openAlways(problem2, stop, words);
    case UNSERVED.capacity: {
      if (!limited(problem2.capacity)) return void 0;
      const demand = problem2.demand.slice();
      demand.fill(0, stop * problem2.dims, (stop + 1) * problem2.dims);
      return { ...problem2, demand };
    }
    case UNSERVED.skill: {
      const allowed = problem2.allowed.slice();
      for (let t2 = 0; t2 < problem2.types; t2++) {
        const cell = t2 * problem2.stops + stop;
        allowed[cell] = problem2.windowFrom[cell] === problem2.windowFrom[cell + 1] ? 0 : 1;
      }
      return { ...problem2, allowed };
    }
    case UNSERVED.workingTime:
      return {
        ...problem2,
        shiftEnd: all(problem2.shiftEnd, HORIZON),
        maxDuration: all(problem2.maxDuration, UNLIMITED),
      };
    case UNSERVED.distanceLimit:
      return limited(problem2.maxDistance)
        ? { ...problem2, maxDistance: all(problem2.maxDistance, UNLIMITED) }
        : void 0;
    case UNSERVED.stopLimit:
      return limited(problem2.maxStops) ? { ...problem2, maxStops: all(problem2.maxStops, UNLIMITED) } : void 0;
    case UNSERVED.walkingLimit:
      return problem2.walking && limited(problem2.walkingBudget)
        ? { ...problem2, walkingBudget: all(problem2.walkingBudget, UNLIMITED) }
        : void 0;
    default:
      return void 0;
  }
}
function openAlways(problem2, stop, words) {
  const cells = problem2.types * problem2.stops;
  const windowFrom = new Int32Array(cells + 1);
  const allowed = problem2.allowed.slice();
  const open = [];
  const close = [];
  for (let cell = 0; cell < cells; cell++) {
    if (cell % problem2.stops === stop) {
      open.push(0);
      close.push(HORIZON);
    } else {
      for (let w = problem2.windowFrom[cell]; w < problem2.windowFrom[cell + 1]; w++) {
        open.push(problem2.windowOpen[w]);
        close.push(problem2.windowClose[w]);
      }
    }
    windowFrom[cell + 1] = open.length;
  }
  for (let v = 0; v < problem2.vehicles; v++) {
    if (words.hasSkills(v, stop)) allowed[problem2.type[v] * problem2.stops + stop] = 1;
  }
  return {
    ...problem2,
    windowFrom,
    allowed,
    windowOpen: Int32Array.from(open),
    windowClose: Int32Array.from(close),
    scan: true,
  };
}
function cheapest(problem2, routes, stop, isOver2) {
  const walk = new RouteWalk(problem2);
  let best = Number.POSITIVE_INFINITY;
  let vehicle = -1;
  let emptyType = -1;
  for (let v = 0; v < problem2.vehicles && !isOver2(); v++) {
    if (problem2.allowed[problem2.type[v] * problem2.stops + stop] === 0) continue;
    const route = routes[v] ?? new Int32Array(0);
    if (route.length === 0) {
      if (emptyType === problem2.type[v]) continue;
      emptyType = problem2.type[v];
    }
    const now = walk.evaluate(v, route, route.length);
    const longer2 = new Int32Array(route.length + 1);
    for (let at = 0; at <= route.length; at++) {
      longer2.set(route.subarray(0, at));
      longer2[at] = stop;
      longer2.set(route.subarray(at), at + 1);
      const cost = walk.evaluate(v, longer2, longer2.length) - now;
      if (cost < best) {
        best = cost;
        vehicle = v;
      }
    }
  }
  return { cost: best, vehicle };
}

// services/solver/src/domain/routing/emergency.ts
function emergencyVisits(problem2) {
  const walk = new RouteWalk(problem2);
  const served = new Uint8Array(problem2.stops);
  const routes = [];
  let cost = 0;
  for (let v = 0; v < problem2.vehicles; v++) {
    const route = [];
    let price = 0;
    for (
      let next = bestNext(problem2, walk, v, route, served);
      next >= 0;
      next = bestNext(problem2, walk, v, route, served)
    ) {
      served[next] = 1;
      route.push(next);
      price = walk.evaluate(v, route, route.length);
    }
    cost += price;
    routes.push(Int32Array.from(route));
  }
  let missing = 0;
  for (let s = 0; s < problem2.stops; s++) {
    if (served[s] === 1) continue;
    cost += problem2.prize[s];
    missing += problem2.required[s];
  }
  return { solution: { routes, missing }, value: cost, stopReason: 'converged', iterations: 0 };
}
var MOST_TRIED = 12;
function bestNext(problem2, walk, vehicle, route, served) {
  const last = route.at(-1);
  const at = last === void 0 ? problem2.start[vehicle] : problem2.location[last];
  const type = problem2.type[vehicle] * problem2.stops;
  const ranked = [];
  for (let s = 0; s < problem2.stops; s++) {
    if (served[s] === 1 || problem2.allowed[type + s] === 0) continue;
    const seconds = problem2.durations[at * problem2.size + problem2.location[s]];
    if (seconds >= FAR && !problem2.walking) continue;
    const close = problem2.windowClose[problem2.windowFrom[type + s + 1] - 1];
    const rank = Math.log(1 + problem2.prize[s]) * 600 - seconds - problem2.service[s] / 4 - close / 8;
    if (ranked.length === MOST_TRIED && rank <= (ranked.at(-1)?.rank ?? 0)) continue;
    let place = ranked.length;
    while (place > 0 && ranked[place - 1].rank < rank) place--;
    ranked.splice(place, 0, { stop: s, rank });
    if (ranked.length > MOST_TRIED) ranked.pop();
  }
  const before = walk.evaluate(vehicle, route, route.length);
  for (const { stop } of ranked) {
    const cost = walk.evaluate(vehicle, [...route, stop], route.length + 1);
    if (cost - before < problem2.prize[stop]) return stop;
  }
  return -1;
}

// services/solver/src/domain/engine/random.ts
var Random = class {
  #state;
  constructor(seed) {
    let z = (seed + 2654435769) | 0;
    z = Math.imul(z ^ (z >>> 16), 569420461);
    z = Math.imul(z ^ (z >>> 15), 1935289751);
    this.#state = (z ^ (z >>> 15)) | 0 || 1831565813;
  }
  /** 32 random bits as an unsigned integer. */
  bits() {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }
  /** Uniform in [0, 1), never exactly 1. */
  unit() {
    return this.bits() / 4294967296;
  }
  /** Uniform integer in [0, below). */
  below(below) {
    return Math.floor(this.unit() * below);
  }
  /** Shuffles the first `length` items in place (Fisher-Yates). */
  shuffle(items, length) {
    for (let i = length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
  }
};

// services/solver/src/domain/routing/recreate.ts
var BLINK = 0.01;
var MOST_RETRIED = 30;
var GreedyRecreate = class {
  #state;
  #orders;
  #keys;
  #retry;
  constructor(state) {
    this.#state = state;
    this.#orders = ordersFor(state.problem);
    this.#keys = sortKeys(state.problem);
    this.#retry = new Int32Array(state.problem.stops);
  }
  /**
   * Tries the absent stops from index `fresh` on (those that the ruin took out),
   * the required ones before it, and some of the optional ones. Gives false when
   * the stop rule cut it short.
   */
  recreate(fresh) {
    const { absent, random } = this.#state;
    const length = this.#choose(fresh);
    const order = this.#orders[random.below(this.#orders.length)];
    random.shuffle(this.#retry, length);
    const list = this.#retry.subarray(0, length);
    if (order !== 'random') {
      const key = this.#keys[order];
      list.sort((a, b) => key[a] - key[b]);
    }
    for (const stop of list) {
      if (this.#state.stop()) return false;
      this.#state.insert(stop, BLINK);
    }
    let left = 0;
    for (let i = 0; i < this.#state.absentCount; i++) {
      const stop = absent[i];
      if (this.#state.routes.route[stop] < 0) absent[left++] = stop;
    }
    this.#state.absentCount = left;
    return true;
  }
  #choose(fresh) {
    const { absent, absentCount, problem: problem2, random } = this.#state;
    let length = 0;
    for (let i = fresh; i < absentCount; i++) this.#retry[length++] = absent[i];
    const offset = fresh > 0 ? random.below(fresh) : 0;
    let retried = 0;
    for (let i = 0; i < fresh; i++) {
      const stop = absent[(i + offset) % fresh];
      if (problem2.required[stop] === 1 || retried++ < MOST_RETRIED) this.#retry[length++] = stop;
    }
    return length;
  }
};
function ordersFor(problem2) {
  const orders = ['random', 'random', 'far', 'near', 'early', 'tight'];
  if (problem2.dims > 0) orders.push('demand', 'demand');
  if (problem2.required.includes(0)) orders.push('prize', 'prize', 'prize');
  return orders;
}
function sortKeys(problem2) {
  const keys = (read) => Float64Array.from({ length: problem2.stops }, (_, stop) => read(stop));
  const base = problem2.start[0] ?? 0;
  const meters = (stop) => problem2.distances[base * problem2.size + problem2.location[stop]];
  const width = (stop) => {
    let open = 0;
    for (let w = problem2.windowFrom[stop]; w < problem2.windowFrom[stop + 1]; w++) {
      open += problem2.windowClose[w] - problem2.windowOpen[w];
    }
    return open;
  };
  const demand = (stop) => {
    let sum = 0;
    for (let d = 0; d < problem2.dims; d++) sum += problem2.demand[stop * problem2.dims + d];
    return sum;
  };
  return {
    random: new Float64Array(0),
    demand: keys((stop) => -demand(stop)),
    far: keys((stop) => -meters(stop)),
    near: keys(meters),
    tight: keys(width),
    early: keys((stop) => problem2.windowOpen[problem2.windowFrom[stop]] ?? 0),
    prize: keys((stop) => -problem2.prize[stop] / (1 + problem2.service[stop])),
  };
}

// services/solver/src/domain/routing/ruin.ts
var AVERAGE_REMOVED = 10;
var LONGEST_STRING = 10;
var SPLIT = 0.5;
var SPLIT_DEPTH = 0.01;
var StringRemoval = class {
  #state;
  #touched;
  constructor(state) {
    this.#state = state;
    this.#touched = new Int32Array(state.problem.vehicles);
  }
  ruin() {
    const { problem: problem2, routes, random, neighbours, neighbourCount, journal } = this.#state;
    let used = 0;
    for (let v = 0; v < problem2.vehicles; v++) if (routes.count[v] > 0) used++;
    const centre = random.below(problem2.stops);
    const served = problem2.stops - this.#state.absentCount;
    if (served === 0) return;
    const longest2 = Math.min(LONGEST_STRING, served / used);
    const strings = Math.floor(random.unit() * ((4 * AVERAGE_REMOVED) / (1 + longest2))) + 1;
    let ruined = 0;
    for (let k = -1; k < neighbourCount && ruined < strings; k++) {
      const stop = k < 0 ? centre : neighbours[centre * neighbourCount + k];
      const vehicle = routes.route[stop];
      if (vehicle < 0 || journal.isTouched(vehicle)) continue;
      journal.touch(vehicle);
      this.#touched[ruined++] = vehicle;
      const most = Math.min(longest2, routes.count[vehicle]);
      this.#removeString(vehicle, stop, Math.floor(random.unit() * most) + 1);
    }
    for (let k = 0; k < ruined; k++) routes.refresh(this.#touched[k]);
  }
  #removeString(vehicle, around, length) {
    const { routes, random } = this.#state;
    const count = routes.read(vehicle, routes.sequence);
    const place = routes.position[around] - 1;
    let kept2 = 0;
    if (length > 1 && length < count && random.unit() < SPLIT) {
      kept2 = 1;
      while (length + kept2 < count && random.unit() < SPLIT_DEPTH) kept2++;
    }
    const span = length + kept2;
    const first = Math.max(0, place - span + 1);
    const last = Math.min(place, count - span);
    const from = first + random.below(last - first + 1);
    const keepFrom = kept2 === 0 ? from + span : from + 1 + random.below(length - 1 || 1);
    for (let i = from; i < from + span; i++) {
      if (i >= keepFrom && i < keepFrom + kept2) continue;
      const stop = routes.sequence[i];
      routes.unlink(stop);
      this.#state.absent[this.#state.absentCount++] = stop;
    }
  }
};

// services/solver/src/domain/routing/anneal.ts
var HOT = 1;
var COLD = 0.01;
var PRIZE_HOT = 0.3;
var CYCLE_PER_STOP = 1e3;
var SHORTEST_CYCLE = 5e3;
function anneal(state, options2) {
  const { journal, random } = state;
  const ruin = new StringRemoval(state);
  const recreate = new GreedyRecreate(state);
  const absences = new Absences(state);
  const cooling = new Cooling(state.problem.stops, options2);
  let cost = state.cost();
  let best = cost;
  const { hot, cold } = temperatures(state, cost);
  let temperature = hot;
  for (let iteration = 1; ; iteration++) {
    if (iteration - 1 === options2.iterations) return { iterations: iteration - 1, reason: 'iterations' };
    if (state.stop()) return { iterations: iteration - 1, reason: 'stopped' };
    if ((iteration & 63) === 1) {
      const part = cooling.part(iteration);
      if (part >= 1 && cooling.ended(iteration, best)) return { iterations: iteration - 1, reason: 'converged' };
      if (part >= 1) {
        options2.restoreBest();
        cost = best;
      }
      temperature = hot * (cold / hot) ** Math.min(1, part);
    }
    journal.begin();
    absences.remember();
    ruin.ruin();
    const whole = recreate.recreate(absences.count);
    const change2 = journal.change() + absences.priceChange();
    const threshold = -temperature * Math.log(random.unit() || 1e-12);
    if (!whole || !absences.accepts(cost + change2 < best - EPSILON || change2 < threshold)) {
      journal.undo();
      absences.undo(whole);
      continue;
    }
    cost += change2;
    if (cost < best - EPSILON) {
      best = options2.onBest(cost, iteration);
      cost = best;
    }
  }
}
var EPSILON = 1e-7;
var Cooling = class {
  #options;
  #length;
  #from = 0;
  #best = Number.POSITIVE_INFINITY;
  constructor(stops, options2) {
    this.#options = options2;
    this.#length = Math.max(SHORTEST_CYCLE, CYCLE_PER_STOP * stops);
  }
  /** 0 at the start, 1 when cold. */
  part(iteration) {
    const { iterations, progress } = this.#options;
    if (iterations !== void 0) return Math.min(0.999, iteration / iterations);
    const part = (iteration - this.#from) / this.#length;
    return part >= 1 || !progress ? part : Math.max(part, Math.min(0.999, progress()));
  }
  /** At the end of a cycle: true when it brought nothing; else the next one begins. */
  ended(iteration, best) {
    if (best >= this.#best - EPSILON) return true;
    this.#best = best;
    this.#from = iteration;
    return false;
  }
};
var Absences = class {
  /** Number before the trial. */
  count = 0;
  #state;
  #before;
  #weight;
  #price = 0;
  #weightBefore = 0;
  constructor(state) {
    this.#state = state;
    this.#before = new Int32Array(state.problem.stops);
    this.#weight = new Float64Array(state.problem.stops).fill(1);
  }
  remember() {
    this.count = this.#state.absentCount;
    for (let i = 0; i < this.count; i++) this.#before[i] = this.#state.absent[i];
    this.#price = this.#prizes();
    this.#weightBefore = this.#requiredWeight();
  }
  /** Change of the prizes lost since `remember`. */
  priceChange() {
    return this.#prizes() - this.#price;
  }
  /** Fewer or lighter required stops left out always win, more or heavier ones never; else cost decides. */
  accepts(byCost) {
    const weight = this.#requiredWeight();
    return weight < this.#weightBefore || (weight === this.#weightBefore && byCost);
  }
  /** Puts the list back; what a whole but refused trial left out gains weight. */
  undo(whole) {
    const { absent, absentCount, problem: problem2 } = this.#state;
    if (whole) {
      for (let i = 0; i < absentCount; i++) {
        const stop = absent[i];
        if (problem2.required[stop] === 1) this.#weight[stop] = this.#weight[stop] + 1;
      }
    }
    for (let i = 0; i < this.count; i++) absent[i] = this.#before[i];
    this.#state.absentCount = this.count;
  }
  #prizes() {
    let sum = 0;
    for (let i = 0; i < this.#state.absentCount; i++) {
      sum += this.#state.problem.prize[this.#state.absent[i]];
    }
    return sum;
  }
  #requiredWeight() {
    let sum = 0;
    for (let i = 0; i < this.#state.absentCount; i++) {
      const stop = this.#state.absent[i];
      if (this.#state.problem.required[stop] === 1) sum += this.#weight[stop];
    }
    return sum;
  }
};
function temperatures(state, cost) {
  const { problem: problem2, absent, absentCount } = state;
  const served = Math.max(1, problem2.stops - absentCount);
  const scale = Math.max(1e-6, (cost - state.absentCost()) / served);
  let prizes = 0;
  let optional = 0;
  for (let i = 0; i < absentCount; i++) {
    const stop = absent[i];
    if (problem2.required[stop] === 1) continue;
    prizes += problem2.prize[stop];
    optional++;
  }
  const prize = optional === 0 ? 0 : prizes / optional;
  return { hot: Math.max(HOT * scale, PRIZE_HOT * prize), cold: COLD * scale };
}

// services/solver/src/domain/routing/construct-greedy.ts
function constructGreedy(state) {
  const { problem: problem2 } = state;
  state.journal.begin();
  const width = (stop) =>
    (problem2.windowClose[problem2.windowFrom[stop]] ?? 0) - (problem2.windowOpen[problem2.windowFrom[stop]] ?? 0);
  const worth = (stop) => problem2.prize[stop] / (60 + problem2.service[stop]);
  const order = state.absent
    .slice(0, state.absentCount)
    .sort(
      (a, b) =>
        problem2.required[b] - problem2.required[a] ||
        (problem2.required[a] === 0 ? worth(b) - worth(a) : width(a) - width(b)) ||
        a - b,
    );
  for (const stop of order) {
    if (state.stop()) break;
    state.insert(stop, 0);
  }
  state.findAbsent();
}

// services/solver/src/domain/routing/insertion.ts
var NOWHERE = -1;
var Insertion = class {
  /** Node behind which the last search wants the stop, or `NOWHERE`; the vehicle is that node's. */
  after = NOWHERE;
  /** Extra cost there. */
  cost = Number.POSITIVE_INFINITY;
  #routes;
  #problem;
  #trial;
  constructor(routes) {
    this.#routes = routes;
    this.#problem = routes.problem;
    this.#trial = new Int32Array(routes.problem.stops + 8);
  }
  reset() {
    this.after = NOWHERE;
    this.cost = Number.POSITIVE_INFINITY;
  }
  /** Tries the place behind `after`; keeps it when it is the cheapest so far. */
  offer(stop, after) {
    const cost = this.costOf(stop, after, this.cost);
    if (cost < this.cost) {
      this.cost = cost;
      this.after = after;
    }
  }
  /** Tries every place of one route. */
  offerRoute(stop, vehicle) {
    if (!this.fits(stop, vehicle)) return;
    const { next } = this.#routes;
    const end = this.#routes.endOf(vehicle);
    for (let node = this.#routes.startOf(vehicle); node !== end; node = next[node]) this.offer(stop, node);
  }
  /** Skills, windows at all, number of stops and loads: what does not depend on the place in the route. */
  fits(stop, vehicle) {
    const p = this.#problem;
    if (p.allowed[p.type[vehicle] * p.stops + stop] === 0) return false;
    if (this.#routes.count[vehicle] >= p.maxStops[vehicle]) return false;
    const end = this.#routes.endOf(vehicle);
    for (let d = 0; d < p.dims; d++) {
      const load2 = this.#routes.load[end * p.dims + d] + p.demand[stop * p.dims + d];
      if (load2 > p.capacity[vehicle * p.dims + d]) return false;
    }
    return true;
  }
  /**
   * Extra cost of the stop behind node `after`, `Infinity` when a rule would
   * break. May give up with `Infinity` as soon as the cost of the legs alone
   * reaches `limit`. Assumes that `fits` holds.
   */
  costOf(stop, after, limit) {
    const p = this.#problem;
    if (p.scan) return this.#walked(stop, after, limit);
    const r = this.#routes;
    const v = r.route[after];
    const before = r.next[after];
    const size = p.size;
    const a = r.location[after] * size;
    const s = p.location[stop];
    const b = r.location[before];
    const legIn = a + s;
    const legOut = s * size + b;
    const legNow = a + b;
    const empty = r.count[v] === 0;
    const secondsIn = p.durations[legIn];
    const secondsOut = p.durations[legOut];
    const seconds = secondsIn + secondsOut - (empty ? 0 : p.durations[legNow]);
    const meters = p.distances[legIn] + p.distances[legOut] - (empty ? 0 : p.distances[legNow]);
    const legs = p.perMeter[v] * meters + p.perTravelSecond[v] * seconds + (empty ? p.fixedCost[v] : 0);
    if (legs >= limit) return Number.POSITIVE_INFINITY;
    const total = empty ? meters : r.meters[r.endOf(v)] + meters;
    if (total > p.maxDistance[v]) return Number.POSITIVE_INFINITY;
    const window = p.windowFrom[p.type[v] * p.stops + stop];
    const open = p.windowOpen[window];
    const close = p.windowClose[window];
    const shift = r.headDuration[after] + secondsIn;
    const headEarly = r.headEarly[after];
    if (headEarly + shift > close) return Number.POSITIVE_INFINITY;
    const headLate = r.headLate[after];
    const wait = Math.max(open - shift - headLate, 0);
    const early = Math.max(open - shift, headEarly) - wait;
    const late = Math.min(close - shift, headLate);
    const shift2 = shift + wait + p.service[stop] + secondsOut;
    if (early + shift2 > r.tailLate[before]) return Number.POSITIVE_INFINITY;
    const wait2 = Math.max(r.tailEarly[before] - shift2 - late, 0);
    const duration = shift2 + wait2 + r.tailDuration[before];
    if (duration > p.maxDuration[v]) return Number.POSITIVE_INFINITY;
    return legs + p.perSecond[v] * (duration - r.duration[v]);
  }
  /** Walks from `after` on only: what comes before does not change. */
  #walked(stop, after, limit) {
    const p = this.#problem;
    const r = this.#routes;
    const v = r.route[after];
    const end = r.endOf(v);
    const base = p.type[v] * p.stops;
    const walking = p.walking;
    let budget = p.walkingBudget[v] - r.headDuration[after];
    let time = r.headEarly[after];
    let meters = r.meters[after];
    let seconds = r.travel[after];
    let from = r.location[after];
    for (let node = stop; ; node = node === stop ? r.next[after] : r.next[node]) {
      const to = r.location[node];
      const cell = from * p.size + to;
      let legMeters = p.distances[cell];
      let legSeconds = p.durations[cell];
      if (walking) {
        const onFoot = walking.distances[cell];
        if (onFoot <= walking.legMeters && onFoot <= budget) {
          budget -= onFoot;
          legMeters = onFoot;
          legSeconds = walking.durations[cell];
        }
      }
      if (legMeters >= FAR) return Number.POSITIVE_INFINITY;
      meters += legMeters;
      seconds += legSeconds;
      time += legSeconds;
      if (node === end) break;
      const last = p.windowFrom[base + node + 1];
      let window = p.windowFrom[base + node];
      while (window < last && p.windowClose[window] < time) window++;
      if (window === last) return Number.POSITIVE_INFINITY;
      const open = p.windowOpen[window];
      time = Math.max(open, time) + p.service[node];
      if (!walking && node !== stop && time === r.headEarly[node]) {
        meters += r.meters[end] - r.meters[node];
        seconds += r.travel[end] - r.travel[node];
        time = r.headEarly[end];
        break;
      }
      from = to;
    }
    if (time > p.shiftEnd[v] || meters > p.maxDistance[v]) return Number.POSITIVE_INFINITY;
    const legs = p.fixedCost[v] + p.perMeter[v] * meters + p.perTravelSecond[v] * seconds;
    const timed2 = p.perSecond[v] > 0 || p.maxDuration[v] < UNLIMITED;
    if (!timed2) return legs - r.cost[v];
    const idle = p.perSecond[v] * r.duration[v];
    if (legs + idle - r.cost[v] >= limit) return Number.POSITIVE_INFINITY;
    return this.#timed(stop, after, v) - r.cost[v];
  }
  /** Evaluates the whole route with the stop, for vehicles whose time from leaving to coming back counts. */
  #timed(stop, after, vehicle) {
    const r = this.#routes;
    const end = r.endOf(vehicle);
    let length = 0;
    for (let node = r.startOf(vehicle); node !== end; node = r.next[node]) {
      if (node !== r.startOf(vehicle)) this.#trial[length++] = node;
      if (node === after) this.#trial[length++] = stop;
    }
    return r.walk.evaluate(vehicle, this.#trial, length);
  }
};

// services/solver/src/domain/routing/construct-regret.ts
function constructRegret(state, k) {
  const { problem: problem2, routes, insertion, journal } = state;
  const { vehicles } = problem2;
  const cost = new Float64Array(problem2.stops * vehicles).fill(Number.POSITIVE_INFINITY);
  const after = new Int32Array(problem2.stops * vehicles).fill(NOWHERE);
  const waiting = [...state.absent.subarray(0, state.absentCount)];
  const look = (stop, vehicle) => {
    insertion.reset();
    insertion.offerRoute(stop, vehicle);
    cost[stop * vehicles + vehicle] = insertion.cost;
    after[stop * vehicles + vehicle] = insertion.after;
  };
  journal.begin();
  let changed = -1;
  while (waiting.length > 0) {
    let chosen = -1;
    let chosenAt = NOWHERE;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < waiting.length; i++) {
      if (state.stop()) {
        state.findAbsent();
        return;
      }
      const stop2 = waiting[i];
      if (changed < 0) for (let v = 0; v < vehicles; v++) look(stop2, v);
      else look(stop2, changed);
      const { vehicle, regret } = regretOf(state, cost.subarray(stop2 * vehicles, (stop2 + 1) * vehicles), k, stop2);
      if (vehicle >= 0 && regret > most) {
        most = regret;
        chosen = i;
        chosenAt = after[stop2 * vehicles + vehicle];
      }
    }
    if (chosen < 0) break;
    const stop = waiting[chosen];
    waiting[chosen] = waiting.at(-1);
    waiting.pop();
    changed = routes.route[chosenAt];
    journal.touch(changed);
    routes.link(stop, chosenAt);
    routes.refresh(changed);
  }
  state.findAbsent();
}
function regretOf(state, costs, k, stop) {
  const { problem: problem2, routes } = state;
  const ranked = [];
  let vehicle = -1;
  let emptyType = -1;
  for (let v = 0; v < costs.length; v++) {
    if (routes.count[v] === 0) {
      if (problem2.type[v] === emptyType) continue;
      emptyType = problem2.type[v];
    }
    const cost = costs[v];
    if (cost === Number.POSITIVE_INFINITY) continue;
    if (vehicle < 0 || cost < costs[vehicle]) vehicle = v;
    let at = ranked.length;
    while (at > 0 && ranked[at - 1] > cost) at--;
    if (at < k) {
      ranked.splice(at, 0, cost);
      if (ranked.length > k) ranked.pop();
    }
  }
  const best = ranked[0];
  if (best === void 0 || best >= problem2.prize[stop]) return { vehicle: -1, regret: 0 };
  let regret = 0;
  for (let i = 1; i < k; i++)
    regret += (ranked[i] ?? Math.min(problem2.prize[stop], best + problem2.missing / 1e3)) - best;
  return { vehicle, regret };
}

// services/solver/src/domain/routing/journal.ts
var Journal = class {
  #routes;
  #mark;
  #vehicles;
  /** Where the saved stops of the k-th touched route begin in `#stops`. */
  #from;
  #stops;
  #touched = 0;
  #trial = 0;
  #cost = 0;
  constructor(routes) {
    const { vehicles, stops } = routes.problem;
    this.#routes = routes;
    this.#mark = new Int32Array(vehicles);
    this.#vehicles = new Int32Array(vehicles);
    this.#from = new Int32Array(vehicles + 1);
    this.#stops = new Int32Array(stops);
  }
  /** A new trial begins; what was done before stays. */
  begin() {
    this.#trial++;
    this.#touched = 0;
    this.#cost = 0;
  }
  /** Must be called before a route changes for the first time in a trial. */
  touch(vehicle) {
    if (this.#mark[vehicle] === this.#trial) return;
    this.#mark[vehicle] = this.#trial;
    const slot = this.#touched++;
    const from = slot === 0 ? 0 : this.#from[slot];
    this.#vehicles[slot] = vehicle;
    const length = this.#routes.read(vehicle, this.#stops.subarray(from));
    this.#from[slot + 1] = from + length;
    this.#cost += this.#routes.cost[vehicle];
  }
  isTouched(vehicle) {
    return this.#mark[vehicle] === this.#trial;
  }
  /** Change of the cost of the touched routes since the trial began. */
  change() {
    let cost = -this.#cost;
    for (let k = 0; k < this.#touched; k++) cost += this.#routes.cost[this.#vehicles[k]];
    return cost;
  }
  /** Puts every touched route back. */
  undo() {
    const { route, sequence } = this.#routes;
    for (let k = 0; k < this.#touched; k++) {
      const length = this.#routes.read(this.#vehicles[k], sequence);
      for (let i = 0; i < length; i++) route[sequence[i]] = -1;
    }
    for (let k = 0; k < this.#touched; k++) {
      const from = k === 0 ? 0 : this.#from[k];
      const to = this.#from[k + 1];
      this.#routes.setRoute(this.#vehicles[k], this.#stops.subarray(from, to), to - from);
    }
  }
};

// services/solver/src/domain/routing/neighbours.ts
var WAITING_WEIGHT = 0.2;
function nearestStops(problem2, count, stop = neverStop) {
  const { stops } = problem2;
  const windows = spans(problem2);
  const rows = new Int32Array(stops * count);
  const scores = new Float64Array(count);
  for (let a = 0; a < stops; a++) {
    if (stop()) break;
    const row = a * count;
    let kept2 = 0;
    for (let b = 0; b < stops; b++) {
      if (b === a) continue;
      const score = Math.min(closeness(problem2, windows, a, b), closeness(problem2, windows, b, a));
      if (kept2 === count && score >= scores[count - 1]) continue;
      let at = kept2 < count ? kept2++ : count - 1;
      for (; at > 0 && scores[at - 1] > score; at--) {
        scores[at] = scores[at - 1];
        rows[row + at] = rows[row + at - 1];
      }
      scores[at] = score;
      rows[row + at] = b;
    }
  }
  return rows;
}
function spans(problem2) {
  const open = new Float64Array(problem2.stops).fill(Number.POSITIVE_INFINITY);
  const close = new Float64Array(problem2.stops).fill(Number.NEGATIVE_INFINITY);
  for (let cell = 0; cell < problem2.types * problem2.stops; cell++) {
    const stop = cell % problem2.stops;
    for (let w = problem2.windowFrom[cell]; w < problem2.windowFrom[cell + 1]; w++) {
      open[stop] = Math.min(open[stop], problem2.windowOpen[w]);
      close[stop] = Math.max(close[stop], problem2.windowClose[w]);
    }
  }
  return { open, close };
}
function closeness(problem2, { open, close }, a, b) {
  const cell = problem2.location[a] * problem2.size + problem2.location[b];
  const seconds = problem2.durations[cell];
  const ready = problem2.service[a] + seconds;
  if (seconds >= FAR || open[a] + ready > close[b]) return FAR + seconds;
  const wait = Math.max(open[b] - ready - close[a], 0);
  return seconds + problem2.distances[cell] / 10 + WAITING_WEIGHT * wait;
}

// services/solver/src/domain/routing/route-trial.ts
var RouteTrial = class {
  #routes;
  #problem;
  #load;
  #walked;
  #vehicle = 0;
  #length = 0;
  #fits = true;
  #at = 0;
  #meters = 0;
  #travel = 0;
  #duration = 0;
  #early = 0;
  #late = 0;
  constructor(routes) {
    this.#routes = routes;
    this.#problem = routes.problem;
    this.#load = new Int32Array(routes.problem.dims);
    this.#walked = new Int32Array(2 * routes.problem.stops + 8);
  }
  /** Starts with the head of a route, up to and including node `last`. */
  begin(last) {
    const {
      load: load2,
      location,
      meters,
      travel,
      position,
      headDuration,
      headEarly,
      headLate,
      route,
      next,
    } = this.#routes;
    const dims = this.#problem.dims;
    this.#vehicle = route[last];
    this.#length = position[last];
    this.#fits = true;
    if (this.#problem.scan) {
      let node = this.#routes.startOf(this.#vehicle);
      for (let i = 0; i < this.#length; i++) {
        node = next[node];
        this.#walked[i] = node;
      }
      return this;
    }
    for (let d = 0; d < dims; d++) this.#load[d] = load2[last * dims + d];
    this.#at = location[last];
    this.#meters = meters[last];
    this.#travel = travel[last];
    this.#duration = headDuration[last];
    this.#early = headEarly[last];
    this.#late = headLate[last];
    return this;
  }
  /** Goes on to a stop. */
  add(stop) {
    const p = this.#problem;
    if (p.scan) {
      this.#walked[this.#length++] = stop;
      return this;
    }
    const cell = p.type[this.#vehicle] * p.stops + stop;
    if (!this.#fits || p.allowed[cell] === 0) {
      this.#fits = false;
      return this;
    }
    const window = p.windowFrom[cell];
    this.#go(p.location[stop]);
    this.#join(p.windowOpen[window], p.windowClose[window], p.service[stop]);
    for (let d = 0; d < p.dims; d++) this.#load[d] = this.#load[d] + p.demand[stop * p.dims + d];
    this.#length++;
    return this;
  }
  /** Ends with the tail of a route from node `first` on (an end node is no stop at all); gives the cost, `Infinity` when a rule breaks. */
  finish(first) {
    const p = this.#problem;
    const r = this.#routes;
    const other = r.route[first];
    const tailEnd = r.endOf(other);
    if (p.scan || p.type[other] !== p.type[this.#vehicle]) {
      for (let node = first; node !== tailEnd; node = r.next[node]) this.add(node);
      if (p.scan) return r.walk.evaluate(this.#vehicle, this.#walked, this.#length);
      return this.#close(r.endOf(this.#vehicle), r.endOf(this.#vehicle));
    }
    return this.#close(first, tailEnd);
  }
  #close(first, end) {
    const p = this.#problem;
    const r = this.#routes;
    const v = this.#vehicle;
    const length = this.#length + r.position[end] - r.position[first];
    if (length === 0) return 0;
    if (!this.#fits || length > p.maxStops[v]) return Number.POSITIVE_INFINITY;
    const before = r.prev[first];
    for (let d = 0; d < p.dims; d++) {
      const tail = first === end ? 0 : r.load[end * p.dims + d] - r.load[before * p.dims + d];
      if (this.#load[d] + tail > p.capacity[v * p.dims + d]) return Number.POSITIVE_INFINITY;
    }
    this.#go(r.location[first]);
    this.#join(r.tailEarly[first], r.tailLate[first], r.tailDuration[first]);
    const meters = this.#meters + r.meters[end] - r.meters[first];
    const travel = this.#travel + r.travel[end] - r.travel[first];
    if (!this.#fits || meters > p.maxDistance[v] || this.#duration > p.maxDuration[v]) {
      return Number.POSITIVE_INFINITY;
    }
    return p.fixedCost[v] + p.perMeter[v] * meters + p.perTravelSecond[v] * travel + p.perSecond[v] * this.#duration;
  }
  #go(to) {
    const p = this.#problem;
    const leg2 = this.#at * p.size + to;
    this.#meters += p.distances[leg2];
    const seconds = p.durations[leg2];
    this.#travel += seconds;
    this.#duration += seconds;
    this.#at = to;
  }
  /** Merges the segment (duration, early, late); refuses what would come too late. */
  #join(early, late, duration) {
    const shift = this.#duration;
    if (this.#early + shift > late) this.#fits = false;
    const wait = Math.max(early - shift - this.#late, 0);
    this.#early = Math.max(early - shift, this.#early) - wait;
    this.#late = Math.min(late - shift, this.#late);
    this.#duration = shift + wait + duration;
  }
};

// services/solver/src/domain/routing/routes.ts
var Routes = class {
  problem;
  next;
  prev;
  /** Vehicle by node; -1 for a stop that is not served. */
  route;
  /** Place in the route; the start has 0. */
  position;
  /** Matrix location by node. */
  location;
  /** From the start up to and including the node: metres, seconds on the way, loads (nodes x dims). */
  meters;
  travel;
  load;
  /** Segment from the start up to and including the node. */
  headDuration;
  headEarly;
  headLate;
  /** Segment from the node up to and including the end. */
  tailDuration;
  tailEarly;
  tailLate;
  /** By vehicle: number of stops, cost (0 when not used). */
  count;
  cost;
  /** By vehicle: seconds from leaving to coming back; 0 when not used. */
  duration;
  /** Evaluates whole routes; also where times are read from. */
  walk;
  /** Room for the stops of one route. */
  sequence;
  constructor(problem2) {
    const { stops, vehicles, dims } = problem2;
    const nodes = stops + 2 * vehicles;
    this.problem = problem2;
    this.next = new Int32Array(nodes);
    this.prev = new Int32Array(nodes);
    this.route = new Int32Array(nodes).fill(-1);
    this.position = new Int32Array(nodes);
    this.location = new Int32Array(nodes);
    this.meters = new Float64Array(nodes);
    this.travel = new Float64Array(nodes);
    this.load = new Int32Array(nodes * dims);
    this.headDuration = new Float64Array(nodes);
    this.headEarly = new Float64Array(nodes);
    this.headLate = new Float64Array(nodes);
    this.tailDuration = new Float64Array(nodes);
    this.tailEarly = new Float64Array(nodes);
    this.tailLate = new Float64Array(nodes);
    this.count = new Int32Array(vehicles);
    this.cost = new Float64Array(vehicles);
    this.duration = new Float64Array(vehicles);
    this.walk = new RouteWalk(problem2);
    this.sequence = new Int32Array(stops + 8);
    this.location.set(problem2.location);
    for (let v = 0; v < vehicles; v++) {
      this.location[this.startOf(v)] = problem2.start[v];
      this.location[this.endOf(v)] = problem2.end[v];
      this.setRoute(v, EMPTY, 0);
    }
  }
  startOf(vehicle) {
    return this.problem.stops + 2 * vehicle;
  }
  endOf(vehicle) {
    return this.problem.stops + 2 * vehicle + 1;
  }
  /** Replaces the route of a vehicle by the first `length` stops; those that it served before and does no longer are not touched. */
  setRoute(vehicle, stops, length) {
    const { next, prev, route } = this;
    const start = this.startOf(vehicle);
    const end = this.endOf(vehicle);
    let last = start;
    for (let i = 0; i < length; i++) {
      const stop = stops[i];
      next[last] = stop;
      prev[stop] = last;
      route[stop] = vehicle;
      last = stop;
    }
    next[last] = end;
    prev[end] = last;
    route[start] = vehicle;
    route[end] = vehicle;
    this.refresh(vehicle);
  }
  /** Links a stop behind a node; the caller refreshes the route. */
  link(stop, after) {
    const before = this.next[after];
    this.next[after] = stop;
    this.prev[stop] = after;
    this.next[stop] = before;
    this.prev[before] = stop;
    this.route[stop] = this.route[after];
  }
  /** Takes a stop out of its route; the caller refreshes the route. */
  unlink(stop) {
    const before = this.prev[stop];
    const after = this.next[stop];
    this.next[before] = after;
    this.prev[after] = before;
    this.route[stop] = -1;
  }
  /** Copies the stops of a route; gives their number. */
  read(vehicle, into) {
    const end = this.endOf(vehicle);
    let length = 0;
    for (let node = this.next[this.startOf(vehicle)]; node !== end; node = this.next[node]) {
      into[length++] = node;
    }
    return length;
  }
  /** Recomputes everything that hangs on a route's order. */
  refresh(vehicle) {
    const { problem: problem2, next, position, meters, travel, load: load2, location } = this;
    const { size, distances, durations, dims, demand } = problem2;
    const start = this.startOf(vehicle);
    const end = this.endOf(vehicle);
    position[start] = 0;
    meters[start] = 0;
    travel[start] = 0;
    for (let d = 0; d < dims; d++) load2[start * dims + d] = 0;
    let last = start;
    for (;;) {
      const node = next[last];
      const leg2 = location[last] * size + location[node];
      position[node] = position[last] + 1;
      meters[node] = meters[last] + distances[leg2];
      travel[node] = travel[last] + durations[leg2];
      for (let d = 0; d < dims; d++) {
        load2[node * dims + d] = load2[last * dims + d] + (node === end ? 0 : demand[node * dims + d]);
      }
      if (node === end) break;
      last = node;
    }
    this.count[vehicle] = position[end] - 1;
    if (problem2.scan) this.#refreshWalked(vehicle, end);
    else this.#refreshSegments(vehicle, start, end);
  }
  /** For walked routes a head holds: when the vehicle is ready to leave the node, metres walked so far. */
  #refreshWalked(vehicle, end) {
    const { problem: problem2, walk, sequence, meters, travel, next } = this;
    const length = this.read(vehicle, sequence);
    this.cost[vehicle] = walk.evaluate(vehicle, sequence, length);
    this.duration[vehicle] = walk.duration;
    let node = this.startOf(vehicle);
    this.headEarly[node] = problem2.shiftStart[vehicle];
    this.headDuration[node] = 0;
    if (length === 0) return;
    walk.leaveEarly(vehicle, sequence, length);
    for (let leg2 = 0; leg2 <= length; leg2++) {
      const after = next[node];
      const legMeters = walk.legMeters[leg2];
      meters[after] = meters[node] + legMeters;
      travel[after] = travel[node] + walk.legSeconds[leg2];
      this.headDuration[after] = this.headDuration[node] + (walk.legWalked[leg2] === 1 ? legMeters : 0);
      this.headEarly[after] = after === end ? walk.arrival : walk.starts[leg2] + problem2.service[after];
      node = after;
    }
  }
  #refreshSegments(vehicle, start, end) {
    const { problem: problem2, next, prev, location } = this;
    const { size, durations, stops, service, windowFrom, windowOpen, windowClose } = problem2;
    const base = problem2.type[vehicle] * stops;
    const from = problem2.shiftStart[vehicle];
    const to = problem2.shiftEnd[vehicle];
    this.headDuration[start] = 0;
    this.headEarly[start] = from;
    this.headLate[start] = to;
    for (let node = start; node !== end; ) {
      const after = next[node];
      const isEnd = after === end;
      const window = isEnd ? 0 : windowFrom[base + after];
      const open = isEnd ? from : windowOpen[window];
      const close = isEnd ? to : windowClose[window];
      const leg2 = durations[location[node] * size + location[after]];
      const shift = this.headDuration[node] + leg2;
      const late = this.headLate[node];
      const wait = Math.max(open - shift - late, 0);
      this.headDuration[after] = shift + wait + (isEnd ? 0 : service[after]);
      this.headEarly[after] = Math.max(open - shift, this.headEarly[node]) - wait;
      this.headLate[after] = Math.min(close - shift, late);
      node = after;
    }
    this.tailDuration[end] = 0;
    this.tailEarly[end] = from;
    this.tailLate[end] = to;
    for (let node = end; node !== start; ) {
      const before = prev[node];
      const isStart = before === start;
      const window = isStart ? 0 : windowFrom[base + before];
      const open = isStart ? from : windowOpen[window];
      const close = isStart ? to : windowClose[window];
      const own = isStart ? 0 : service[before];
      const leg2 = durations[location[before] * size + location[node]];
      const shift = own + leg2;
      const early = this.tailEarly[node];
      const wait = Math.max(early - shift - close, 0);
      this.tailDuration[before] = shift + wait + this.tailDuration[node];
      this.tailEarly[before] = Math.max(early - shift, open) - wait;
      this.tailLate[before] = Math.min(this.tailLate[node] - shift, close);
      node = before;
    }
    this.#priceSegments(vehicle, end);
  }
  #priceSegments(vehicle, end) {
    const { problem: problem2 } = this;
    const used = this.count[vehicle] > 0;
    const duration = used ? this.headDuration[end] : 0;
    this.duration[vehicle] = duration;
    this.cost[vehicle] = used
      ? problem2.fixedCost[vehicle] +
        problem2.perMeter[vehicle] * this.meters[end] +
        problem2.perTravelSecond[vehicle] * this.travel[end] +
        problem2.perSecond[vehicle] * duration
      : 0;
  }
};
var EMPTY = [];

// services/solver/src/domain/routing/search-state.ts
var NEIGHBOURS = 40;
var SMALL = 60;
var SearchState = class {
  problem;
  routes;
  insertion;
  trial;
  journal;
  neighbourCount;
  /** stops x neighbourCount, nearest first. */
  neighbours;
  random;
  stop;
  /** Stops that no route serves. */
  absent;
  absentCount = 0;
  /** `neighbours` may be taken over from a state with the same stops. */
  constructor(problem2, random, stop, neighbours) {
    this.problem = problem2;
    this.routes = new Routes(problem2);
    this.insertion = new Insertion(this.routes);
    this.trial = new RouteTrial(this.routes);
    this.journal = new Journal(this.routes);
    this.neighbourCount = Math.min(NEIGHBOURS, Math.max(0, problem2.stops - 1));
    this.neighbours = neighbours ?? nearestStops(problem2, this.neighbourCount, stop);
    this.random = random;
    this.stop = stop;
    this.absent = new Int32Array(problem2.stops);
    this.findAbsent();
  }
  findAbsent() {
    this.absentCount = 0;
    for (let s = 0; s < this.problem.stops; s++) {
      if (this.routes.route[s] < 0) this.absent[this.absentCount++] = s;
    }
  }
  /** Objective with the penalty of every required stop that is left out. */
  cost() {
    let cost = 0;
    for (let v = 0; v < this.problem.vehicles; v++) cost += this.routes.cost[v];
    return cost + this.absentCost();
  }
  absentCost() {
    let cost = 0;
    for (let s = 0; s < this.problem.stops; s++) {
      if (this.routes.route[s] < 0) cost += this.problem.prize[s];
    }
    return cost;
  }
  /** Puts the stop where it costs least, when that is below its prize. `blink` is the chance that a place is overlooked. */
  insert(stop, blink) {
    const { insertion, problem: problem2, routes, journal } = this;
    insertion.reset();
    insertion.cost = problem2.prize[stop];
    if (problem2.stops <= SMALL) this.#everywhere(stop, blink);
    else {
      this.#besideNeighbours(stop, blink);
      if (insertion.after === NOWHERE && problem2.required[stop] === 1) this.#everywhere(stop, 0);
    }
    if (insertion.after === NOWHERE) return false;
    const vehicle = routes.route[insertion.after];
    journal.touch(vehicle);
    routes.link(stop, insertion.after);
    routes.refresh(vehicle);
    return true;
  }
  #everywhere(stop, blink) {
    const { routes, problem: problem2, insertion } = this;
    let emptyType = -1;
    for (let v = 0; v < problem2.vehicles; v++) {
      if (routes.count[v] === 0) {
        if (problem2.type[v] === emptyType) continue;
        emptyType = problem2.type[v];
      }
      if (!insertion.fits(stop, v)) continue;
      const end = routes.endOf(v);
      for (let node = routes.startOf(v); node !== end; node = routes.next[node]) {
        if (blink === 0 || this.random.unit() >= blink) insertion.offer(stop, node);
      }
    }
  }
  #besideNeighbours(stop, blink) {
    const { routes, insertion, neighbours, neighbourCount, random } = this;
    const { route, prev } = routes;
    const row = stop * neighbourCount;
    for (let k = 0; k < neighbourCount; k++) {
      const near = neighbours[row + k];
      const vehicle = route[near];
      if (vehicle < 0 || !insertion.fits(stop, vehicle)) continue;
      if (blink !== 0 && random.unit() < blink) continue;
      insertion.offer(stop, near);
      insertion.offer(stop, prev[near]);
    }
    this.#emptyVehicles(stop);
  }
  #emptyVehicles(stop) {
    const { routes, problem: problem2, insertion } = this;
    let emptyType = -1;
    for (let v = 0; v < problem2.vehicles; v++) {
      if (routes.count[v] !== 0 || problem2.type[v] === emptyType) continue;
      emptyType = problem2.type[v];
      if (insertion.fits(stop, v)) insertion.offer(stop, routes.startOf(v));
    }
  }
};
function listsOf(routes) {
  const lists = [];
  for (let v = 0; v < routes.problem.vehicles; v++) {
    const list = new Int32Array(routes.count[v]);
    routes.read(v, list);
    lists.push(list);
  }
  return lists;
}
function load(state, lists) {
  const { routes, problem: problem2 } = state;
  routes.route.fill(-1, 0, problem2.stops);
  for (let v = 0; v < problem2.vehicles; v++) {
    const list = lists[v] ?? NO_STOPS;
    routes.setRoute(v, list, list.length);
  }
  state.findAbsent();
}
var NO_STOPS = new Int32Array(0);

// services/solver/src/domain/routing/construct-savings.ts
function constructSavings(state) {
  const free = new SearchState(endlessFleet(state.problem), state.random, state.stop, state.neighbours);
  for (let stop = 0; stop < free.problem.stops; stop++) {
    free.insertion.reset();
    free.insertion.offerRoute(stop, stop);
    if (free.insertion.after >= 0) free.routes.setRoute(stop, [stop], 1);
  }
  joinAll(free);
  handOver(free, state);
  state.findAbsent();
}
function endlessFleet(problem2) {
  const { stops, dims } = problem2;
  const int = (column) => new Int32Array(stops).fill(column[0]);
  const money = (column) => new Float64Array(stops).fill(column[0]);
  return {
    ...problem2,
    vehicles: stops,
    type: int(problem2.type),
    start: int(problem2.start),
    end: int(problem2.end),
    shiftStart: int(problem2.shiftStart),
    shiftEnd: int(problem2.shiftEnd),
    maxDistance: int(problem2.maxDistance),
    maxDuration: int(problem2.maxDuration),
    maxStops: int(problem2.maxStops),
    walkingBudget: int(problem2.walkingBudget),
    capacity: Int32Array.from({ length: stops * dims }, (_, cell) => problem2.capacity[cell % dims]),
    fixedCost: money(problem2.fixedCost),
    perMeter: money(problem2.perMeter),
    perTravelSecond: money(problem2.perTravelSecond),
    perSecond: money(problem2.perSecond),
  };
}
function joinAll(free) {
  const { routes, trial } = free;
  const { saving, from, to } = savingsOf(free);
  const order = Uint32Array.from(saving.keys()).sort((x, y) => saving[y] - saving[x] || x - y);
  const joined = new Int32Array(free.problem.stops);
  for (const pair of order) {
    if (free.stop()) return;
    const a = from[pair];
    const b = to[pair];
    const first = routes.route[a];
    const second = routes.route[b];
    if (first < 0 || second < 0 || first === second) continue;
    if (routes.next[a] !== routes.endOf(first) || routes.prev[b] !== routes.startOf(second)) continue;
    const cost = trial.begin(a).finish(b);
    if (cost >= routes.cost[first] + routes.cost[second]) continue;
    const length = routes.read(first, joined);
    const total = length + routes.read(second, joined.subarray(length));
    routes.setRoute(second, [], 0);
    routes.setRoute(first, joined, total);
  }
}
function savingsOf({ problem: problem2, neighbours, neighbourCount }) {
  const { size, location } = problem2;
  const depotRow = problem2.start[0] * size;
  const end = problem2.end[0];
  const saving = [];
  const from = [];
  const to = [];
  for (let a = 0; a < problem2.stops; a++) {
    const row = location[a] * size;
    for (let k = 0; k < neighbourCount; k++) {
      const b = neighbours[a * neighbourCount + k];
      const at = location[b];
      const saved = legCost(problem2, row + end) + legCost(problem2, depotRow + at) - legCost(problem2, row + at);
      if (saved <= 0) continue;
      saving.push(saved);
      from.push(a);
      to.push(b);
    }
  }
  return { saving, from, to };
}
function legCost(problem2, cell) {
  const meters = problem2.distances[cell];
  const seconds = problem2.durations[cell];
  if (meters >= FAR || seconds >= FAR) return FAR;
  const perSecond = problem2.perTravelSecond[0] + problem2.perSecond[0];
  return problem2.perMeter[0] * meters + perSecond * seconds;
}
function handOver(free, state) {
  const { routes } = state;
  const bySize = Array.from(free.routes.count.keys())
    .filter((v) => free.routes.count[v] > 0)
    .sort((x, y) => free.routes.count[y] - free.routes.count[x] || x - y);
  const stops = new Int32Array(free.problem.stops);
  for (const from of bySize) {
    const length = free.routes.read(from, stops);
    let type = -1;
    for (let v = 0; v < state.problem.vehicles; v++) {
      if (routes.count[v] !== 0 || state.problem.type[v] === type) continue;
      type = state.problem.type[v];
      if (routes.walk.evaluate(v, stops, length) === Number.POSITIVE_INFINITY) continue;
      routes.setRoute(v, stops, length);
      break;
    }
  }
}

// services/solver/src/domain/routing/route-pieces.ts
function legCost2({ routes, problem: problem2 }, vehicle, a, b) {
  const cell = routes.location[a] * problem2.size + routes.location[b];
  const perMeter = problem2.perMeter[vehicle];
  const perSecond = problem2.perTravelSecond[vehicle] + problem2.perSecond[vehicle];
  const ride = perMeter * problem2.distances[cell] + perSecond * problem2.durations[cell];
  if (!problem2.walking) return ride;
  const { distances, durations } = problem2.walking;
  return Math.min(ride, perMeter * distances[cell] + perSecond * durations[cell]);
}
function detourGain(state, vehicle, after, first, last, behind) {
  const straight = legCost2(state, vehicle, after, first) + legCost2(state, vehicle, last, behind);
  const reversed = legCost2(state, vehicle, after, last) + legCost2(state, vehicle, first, behind);
  return legCost2(state, vehicle, after, behind) - Math.min(straight, reversed);
}
function endOfString(routes, first, length) {
  const end = routes.endOf(routes.route[first]);
  let node = first;
  for (let i = 1; i < length; i++) {
    node = routes.next[node];
    if (node === end) return -1;
  }
  return node;
}
function stringFrom(routes, first, length) {
  const string = [];
  for (let node = first; string.length < length; node = routes.next[node]) string.push(node);
  return string;
}
function linkBehind(routes, stops, after) {
  let at = after;
  for (const stop of stops) {
    routes.link(stop, at);
    at = stop;
  }
}
function joinPieces(routes, into, start, last, first, end) {
  let length = 0;
  for (let node = start; node !== last; ) {
    node = routes.next[node];
    into[length++] = node;
  }
  for (let node = first; node !== end; node = routes.next[node]) into[length++] = node;
  return length;
}

// services/solver/src/domain/routing/local-search.ts
var EPSILON2 = 1e-6;
var LONGEST = 3;
var LocalSearch = class {
  #state;
  #buffer;
  #other;
  #order;
  /** When each route changed last, and when each stop was looked at last. */
  #changed;
  #looked;
  #clock = 0;
  /** Joining routes saves nothing but legs: no fixed costs, one type of vehicle. */
  #isPlain;
  constructor(state) {
    const { stops, vehicles } = state.problem;
    this.#state = state;
    this.#isPlain = state.problem.types === 1 && state.problem.fixedCost.every((cost) => cost === 0);
    this.#buffer = new Int32Array(2 * stops + 8);
    this.#other = new Int32Array(2 * stops + 8);
    this.#order = Int32Array.from({ length: stops }, (_, stop) => stop);
    this.#changed = new Int32Array(vehicles);
    this.#looked = new Int32Array(stops);
  }
  /** Gives false when the stop rule ended it before the local optimum. */
  run() {
    const state = this.#state;
    const order = this.#order;
    this.#looked.fill(-1);
    state.random.shuffle(order, order.length);
    for (let improved = true; improved; ) {
      improved = false;
      for (const stop of order) {
        if (state.stop()) {
          state.findAbsent();
          return false;
        }
        if (this.#improveAt(stop)) improved = true;
      }
    }
    state.findAbsent();
    return true;
  }
  #improveAt(stop) {
    const { routes, problem: problem2, neighbours, neighbourCount } = this.#state;
    if (routes.route[stop] < 0) return this.#tryInsert(stop);
    const looked = this.#looked[stop];
    this.#looked[stop] = ++this.#clock;
    if (problem2.required[stop] === 0 && this.#tryRemove(stop)) return true;
    for (let k = 0; k < neighbourCount; k++) {
      const near = neighbours[stop * neighbourCount + k];
      const there = routes.route[near];
      if (there < 0) continue;
      const here = routes.route[stop];
      if (this.#changed[here] <= looked && this.#changed[there] <= looked) continue;
      if (here === there ? this.#withinRoute(stop, near) : this.#betweenRoutes(stop, near)) return true;
    }
    return false;
  }
  #betweenRoutes(stop, near) {
    const { routes } = this.#state;
    const { prev } = routes;
    if (this.#exchangeTails(stop, near)) return true;
    if (this.#exchangeTails(near, stop)) return true;
    for (let length = 1; length <= LONGEST; length++) {
      if (this.#relocate(stop, length, near)) return true;
      if (this.#relocate(stop, length, prev[near])) return true;
    }
    for (let length = 1; length <= 2; length++) {
      for (let back = 1; back <= 2; back++) if (this.#swapBehind(stop, length, near, back)) return true;
    }
    return false;
  }
  /** Moves a string of stops from its route to behind `after` in another, as it is or reversed. */
  #relocate(first, length, after) {
    const { routes, trial } = this.#state;
    const last = endOfString(this.#state.routes, first, length);
    if (last < 0) return false;
    const here = routes.route[first];
    const there = routes.route[after];
    const without = trial.begin(routes.prev[first]).finish(routes.next[last]);
    const behind = routes.next[after];
    const freed = routes.cost[here] - without;
    if (freed + detourGain(this.#state, there, after, first, last, behind) <= EPSILON2) return false;
    const before = freed + routes.cost[there];
    trial.begin(after);
    for (let node = first, i = 0; i < length; i++, node = routes.next[node]) trial.add(node);
    const straight = before - trial.finish(behind);
    let reversed = Number.NEGATIVE_INFINITY;
    if (length > 1) {
      trial.begin(after);
      for (let node = last, i = 0; i < length; i++, node = routes.prev[node]) trial.add(node);
      reversed = before - trial.finish(behind);
    }
    if (Math.max(straight, reversed) <= EPSILON2) return false;
    const string = stringFrom(routes, first, length);
    for (const node of string) routes.unlink(node);
    linkBehind(routes, reversed > straight ? string.reverse() : string, after);
    this.#touch(here, there);
    return true;
  }
  /** Swaps the string from `stop` on with the one that follows `near`, so that `stop` comes to lie behind `near`. */
  #swapBehind(stop, length, near, back) {
    const { routes, trial } = this.#state;
    const { next, prev, route } = routes;
    const here = route[stop];
    const there = route[near];
    const other = next[near];
    if (other === routes.endOf(there)) return false;
    const last = endOfString(this.#state.routes, stop, length);
    const otherLast = endOfString(this.#state.routes, other, back);
    if (last < 0 || otherLast < 0) return false;
    const before = prev[stop];
    const after = next[last];
    const gap = next[otherLast];
    const saved =
      legCost2(this.#state, here, before, stop) +
      legCost2(this.#state, here, last, after) +
      legCost2(this.#state, there, near, other) +
      legCost2(this.#state, there, otherLast, gap);
    const added =
      legCost2(this.#state, here, before, other) +
      legCost2(this.#state, here, otherLast, after) +
      legCost2(this.#state, there, near, stop) +
      legCost2(this.#state, there, last, gap);
    if (saved - added <= EPSILON2) return false;
    const now = routes.cost[here] + routes.cost[there];
    trial.begin(near);
    for (let node = stop, i = 0; i < length; i++, node = next[node]) trial.add(node);
    const theirs = trial.finish(gap);
    if (now - theirs <= EPSILON2) return false;
    trial.begin(prev[stop]);
    for (let node = other, i = 0; i < back; i++, node = next[node]) trial.add(node);
    if (now - theirs - trial.finish(after) <= EPSILON2) return false;
    const mine = stringFrom(this.#state.routes, stop, length);
    const others = stringFrom(this.#state.routes, other, back);
    for (const node of [...mine, ...others]) routes.unlink(node);
    linkBehind(this.#state.routes, mine, near);
    linkBehind(this.#state.routes, others, before);
    this.#touch(here, there);
    return true;
  }
  /** 2-opt*: the head up to `last` goes on with the tail from `first` of another route, and the other way round. */
  #exchangeTails(last, first) {
    const { routes, trial } = this.#state;
    const { next, prev, route } = routes;
    const here = route[last];
    const there = route[first];
    const before = prev[first];
    const behind = next[last];
    const saved = legCost2(this.#state, here, last, behind) + legCost2(this.#state, there, before, first);
    if (
      this.#isPlain &&
      saved - legCost2(this.#state, here, last, first) - legCost2(this.#state, there, before, behind) <= EPSILON2
    )
      return false;
    const now = routes.cost[here] + routes.cost[there];
    const joined = trial.begin(last).finish(first);
    if (now - joined <= EPSILON2) return false;
    const rest = trial.begin(before).finish(behind);
    if (now - joined - rest <= EPSILON2) return false;
    const mine = joinPieces(this.#state.routes, this.#buffer, routes.startOf(here), last, first, routes.endOf(there));
    const theirs = joinPieces(
      this.#state.routes,
      this.#other,
      routes.startOf(there),
      prev[first],
      next[last],
      routes.endOf(here),
    );
    routes.setRoute(here, this.#buffer, mine);
    routes.setRoute(there, this.#other, theirs);
    this.#touch(here, there, false);
    return true;
  }
  /** Or-opt (strings of 1 to 3, also reversed) and 2-opt within one route, priced stop by stop. */
  #withinRoute(stop, near) {
    const { routes } = this.#state;
    const vehicle = routes.route[stop];
    const count = routes.read(vehicle, routes.sequence);
    const from = routes.position[stop] - 1;
    const to = routes.position[near] - 1;
    for (let length = 1; length <= LONGEST && from + length <= count; length++) {
      if (to >= from && to < from + length) break;
      for (let flip = 0; flip < (length > 1 ? 2 : 1); flip++) {
        if (this.#tryOrder(vehicle, this.#shifted(count, from, length, to, flip === 1), count)) return true;
      }
    }
    const low = Math.min(from, to);
    const high = Math.max(from, to);
    return high - low > 1 && this.#tryOrder(vehicle, this.#reversed(count, low + 1, high), count);
  }
  /** The sequence with `length` stops from `from` taken out and put behind the stop at `to`. */
  #shifted(count, from, length, to, flip) {
    const { sequence } = this.#state.routes;
    const out = this.#buffer;
    let at = 0;
    const strip = () => {
      for (let i = 0; i < length; i++) out[at++] = sequence[flip ? from + length - 1 - i : from + i];
    };
    for (let i = 0; i < count; i++) {
      if (i < from || i >= from + length) out[at++] = sequence[i];
      if (i === to) strip();
    }
    return out;
  }
  #reversed(count, low, high) {
    const { sequence } = this.#state.routes;
    for (let i = 0; i < count; i++) this.#buffer[i] = sequence[i >= low && i <= high ? low + high - i : i];
    return this.#buffer;
  }
  #tryOrder(vehicle, order, count) {
    const { routes, trial } = this.#state;
    trial.begin(routes.startOf(vehicle));
    for (let i = 0; i < count; i++) trial.add(order[i]);
    const cost = trial.finish(routes.endOf(vehicle));
    if (routes.cost[vehicle] - cost <= EPSILON2) return false;
    routes.setRoute(vehicle, order, count);
    this.#touch(vehicle, vehicle, false);
    return true;
  }
  #tryInsert(stop) {
    const { routes } = this.#state;
    this.#state.journal.begin();
    if (!this.#state.insert(stop, 0)) return false;
    const vehicle = routes.route[stop];
    this.#touch(vehicle, vehicle, false);
    return true;
  }
  #tryRemove(stop) {
    const { routes, trial, problem: problem2 } = this.#state;
    const vehicle = routes.route[stop];
    const without = trial.begin(routes.prev[stop]).finish(routes.next[stop]);
    if (routes.cost[vehicle] - without - problem2.prize[stop] <= EPSILON2) return false;
    routes.unlink(stop);
    this.#touch(vehicle, vehicle);
    return true;
  }
  #touch(here, there, refresh = true) {
    if (refresh) {
      this.#state.routes.refresh(here);
      if (there !== here) this.#state.routes.refresh(there);
    }
    this.#changed[here] = ++this.#clock;
    this.#changed[there] = this.#clock;
  }
};

// services/solver/src/domain/routing/visit-engine.ts
var MOST_REGRET_CELLS = 2e4;
var WALKED = 10;
var LARGE = 1500;
function solveVisits(problem2, options2, effort = 'full') {
  const first = problem2.stops > LARGE ? emergencyVisits(problem2).solution : void 0;
  const state = new SearchState(problem2, new Random(options2.seed), options2.stop);
  const best = new Best(state, options2);
  if (first) {
    load(state, first.routes);
    best.offer(0);
    load(state, []);
  }
  const search = new LocalSearch(state);
  constructGreedy(state);
  best.offer(0);
  for (const construct of constructions(problem2, effort)) {
    if (state.stop()) break;
    load(state, []);
    construct(state);
    constructGreedy(state);
    best.offer(0);
  }
  best.restore();
  if ((effort === 'descent' || (effort === 'full' && !problem2.scan)) && !state.stop()) {
    search.run();
    best.offer(0);
  }
  if (effort !== 'full') return best.outcome('converged', 0);
  const exact = isSmall(problem2) ? solveExactly(problem2, options2.stop) : void 0;
  if (exact) {
    load(state, exact.routes);
    best.offer(0);
    return { ...best.outcome('optimal', 0), bound: exact.cost, boundSource: 'enumeration' };
  }
  const { iterations, reason } = anneal(state, {
    iterations: options2.iterations,
    progress: options2.progress,
    onBest: (_, iteration) => best.offer(iteration),
    restoreBest: () => best.restore(),
  });
  best.restore();
  if (reason !== 'stopped') {
    search.run();
    best.offer(iterations);
  }
  return best.outcome(reason, iterations);
}
function constructions(problem2, effort) {
  const list = [];
  if (problem2.stops > 1 && problem2.vehicles > 0) list.push(constructSavings);
  const cells = problem2.stops * problem2.vehicles * (problem2.scan ? WALKED : 1);
  if (effort !== 'construction' && cells <= MOST_REGRET_CELLS) {
    list.push(
      (state) => constructRegret(state, 2),
      (state) => constructRegret(state, 4),
    );
  }
  return list;
}
var Best = class {
  #state;
  #options;
  #lists;
  #cost = Number.POSITIVE_INFINITY;
  #missing = 0;
  constructor(state, options2) {
    this.#state = state;
    this.#options = options2;
    this.#lists = [];
  }
  /** Keeps the state's routes when they are better; gives the best cost. */
  offer(iterations) {
    const cost = this.#state.cost();
    if (cost >= this.#cost - 1e-9) return this.#cost;
    this.#cost = cost;
    this.#lists = listsOf(this.#state.routes);
    this.#missing = 0;
    for (let i = 0; i < this.#state.absentCount; i++) {
      this.#missing += this.#state.problem.required[this.#state.absent[i]];
    }
    this.#options.onIncumbent?.({ solution: this.#order(), value: cost, iterations });
    return cost;
  }
  restore() {
    load(this.#state, this.#lists);
  }
  outcome(stopReason, iterations) {
    return { solution: this.#order(), value: this.#cost, stopReason, iterations };
  }
  #order() {
    return { routes: this.#lists, missing: this.#missing };
  }
};

// services/solver/src/domain/routing/visit-strategies.ts
var GIVE_UP_AT = 0.6;
function visitStrategies() {
  return [
    {
      name: 'ruin_and_recreate',
      share: 0.95,
      run: (problem2, options2) => {
        let missing = 0;
        return solveVisits(problem2, {
          ...options2,
          stop: () => options2.stop() || (missing > 0 && (options2.progress?.() ?? 0) > GIVE_UP_AT),
          onIncumbent: (incumbent) => {
            missing = incumbent.solution.missing;
            options2.onIncumbent?.(incumbent);
          },
        });
      },
    },
    { name: 'local_search', share: 0.6, run: (problem2, options2) => solveVisits(problem2, options2, 'descent') },
    { name: 'construction', share: 0.6, run: (problem2, options2) => solveVisits(problem2, options2, 'construction') },
    { name: 'emergency', share: 1, immediate: true, run: (problem2) => emergencyVisits(problem2) },
  ];
}
function runVisitChain(compiled, options2) {
  const { context, bound } = options2;
  return runStrategyChain({
    problem: compiled,
    strategies: options2.strategies ?? visitStrategies(),
    verify: options2.verify,
    now: context.now,
    budgetMs: context.budgetMs,
    seed: context.seed,
    iterations: context.iterations,
    stop: context.stop,
    onIncumbent: ({ solution, value, iterations }, strategy) => {
      if (solution.missing > 0 || !context.onIncumbent) return;
      let read;
      const incumbent = {
        // Read back only when somebody looks: there are many incumbents.
        get solution() {
          read ??= options2.read(solution);
          return read;
        },
        value,
        bound,
        iterations,
      };
      context.onIncumbent(incumbent, strategy);
    },
  });
}
function boundOf(relaxed, result) {
  if (result.bound !== void 0 && result.boundSource !== void 0 && result.bound >= relaxed) {
    return { bound: result.bound, boundSource: result.boundSource };
  }
  return { bound: relaxed, boundSource: ARC_RELAXATION };
}
function stopReasonOf2(result, context) {
  switch (result.stopReason) {
    case 'stopped':
      return context.stop() ? 'stopped' : 'time';
    case 'unbounded':
      return 'converged';
    default:
      return result.stopReason;
  }
}

// services/solver/src/domain/routing/solve-family.ts
var MOST_EXPLAINED = 100;
var EXPLAIN_MS = 400;
var LEAST_MS = 20;
var STEP_SHARE = 0.5;
async function solveFamily(family, problem2, context, strategies) {
  const solve = new FamilySolve(family, problem2, context, strategies);
  const { compiled } = solve;
  const relaxed = lowerBound(compiled);
  const result = await solve.chain(problem2, compiled, { ...context, budgetMs: solve.leftMs() }, relaxed);
  const { strategy, attempts, degraded, iterations, firstAnswerSeconds } = result;
  const shared2 = { strategy, attempts, degraded, iterations, firstAnswerSeconds, warnings: [], relaxations: [] };
  if (!result.solution) {
    const explanation = { summary: result.cause ?? 'no strategy gave an answer', conflict: [] };
    return { ...shared2, status: 'unknown', stopReason: stopReasonOf2(result, context), explanation };
  }
  if (result.solution.missing > 0) return { ...shared2, ...(await solve.infeasible(result.solution)) };
  const plan = solve.explained(problem2, compiled, result.solution);
  const value = family.costOf(plan);
  const { bound, boundSource } = boundOf(relaxed, result);
  const proved = bound >= value - 1e-6 * Math.max(1, Math.abs(value));
  return {
    ...shared2,
    status: proved ? 'optimal' : 'feasible',
    solution: plan,
    value,
    bound: proved ? value : bound,
    boundSource,
    stopReason: proved ? 'optimal' : stopReasonOf2(result, context),
  };
}
var FamilySolve = class {
  compiled;
  #family;
  #problem;
  #context;
  #strategies;
  #endMs;
  constructor(family, problem2, context, strategies) {
    this.#family = family;
    this.#problem = problem2;
    this.#context = context;
    this.#strategies = strategies;
    this.#endMs = context.now() + context.budgetMs;
    this.compiled = family.compile(problem2);
  }
  /** What is left of the budget. */
  leftMs() {
    return Math.max(0, this.#endMs - this.#context.now());
  }
  chain(problem2, compiled, context, bound) {
    const read = (order) => this.#family.read(problem2, compiled, order.routes);
    return runVisitChain(compiled, {
      context,
      bound,
      strategies: this.#strategies,
      read,
      verify: (order, value) => this.#wrongWith(problem2, compiled, order, value),
    });
  }
  /** What the verifier says, and whether the engine's own value agrees with it. */
  #wrongWith(problem2, compiled, order, value) {
    const { wrong, cost } = this.#family.verify(problem2, this.#family.read(problem2, compiled, order.routes));
    let claimed = value;
    for (const stop of missingStops(compiled, order.routes)) {
      claimed += this.#family.lossOf(problem2, stop) - compiled.prize[stop];
    }
    const tolerance = 1e-6 * Math.max(1, cost) + 1e-12 * value;
    if (Math.abs(claimed - cost) <= tolerance) return [...wrong];
    return [...wrong, `the engine claims a cost of ${claimed}, the plan costs ${cost}`];
  }
  /** The plan with reasons for what it leaves out. */
  explained(problem2, compiled, order) {
    const { now } = this.#context;
    const plan = this.#family.read(problem2, compiled, order.routes);
    const endMs = now() + Math.max(LEAST_MS, Math.min(EXPLAIN_MS, this.leftMs()));
    const isOver2 = () => now() > endMs;
    const numbers = numbersOf(this.#family.ids(problem2));
    const words = this.#family.words(problem2, compiled);
    for (const { id, reasons } of this.#family.unserved(plan).slice(0, MOST_EXPLAINED)) {
      if (isOver2()) break;
      reasons.push(...explainUnserved(compiled, order.routes, numbers.get(id) ?? 0, words, isOver2));
    }
    return plan;
  }
  /** A relaxed plan, or the proof that there is none when relaxing is forbidden. */
  async infeasible(best) {
    const family = this.#family;
    const problem2 = this.#problem;
    const missing = missingStops(this.compiled, best.routes);
    const partial = this.explained(problem2, this.compiled, best);
    const explanation = this.#explain(missing);
    const reasons = new Map(family.unserved(partial).map((unserved) => [unserved.id, unserved.reasons]));
    const ended = this.#context.stop() ? 'stopped' : this.#context.now() >= this.#endMs ? 'time' : 'converged';
    if (family.isRelaxingForbidden(problem2)) {
      const proved = explanation.conflict.length > 0;
      const ids = family.ids(problem2);
      const why = missing.slice(0, 5).flatMap((stop) => {
        const first = reasons.get(ids[stop] ?? '')?.[0];
        return first ? [first.message] : [];
      });
      return {
        status: proved ? 'infeasible' : 'unknown',
        stopReason: proved ? 'infeasible' : ended,
        relaxations: [],
        explanation: { ...explanation, summary: [explanation.summary, ...why].join('; ') },
      };
    }
    const relaxed = await this.#climb(missing);
    const plan = relaxed?.plan ?? partial;
    for (const unserved of family.unserved(plan)) {
      if (unserved.reasons.length === 0) unserved.reasons.push(...(reasons.get(unserved.id) ?? []));
    }
    const relaxations = family.bentRules(problem2, plan, relaxed?.marginal ?? /* @__PURE__ */ new Map());
    return {
      status: 'relaxed',
      solution: plan,
      value: family.costOf(plan),
      stopReason: ended,
      relaxations,
      explanation,
    };
  }
  /** Goes up the ladder until everything required fits. */
  async #climb(missing) {
    const family = this.#family;
    const ids = family.ids(this.#problem);
    let unserved = new Set(missing.map((stop) => ids[stop] ?? ''));
    let problem2 = this.#problem;
    for (const step of family.ladder) {
      const relaxed = step(problem2, this.#problem, unserved);
      if (!relaxed) continue;
      problem2 = relaxed;
      const compiled = family.compile(problem2);
      const budgetMs = Math.max(LEAST_MS, this.leftMs() * STEP_SHARE);
      const result = await this.chain(problem2, compiled, { ...this.#context, budgetMs, onIncumbent: void 0 });
      if (!result.solution) continue;
      const left = missingStops(compiled, result.solution.routes);
      if (left.length === 0) {
        const plan = family.restate(this.#problem, this.explained(problem2, compiled, result.solution));
        return { plan, marginal: marginalsOf(compiled, result.solution.routes, missing, ids) };
      }
      unserved = new Set(left.map((stop) => ids[stop] ?? ''));
    }
    return void 0;
  }
  #explain(missing) {
    const { now, stop } = this.#context;
    const halfway = now() + this.leftMs() / 2;
    const overloaded = overloadedDimensions(this.compiled).map((d) => this.#family.dimension(this.#problem, d));
    if (overloaded.length > 0) {
      return {
        summary: `the required stops need more ${overloaded.join(' and ')} than all vehicles carry together`,
        conflict: overloaded.map((name) => `capacity:${name}`),
      };
    }
    const ids = this.#family.ids(this.#problem);
    const names = (stops) => stops.map((number) => ids[number] ?? '');
    const conflict = findConflict2(this.compiled, missing, () => now() > halfway || stop());
    if (!conflict) {
      const more = missing.length > 5 ? ` and ${missing.length - 5} more` : '';
      const listed2 = `${names(missing.slice(0, 5)).join(', ')}${more}`;
      return { summary: `no plan was found that visits everything required; left out: ${listed2}`, conflict: [] };
    }
    const listed = names(conflict.stops);
    const summary =
      listed.length === 1
        ? `${listed[0]} cannot be visited at all, even if nothing else is`
        : `these cannot all be visited, even if nothing else is: ${listed.join(', ')}`;
    return { summary, conflict: listed };
  }
};
function missingStops(compiled, routes) {
  const served = new Uint8Array(compiled.stops);
  for (const route of routes) for (const stop of route) served[stop] = 1;
  return Array.from(served.keys()).filter((stop) => served[stop] === 0 && compiled.required[stop] === 1);
}
function marginalsOf(compiled, routes, stops, ids) {
  const walk = new RouteWalk(compiled);
  const marginals = /* @__PURE__ */ new Map();
  routes.forEach((route, vehicle) => {
    for (const stop of stops) {
      if (!route.includes(stop)) continue;
      const without = route.filter((other) => other !== stop);
      const cost = walk.evaluate(vehicle, route, route.length) - walk.evaluate(vehicle, without, without.length);
      if (Number.isFinite(cost)) marginals.set(ids[stop] ?? '', cost);
    }
  });
  return marginals;
}
function numbersOf(ids) {
  return new Map(ids.map((id, index) => [id, index]));
}

// services/solver/src/domain/routing/unserved-words.ts
var UNSERVED_WORDS = {
  [UNSERVED.timeWindow]: '% cannot be reached within its hours',
  [UNSERVED.capacity]: 'no vehicle that could go to % has room left for its load',
  [UNSERVED.skill]: 'no vehicle has all the skills that % asks for',
  [UNSERVED.workingTime]: 'there is no working time left for %',
  [UNSERVED.distanceLimit]: '% is beyond the distance limit',
  [UNSERVED.stopLimit]: '% would be one stop more than is allowed',
  [UNSERVED.closed]: '% is never open in this time',
  [UNSERVED.walkingLimit]: '% is beyond what may be walked',
  [UNSERVED.unreachable]: 'there is no way to % and back',
  [UNSERVED.prizeTooLow]: 'serving % costs more than its prize',
  [UNSERVED.noRoom]: '% does not fit beside the rest, and lifting one rule alone does not help',
};

// services/solver/src/domain/routing/compile-builder.ts
function compileArrays(spec) {
  const size = spec.size + 1;
  const stops = spec.stops.length;
  const counts = spec.vehicleTypes.map((type) => Math.min(type.count, Math.max(1, stops)));
  const fleet = spec.vehicleTypes.flatMap((type, index) => Array(counts[index]).fill([type, index]));
  const column = (read) => Int32Array.from(fleet, ([type]) => read(type));
  const money = (read) => Float64Array.from(fleet, ([type]) => read(type));
  const nowhere = (location) => (location < 0 ? spec.size : location);
  const windows = layWindows(spec);
  const { durations, distances } = paddedPair(spec, spec.size);
  const missing = penaltyAbove(spec, durations, distances);
  const walking = spec.walking && {
    ...paddedPair(spec.walking, spec.size),
    legMeters: spec.walking.legMeters,
  };
  return {
    stops,
    vehicles: fleet.length,
    dims: spec.dims,
    size,
    durations,
    distances,
    walking,
    location: Int32Array.from(spec.stops, (stop) => stop.location),
    service: Int32Array.from(spec.stops, (stop) => stop.serviceSeconds),
    required: Uint8Array.from(spec.stops, (stop) => (stop.required ? 1 : 0)),
    prize: Float64Array.from(spec.stops, (stop) => (stop.required ? missing : stop.prize)),
    demand: Int32Array.from(spec.stops.flatMap((stop) => fill(stop.demand, spec.dims, 0))),
    type: Int32Array.from(fleet, ([, index]) => index),
    start: column((type) => nowhere(type.start)),
    end: column((type) => nowhere(type.end)),
    shiftStart: column((type) => type.shift[0]),
    shiftEnd: column((type) => Math.min(type.shift[1], HORIZON)),
    maxDistance: column((type) => type.maxDistance ?? UNLIMITED),
    maxDuration: column((type) => type.maxDuration ?? UNLIMITED),
    maxStops: column((type) => type.maxStops ?? UNLIMITED),
    walkingBudget: column((type) => type.walkingBudget ?? UNLIMITED),
    capacity: Int32Array.from(fleet.flatMap(([type]) => fill(type.capacity ?? [], spec.dims, UNLIMITED))),
    fixedCost: money((type) => type.fixedCost),
    perMeter: money((type) => type.perMeter),
    perTravelSecond: money((type) => type.perTravelSecond),
    perSecond: money((type) => type.perSecond),
    types: spec.vehicleTypes.length,
    ...windows,
    scan: windows.several || walking !== void 0,
    missing,
  };
}
function fill(values, length, otherwise) {
  return Array.from({ length }, (_, index) => values[index] ?? otherwise);
}
function paddedPair(matrices, size) {
  const durations = padded(matrices.durations, size);
  const distances = padded(matrices.distances, size);
  for (let cell = 0; cell < durations.length; cell++) {
    if (durations[cell] === FAR || distances[cell] === FAR) {
      durations[cell] = FAR;
      distances[cell] = FAR;
    }
  }
  return { durations, distances };
}
function padded(matrix, size) {
  const wide = new Int32Array((size + 1) * (size + 1));
  for (let row = 0; row < size; row++) wide.set(matrix.subarray(row * size, (row + 1) * size), row * (size + 1));
  for (let cell = 0; cell < wide.length; cell++) if (wide[cell] < 0) wide[cell] = FAR;
  return wide;
}
function longest(cells) {
  let most = 0;
  for (const cell of cells) if (cell < FAR && cell > most) most = cell;
  return most;
}
function layWindows(spec) {
  const stops = spec.stops.length;
  const allowed = new Uint8Array(spec.vehicleTypes.length * stops);
  const windowFrom = new Int32Array(spec.vehicleTypes.length * stops + 1);
  const open = [];
  const close = [];
  let several = false;
  let cell = 0;
  for (const type of spec.vehicleTypes) {
    for (let stop = 0; stop < stops; stop++) {
      const windows = merged(type.windows(stop));
      for (const [from, to] of windows) {
        open.push(from);
        close.push(Math.min(to, HORIZON));
      }
      several ||= windows.length > 1;
      allowed[cell] = windows.length > 0 && type.serves(stop) ? 1 : 0;
      windowFrom[++cell] = open.length;
    }
  }
  return { allowed, windowFrom, windowOpen: Int32Array.from(open), windowClose: Int32Array.from(close), several };
}
function merged(windows) {
  if (windows.length < 2) return [...windows];
  const out = [];
  for (const [from, to] of [...windows].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = out.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}
function penaltyAbove(spec, durations, distances) {
  const meters = longest(distances);
  const seconds = longest(durations);
  let dearest = 0;
  let total = 1;
  for (const type of spec.vehicleTypes) {
    const leg2 = type.perMeter * meters + type.perTravelSecond * seconds;
    const work = type.perSecond * Math.min(type.maxDuration ?? HORIZON, type.shift[1] - type.shift[0], 1e7);
    dearest = Math.max(dearest, leg2);
    total += Math.min(type.count, spec.stops.length) * (type.fixedCost + work + leg2);
  }
  total += dearest * (spec.stops.length + 1);
  for (const stop of spec.stops) total += stop.required ? 0 : stop.prize;
  return 2 ** Math.ceil(Math.log2(total));
}

// services/solver/src/domain/itinerary/opening-windows.ts
var DAY_SECONDS = 86400;
var LATEST = 2 * DAY_SECONDS;
function visitWindows(place, day) {
  if (place.openingHours.length === 0) return [[day.startSeconds, LATEST]];
  const today = isoWeekday(day.date);
  const windows = [];
  for (const hours of place.openingHours) {
    for (let offset = -1; offset <= 1; offset++) {
      const weekday = ((today - 1 + offset + 7) % 7) + 1;
      if (hours.weekdays.length > 0 && !hours.weekdays.includes(weekday)) continue;
      const open = Math.max(hours.openSeconds + offset * DAY_SECONDS, day.startSeconds);
      const close = hours.closeSeconds + offset * DAY_SECONDS - place.visitSeconds;
      if (open <= close && open <= day.endSeconds) windows.push([open, close]);
    }
  }
  return windows;
}
function isoWeekday(date) {
  const day = /* @__PURE__ */ new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 ? 7 : day;
}

// services/solver/src/domain/itinerary/compile-itinerary.ts
function compileItinerary({ input, travel }) {
  const { starts, ends, locations } = itineraryLocations(input);
  const mode = modeOf(input);
  const mixed = mode === TRAVEL_MODE.mixed;
  const base = matrixFor(mode === TRAVEL_MODE.walk ? travel.walk : (travel.ride ?? travel.walk), locations.length);
  const walking =
    mixed && travel.walk
      ? {
          durations: travel.walk.durations,
          distances: travel.walk.distances,
          legMeters: input.maxWalkingLegMeters ?? DEFAULT_WALKING_LEG_METERS,
        }
      : void 0;
  const vehicleTypes = input.days.map((day, index) => {
    const windows = input.places.map((place) => visitWindows(place, day));
    return {
      count: 1,
      start: starts[index] ?? -1,
      end: ends[index] ?? -1,
      shift: [day.startSeconds, day.endSeconds],
      maxDistance: longestDay(input, mode),
      walkingBudget: input.maxWalkingDistanceMeters ?? DEFAULT_WALKING_METERS,
      fixedCost: 0,
      perMeter: 0,
      perTravelSecond: 1 / 3600,
      perSecond: 0,
      windows: (place) => windows[place] ?? [],
      serves: () => true,
    };
  });
  return compileArrays({
    size: base.size,
    durations: base.durations,
    distances: base.distances,
    walking,
    dims: 0,
    stops: input.places.map((place, index) => ({
      location: index,
      serviceSeconds: place.visitSeconds,
      demand: [],
      required: place.required,
      prize: importanceOf(place.importance) * POINT_COST,
    })),
    vehicleTypes,
  });
}
function importanceOf(importance) {
  return importance ?? DEFAULT_IMPORTANCE;
}
function longestDay(input, mode) {
  if (mode !== TRAVEL_MODE.walk) return input.maxDailyDistanceMeters;
  const walking = input.maxWalkingDistanceMeters ?? DEFAULT_WALKING_METERS;
  return Math.min(walking, input.maxDailyDistanceMeters ?? walking);
}
function matrixFor(matrix, size) {
  if (!matrix) throw new Error('the travel matrix of the itinerary is missing');
  if (matrix.size !== size)
    throw new Error(`the travel matrix covers ${matrix.size} locations, the itinerary has ${size}`);
  return matrix;
}

// services/solver/src/domain/itinerary/read-itinerary.ts
function readItinerary({ input }, compiled, lists) {
  const walk = new RouteWalk(compiled);
  const { starts, ends } = itineraryLocations(input);
  const visited = /* @__PURE__ */ new Set();
  let travelSeconds = 0;
  const days = input.days.map((day, index) => {
    const places = lists[index] ?? new Int32Array(0);
    if (places.length === 0) return idleDay(day);
    if (!walk.schedule(index, places, places.length))
      throw new Error(`day ${day.date} breaks a rule of its own problem`);
    for (const place of places) visited.add(place);
    travelSeconds += walk.travelSeconds;
    return readDay(input, day, places, walk, (starts[index] ?? -1) >= 0, (ends[index] ?? -1) >= 0);
  });
  const unvisited = [];
  let importance = 0;
  let left = 0;
  input.places.forEach((place, index) => {
    if (visited.has(index)) importance += importanceOf(place.importance);
    else {
      left += importanceOf(place.importance);
      unvisited.push({ id: place.id, reasons: [] });
    }
  });
  return { days, unvisited, importance, cost: POINT_COST * left + travelSeconds / 3600 };
}
function idleDay(day) {
  const { date, startSeconds, endSeconds } = day;
  return {
    date,
    visits: [],
    legs: [],
    startSeconds,
    endSeconds: startSeconds,
    walkingMeters: 0,
    distanceMeters: 0,
    freeSeconds: endSeconds - startSeconds,
  };
}
function readDay(input, day, places, walk, hasStart, hasEnd) {
  const idOf = (position) => input.places[places[position] ?? -1]?.id ?? '';
  const legs = [];
  let visiting = 0;
  const visits = Array.from(places, (place, i) => {
    const start = walk.starts[i];
    const stay = input.places[place]?.visitSeconds ?? 0;
    visiting += stay;
    return {
      placeId: idOf(i),
      arrivalSeconds: walk.arrivals[i],
      startSeconds: start,
      departureSeconds: start + stay,
    };
  });
  const mode = modeOf(input);
  for (let leg2 = 0; leg2 <= places.length; leg2++) {
    if ((leg2 === 0 && !hasStart) || (leg2 === places.length && !hasEnd)) continue;
    const onFoot = mode === TRAVEL_MODE.walk || walk.legWalked[leg2] === 1;
    legs.push({
      fromPlaceId: idOf(leg2 - 1),
      toPlaceId: idOf(leg2),
      mode: onFoot ? TRAVEL_MODE.walk : mode === TRAVEL_MODE.mixed ? TRAVEL_MODE.transit : mode,
      distanceMeters: walk.legMeters[leg2],
      durationSeconds: walk.legSeconds[leg2],
    });
  }
  const walkingMeters = legs.reduce((sum, leg2) => sum + (leg2.mode === TRAVEL_MODE.walk ? leg2.distanceMeters : 0), 0);
  return {
    date: day.date,
    visits,
    legs,
    startSeconds: walk.departure,
    endSeconds: walk.arrival,
    walkingMeters,
    distanceMeters: walk.meters,
    freeSeconds: day.endSeconds - day.startSeconds - walk.travelSeconds - visiting,
  };
}

// services/solver/src/domain/itinerary/verify.ts
function verifyItinerary(problem2, plan, options2 = {}) {
  const check = new ItineraryCheck(problem2);
  check.days(plan);
  check.totals(plan, options2.partial ?? false);
  return { violations: check.violations, cost: check.cost };
}
var ItineraryCheck = class {
  violations = [];
  cost = 0;
  #problem;
  #places;
  /** Matrix index of a start or end by its coordinates. */
  #anchors = /* @__PURE__ */ new Map();
  #seen = /* @__PURE__ */ new Set();
  #mode;
  constructor(problem2) {
    const { input } = problem2;
    this.#problem = problem2;
    this.#places = new Map(input.places.map((place, index) => [place.id, index]));
    this.#mode = input.travelMode === 0 ? TRAVEL_MODE.mixed : input.travelMode;
    let next = input.places.length;
    for (const day of input.days) {
      for (const anchor of [day.start, day.end]) {
        if (!anchor) continue;
        const key = `${anchor.latitude},${anchor.longitude}`;
        if (!this.#anchors.has(key)) this.#anchors.set(key, next++);
      }
    }
  }
  days(plan) {
    const { days } = this.#problem.input;
    if (plan.days.length !== days.length) {
      this.#add('wrong_days', 'days', Math.abs(plan.days.length - days.length), `${days.length} days are asked for`);
    }
    plan.days.forEach((planned, index) => {
      const day = days[index];
      if (!day) return;
      const where = `days[${index}]`;
      if (planned.date !== day.date) this.#add('wrong_days', where, 1, `${planned.date} is not ${day.date}`);
      if (planned.visits.length === 0) this.#idle(planned, day, where);
      else this.#day(planned, day, where);
    });
  }
  #idle(planned, day, where) {
    if (planned.legs.length > 0) this.#add('wrong_leg', where, planned.legs.length, 'a day without visits has no legs');
    this.#same('wrong_time', `${where}.free_seconds`, planned.freeSeconds, day.endSeconds - day.startSeconds);
    this.#same('wrong_distance', `${where}.distance_meters`, planned.distanceMeters, 0);
    this.#same('wrong_distance', `${where}.walking_meters`, planned.walkingMeters, 0);
  }
  #day(planned, day, where) {
    const start = day.start;
    const end = day.end ?? day.start;
    const points = planned.visits.map((visit) => ({ id: visit.placeId, at: this.#places.get(visit.placeId) ?? -1 }));
    if (start) points.unshift({ id: '', at: this.#anchors.get(`${start.latitude},${start.longitude}`) ?? -1 });
    if (end) points.push({ id: '', at: this.#anchors.get(`${end.latitude},${end.longitude}`) ?? -1 });
    if (planned.legs.length !== points.length - 1) {
      this.#add(
        'wrong_leg',
        where,
        Math.abs(planned.legs.length - points.length + 1),
        `${points.length - 1} legs are needed`,
      );
      return;
    }
    let walked = 0;
    let meters = 0;
    let travel = 0;
    let visiting = 0;
    let clock3 = planned.startSeconds;
    let leg2 = 0;
    const go = () => {
      const taken = planned.legs[leg2];
      const from = points[leg2];
      const to = points[leg2 + 1];
      leg2++;
      if (!taken || !from || !to) return;
      if (taken.fromPlaceId !== from.id || taken.toPlaceId !== to.id) {
        this.#add('wrong_leg', `${where}.legs[${leg2 - 1}]`, 1, `it must lead from '${from.id}' to '${to.id}'`);
      }
      this.#leg(taken, from.at, to.at, `${where}.legs[${leg2 - 1}]`);
      clock3 += taken.durationSeconds;
      travel += taken.durationSeconds;
      meters += taken.distanceMeters;
      if (taken.mode === TRAVEL_MODE.walk) walked += taken.distanceMeters;
    };
    planned.visits.forEach((visit, index) => {
      const spot = `${where}.visits[${index}]`;
      const place = this.#problem.input.places[this.#places.get(visit.placeId) ?? -1];
      if (start || index > 0) go();
      if (!place) {
        this.#add('unknown_place', spot, 1, `there is no place ${visit.placeId}`);
        return;
      }
      if (this.#seen.has(place.id)) this.#add('place_visited_twice', spot, 1, `${place.id} is visited before`);
      this.#seen.add(place.id);
      this.#same('wrong_time', `${spot}.arrival_seconds`, visit.arrivalSeconds, clock3);
      if (!(visit.startSeconds >= visit.arrivalSeconds)) {
        this.#add('too_early', spot, visit.arrivalSeconds - visit.startSeconds, 'the visit starts before arrival');
      }
      this.#same(
        'wrong_time',
        `${spot}.departure_seconds`,
        visit.departureSeconds,
        visit.startSeconds + place.visitSeconds,
      );
      this.#open(place, day, visit.startSeconds, spot);
      visiting += place.visitSeconds;
      clock3 = visit.departureSeconds;
    });
    if (end) go();
    this.#same('wrong_time', `${where}.end_seconds`, planned.endSeconds, clock3);
    this.#same('wrong_distance', `${where}.distance_meters`, planned.distanceMeters, meters);
    this.#same('wrong_distance', `${where}.walking_meters`, planned.walkingMeters, walked);
    this.#same(
      'wrong_time',
      `${where}.free_seconds`,
      planned.freeSeconds,
      day.endSeconds - day.startSeconds - travel - visiting,
    );
    this.#limits(planned, day, where, walked, meters);
    this.cost += travel / 3600;
  }
  #limits(planned, day, where, walked, meters) {
    const { input } = this.#problem;
    if (planned.startSeconds < day.startSeconds) {
      this.#add('day_exceeded', where, day.startSeconds - planned.startSeconds, 'the day begins too early');
    }
    if (planned.endSeconds > day.endSeconds) {
      this.#add('day_exceeded', where, planned.endSeconds - day.endSeconds, 'the day ends too late');
    }
    const footLimit = input.maxWalkingDistanceMeters ?? 8e3;
    if (walked > footLimit)
      this.#add('walking_exceeded', where, walked - footLimit, `${walked} m on foot, ${footLimit} m are allowed`);
    const limit = input.maxDailyDistanceMeters ?? Number.POSITIVE_INFINITY;
    if (meters > limit) this.#add('distance_exceeded', where, meters - limit, `${meters} m, ${limit} m are allowed`);
  }
  #leg(leg2, from, to, where) {
    const { input, travel } = this.#problem;
    const onFoot = leg2.mode === TRAVEL_MODE.walk;
    const rides = this.#mode === TRAVEL_MODE.mixed ? TRAVEL_MODE.transit : this.#mode;
    if (leg2.mode !== rides && !(onFoot && this.#mode === TRAVEL_MODE.mixed)) {
      this.#add('wrong_mode', where, 1, `travel mode ${leg2.mode} is not allowed`);
    }
    const matrix = onFoot ? travel.walk : travel.ride;
    const seconds = matrix?.durations[from * matrix.size + to] ?? NO_WAY;
    const meters = matrix?.distances[from * matrix.size + to] ?? NO_WAY;
    if (from < 0 || to < 0 || seconds === NO_WAY || meters === NO_WAY)
      this.#add('no_way', where, 1, 'there is no such way');
    this.#same('wrong_time', `${where}.duration_seconds`, leg2.durationSeconds, seconds);
    this.#same('wrong_distance', `${where}.distance_meters`, leg2.distanceMeters, meters);
    const legLimit = input.maxWalkingLegMeters ?? 1200;
    if (onFoot && this.#mode === TRAVEL_MODE.mixed && leg2.distanceMeters > legLimit) {
      this.#add(
        'walking_leg_exceeded',
        where,
        leg2.distanceMeters - legLimit,
        `a leg of ${leg2.distanceMeters} m is not walked`,
      );
    }
  }
  /** The visit must lie within one opening; hours of the evening before reach past midnight. */
  #open(place, day, start, where) {
    if (place.openingHours.length === 0) return;
    const [year, month, date] = day.date.split('-').map(Number);
    let miss = Number.POSITIVE_INFINITY;
    for (const back of [0, 1, -1]) {
      const weekday = weekdayOf(year ?? 0, month ?? 1, (date ?? 1) - back);
      for (const hours of place.openingHours) {
        if (hours.weekdays.length > 0 && !hours.weekdays.includes(weekday)) continue;
        const open = hours.openSeconds - back * 86400;
        const close = hours.closeSeconds - back * 86400;
        if (close - open < place.visitSeconds) continue;
        miss = Math.min(miss, Math.max(open - start, start + place.visitSeconds - close, 0));
      }
    }
    if (miss === 0) return;
    const amount = Number.isFinite(miss) ? miss : 86400;
    this.#add('closed', where, amount, `${place.id} is not open for the whole visit on ${day.date}`);
  }
  totals(plan, partial) {
    const listed = /* @__PURE__ */ new Set();
    plan.unvisited.forEach(({ id }, index) => {
      const where = `unvisited[${index}]`;
      if (!this.#places.has(id)) this.#add('unknown_place', where, 1, `there is no place ${id}`);
      if (this.#seen.has(id) || listed.has(id))
        this.#add('place_visited_twice', where, 1, `${id} is accounted for twice`);
      listed.add(id);
    });
    let importance = 0;
    this.#problem.input.places.forEach((place, index) => {
      const points = place.importance ?? 5;
      if (this.#seen.has(place.id)) {
        importance += points;
        return;
      }
      this.cost += points * 1e3;
      const where = `places[${index}]`;
      if (!listed.has(place.id))
        this.#add('place_not_accounted_for', where, 1, `${place.id} is neither visited nor listed`);
      if (place.required && !partial) this.#add('required_place_unvisited', where, 1, `${place.id} must be visited`);
    });
    if (plan.importance !== importance) {
      this.#add('wrong_cost', 'importance', Math.abs(plan.importance - importance), `${importance} points are visited`);
    }
    if (!(Math.abs(plan.cost - this.cost) <= 1e-6 * Math.max(1, this.cost))) {
      this.#add(
        'wrong_cost',
        'cost',
        Math.abs(plan.cost - this.cost),
        `${plan.cost} is claimed, ${this.cost} is right`,
      );
    }
  }
  #same(kind, place, claimed, real) {
    if (!Number.isFinite(claimed)) this.#add('not_a_number', place, 1, `${claimed} is not a number`);
    else if (claimed !== real)
      this.#add(kind, place, Math.abs(claimed - real), `${claimed} is claimed, ${real} is right`);
  }
  #add(kind, place, amount, message) {
    this.violations.push({ kind, place, amount, message });
  }
};
var MONTH_SHIFT = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
function weekdayOf(year, month, day) {
  const y = month < 3 ? year - 1 : year;
  const sunday0 =
    (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + (MONTH_SHIFT[month - 1] ?? 0) + day) % 7;
  return sunday0 === 0 ? 7 : sunday0;
}

// services/solver/src/domain/itinerary/relax-itinerary.ts
var HOUR = 3600;
var MORE_WALKING_METERS = 2e3;
var ITINERARY_LADDER = [
  (problem2, original, unserved) => widen(problem2, original, unserved, HOUR),
  (problem2, original, unserved) => widen(problem2, original, unserved, 2 * HOUR),
  (problem2) => {
    const mode = modeOf(problem2.input);
    if (mode !== TRAVEL_MODE.walk && mode !== TRAVEL_MODE.mixed) return void 0;
    const limit = problem2.input.maxWalkingDistanceMeters ?? DEFAULT_WALKING_METERS;
    return change(problem2, { maxWalkingDistanceMeters: limit + MORE_WALKING_METERS });
  },
  (problem2) => {
    if (modeOf(problem2.input) !== TRAVEL_MODE.walk || !problem2.travel.ride) return void 0;
    return change(problem2, { travelMode: TRAVEL_MODE.mixed });
  },
  (problem2) =>
    change(problem2, { days: problem2.input.days.map((day) => ({ ...day, endSeconds: day.endSeconds + HOUR })) }),
  (problem2) => {
    const places = problem2.input.places.map((place) =>
      place.required ? { ...place, required: false, importance: kept(place) } : place,
    );
    return change(problem2, { places });
  },
];
function kept(place) {
  return 100 + (place.importance ?? DEFAULT_IMPORTANCE);
}
function change(problem2, input) {
  return { ...problem2, input: { ...problem2.input, ...input } };
}
function widen(problem2, original, unserved, seconds) {
  let changed = false;
  const places = problem2.input.places.map((place, index) => {
    const hours = original.input.places[index]?.openingHours ?? [];
    if (!unserved.has(place.id) || hours.length === 0) return place;
    changed = true;
    return {
      ...place,
      openingHours: hours.map((h) => ({
        ...h,
        openSeconds: h.openSeconds - seconds,
        closeSeconds: h.closeSeconds + seconds,
      })),
    };
  });
  return changed ? change(problem2, { places }) : void 0;
}
function bentItineraryRules(original, plan, marginal) {
  const { input } = original;
  const rides = /* @__PURE__ */ new Set();
  return verifyItinerary(original, plan).violations.flatMap(({ kind, place, amount }) => {
    if (kind === 'required_place_unvisited') {
      const left = input.places[Number(/\[(\d+)\]/.exec(place)?.[1] ?? -1)];
      return left ? [droppedPlace(left)] : [];
    }
    const day = plan.days[Number(/^days\[(\d+)\]/.exec(place)?.[1] ?? -1)];
    if (!day) return [];
    const onDay = {
      subjectId: day.date,
      price: day.visits.reduce((sum, v) => sum + (marginal.get(v.placeId) ?? 0), 0),
    };
    const visit = day.visits[Number(/\.visits\[(\d+)\]/.exec(place)?.[1] ?? -1)];
    switch (kind) {
      case 'closed':
        return visit ? [widerHours(day, visit, amount, marginal.get(visit.placeId) ?? 0)] : [];
      case 'walking_exceeded': {
        const from = `${input.maxWalkingDistanceMeters ?? DEFAULT_WALKING_METERS} m`;
        const message = `${amount} m more are walked on ${day.date}`;
        return [{ ...onDay, step: 'extend_walking_limit', from, to: `${day.walkingMeters} m`, message }];
      }
      case 'wrong_mode': {
        if (rides.has(day.date)) return [];
        rides.add(day.date);
        const message = `long legs of ${day.date} are not walked`;
        return [{ ...onDay, step: 'ride_long_legs', from: 'walking only', to: 'long legs by transit', message }];
      }
      case 'day_exceeded': {
        const from = `until ${clock(input.days.find(({ date }) => date === day.date)?.endSeconds ?? 0)}`;
        const message = `${day.date} is ${Math.ceil(amount / 60)} min longer`;
        return [{ ...onDay, step: 'extend_day', from, to: `until ${clock(day.endSeconds)}`, message }];
      }
      default:
        return [];
    }
  });
}
function droppedPlace(place) {
  const price = POINT_COST * (place.importance ?? DEFAULT_IMPORTANCE);
  const message = `${place.id} is not visited`;
  return { step: 'drop_places', subjectId: place.id, from: 'required', to: 'left out', price, message };
}
function widerHours(day, visit, amount, price) {
  return {
    step: 'widen_opening_hours',
    subjectId: visit.placeId,
    from: 'opening hours',
    to: `visit ${clock(visit.startSeconds)}-${clock(visit.departureSeconds)} on ${day.date}`,
    price,
    message: `the visit of ${visit.placeId} lies ${Math.ceil(amount / 60)} min outside its opening hours`,
  };
}
function restateItinerary({ input }, plan) {
  const left = new Set(plan.unvisited.map(({ id }) => id));
  let importance = 0;
  let lost = 0;
  for (const place of input.places) {
    const points = place.importance ?? DEFAULT_IMPORTANCE;
    if (left.has(place.id)) lost += points;
    else importance += points;
  }
  let travelSeconds = 0;
  const stay = new Map(input.places.map((place) => [place.id, place.visitSeconds]));
  const days = plan.days.map((day, index) => {
    const given = input.days[index];
    const onTheWay = day.legs.reduce((sum, leg2) => sum + leg2.durationSeconds, 0);
    const visiting = day.visits.reduce((sum, visit) => sum + (stay.get(visit.placeId) ?? 0), 0);
    travelSeconds += onTheWay;
    const room = given ? given.endSeconds - given.startSeconds : 0;
    return { ...day, freeSeconds: Math.max(0, room - onTheWay - visiting) };
  });
  return { ...plan, days, importance, cost: POINT_COST * lost + travelSeconds / 3600 };
}
function clock(seconds) {
  const minutes2 = Math.floor(seconds / 60);
  return `${Math.floor(minutes2 / 60)}:${String(((minutes2 % 60) + 60) % 60).padStart(2, '0')}`;
}

// services/solver/src/domain/itinerary/solve-itinerary.ts
function solveItinerary(problem2, context, strategies) {
  return solveFamily(ITINERARY_FAMILY, problem2, context, strategies);
}
var ITINERARY_FAMILY = {
  compile: compileItinerary,
  read: readItinerary,
  verify: (problem2, plan) => {
    const { violations, cost } = verifyItinerary(problem2, plan, { partial: true });
    return { wrong: violations.map(({ kind, place, message }) => `${kind} at ${place}: ${message}`), cost };
  },
  costOf: (plan) => plan.cost,
  unserved: (plan) => plan.unvisited,
  ids: ({ input }) => input.places.map(({ id }) => id),
  lossOf: ({ input }, place) => POINT_COST * importanceOf(input.places[place]?.importance),
  isRelaxingForbidden: ({ input }) => input.relaxation?.forbidden ?? false,
  words: wordsFor,
  dimension: () => '',
  ladder: ITINERARY_LADDER,
  restate: restateItinerary,
  bentRules: bentItineraryRules,
};
function wordsFor({ input }) {
  return {
    vehicleName: (day) => input.days[day]?.date ?? '',
    hasSkills: () => true,
    codes: [UNSERVED.timeWindow, UNSERVED.closed, UNSERVED.workingTime, UNSERVED.walkingLimit, UNSERVED.distanceLimit],
    message: (code, place, price, closest) => {
      const hours =
        price === void 0
          ? ''
          : `; without that it would take ${(price * 60).toFixed(0)} min more on the way, on ${closest}`;
      return `${UNSERVED_WORDS[code].replace('%', input.places[place]?.id ?? '')}${hours}`;
    },
  };
}

// services/solver/src/domain/routing/compile-routing.ts
var ANY_TIME = [[0, HORIZON]];
function compileRouting({ input, travel }) {
  const depots = new Map(input.depots.map((depot, index) => [depot.id, index]));
  const windows = input.stops.map((stop) =>
    stop.timeWindows.length === 0 ? ANY_TIME : stop.timeWindows.map((w) => [w.startSeconds, w.endSeconds]),
  );
  const vehicleTypes = input.vehicles.map((vehicle) => {
    const start = depots.get(vehicle.startDepotId) ?? 0;
    const skills = new Set(vehicle.skills);
    return {
      count: vehicle.count ?? 1,
      start,
      end: vehicle.openEnd ? -1 : (depots.get(vehicle.endDepotId) ?? start),
      shift: vehicle.shift ? [vehicle.shift.startSeconds, vehicle.shift.endSeconds] : [0, HORIZON],
      maxDistance: vehicle.maxDistanceMeters,
      maxDuration: vehicle.maxDurationSeconds,
      maxStops: vehicle.maxStops,
      capacity: vehicle.capacity,
      ...costsOf(vehicle),
      windows: (stop) => windows[stop] ?? ANY_TIME,
      serves: (stop) => input.stops[stop]?.skills.every((skill) => skills.has(skill)) ?? false,
    };
  });
  return compileArrays({
    size: travel.size,
    durations: travel.durations,
    distances: travel.distances,
    dims: input.capacityDimensions.length,
    stops: input.stops.map((stop, index) => ({
      location: input.depots.length + index,
      serviceSeconds: stop.serviceSeconds,
      demand: stop.demand,
      required: !stop.optional,
      prize: stop.prize,
    })),
    vehicleTypes,
  });
}
function costsOf(vehicle) {
  const free = vehicle.fixedCost === 0 && vehicle.costPerKm === void 0 && vehicle.costPerHour === void 0;
  return {
    fixedCost: vehicle.fixedCost,
    perMeter: (vehicle.costPerKm ?? (free ? 1 : 0)) / 1e3,
    perTravelSecond: 0,
    perSecond: (vehicle.costPerHour ?? 0) / 3600,
  };
}

// services/solver/src/domain/routing/read-plan.ts
function readPlan(problem2, compiled, lists) {
  const walk = new RouteWalk(compiled);
  const { input } = problem2;
  const served = /* @__PURE__ */ new Set();
  const routes = [];
  let cost = 0;
  let distanceMeters = 0;
  let durationSeconds = 0;
  let vehicleIndex = 0;
  for (let v = 0; v < compiled.vehicles; v++) {
    vehicleIndex = v > 0 && compiled.type[v] === compiled.type[v - 1] ? vehicleIndex + 1 : 0;
    const list = lists[v];
    if (!list || list.length === 0) continue;
    if (!walk.schedule(v, list, list.length)) throw new Error(`route ${v} breaks a rule of its own problem`);
    for (const stop of list) served.add(stop);
    routes.push({
      vehicleId: input.vehicles[compiled.type[v]]?.id ?? '',
      vehicleIndex,
      visits: Array.from(list, (stop, i) => visitOf(problem2, walk, stop, i)),
      startSeconds: walk.departure,
      endSeconds: walk.arrival,
      distanceMeters: walk.meters,
      cost: walk.cost,
    });
    cost += walk.cost;
    distanceMeters += walk.meters;
    durationSeconds += walk.arrival - walk.departure;
  }
  const unserved = [];
  input.stops.forEach((stop, index) => {
    if (served.has(index)) return;
    unserved.push({ id: stop.id, reasons: [] });
    if (stop.optional) cost += stop.prize;
  });
  return { routes, unserved, cost, distanceMeters, durationSeconds };
}
function visitOf({ input }, walk, stop, place) {
  const start = walk.starts[place];
  const raw = input.stops[stop];
  return {
    stopId: raw?.id ?? '',
    arrivalSeconds: walk.arrivals[place],
    startSeconds: start,
    departureSeconds: start + (raw?.serviceSeconds ?? 0),
    distanceMeters: walk.legMeters[place],
  };
}

// services/solver/src/domain/routing/verify.ts
var COST_TOLERANCE = 1e-6;
function verifyRouting(problem2, plan, options2 = {}) {
  const check = new PlanCheck(problem2);
  plan.routes.forEach((route, index) => {
    check.route(route, `routes[${index}]`);
  });
  check.unserved(plan, options2.partial ?? false);
  check.totals(plan);
  return { violations: check.violations, cost: check.cost };
}
var PlanCheck = class {
  violations = [];
  cost = 0;
  #problem;
  #stops;
  #vehicles;
  #depots;
  #seen = /* @__PURE__ */ new Map();
  #used = /* @__PURE__ */ new Set();
  #meters = 0;
  #seconds = 0;
  constructor(problem2) {
    this.#problem = problem2;
    this.#stops = new Map(problem2.input.stops.map((stop, index) => [stop.id, index]));
    this.#vehicles = new Map(problem2.input.vehicles.map((vehicle) => [vehicle.id, vehicle]));
    this.#depots = new Map(problem2.input.depots.map((depot, index) => [depot.id, index]));
  }
  route(route, place) {
    const vehicle = this.#vehicles.get(route.vehicleId);
    if (!vehicle || route.vehicleIndex < 0 || route.vehicleIndex >= (vehicle.count ?? 1)) {
      this.#add('unknown_vehicle', place, 1, `there is no vehicle ${route.vehicleId} number ${route.vehicleIndex}`);
      return;
    }
    const name = `${route.vehicleId}#${route.vehicleIndex}`;
    if (this.#used.has(name)) this.#add('vehicle_used_twice', place, 1, `vehicle ${name} has two routes`);
    this.#used.add(name);
    if (route.visits.length === 0) this.#add('empty_route', place, 1, `vehicle ${name} is used for nothing`);
    this.#loads(route, vehicle, place);
    this.#times(route, vehicle, place);
  }
  #loads(route, vehicle, place) {
    const { input } = this.#problem;
    const load2 = input.capacityDimensions.map(() => 0);
    for (const [index, visit] of route.visits.entries()) {
      const stop = input.stops[this.#stops.get(visit.stopId) ?? -1];
      if (!stop) continue;
      const missing = stop.skills.filter((skill) => !vehicle.skills.includes(skill));
      if (missing.length > 0) {
        this.#add(
          'skill_missing',
          `${place}.visits[${index}]`,
          missing.length,
          `vehicle ${vehicle.id} lacks ${missing.join(', ')}`,
        );
      }
      stop.demand.forEach((demand, d) => {
        load2[d] = (load2[d] ?? 0) + demand;
      });
    }
    load2.forEach((amount, d) => {
      const over2 = amount - (vehicle.capacity[d] ?? Number.POSITIVE_INFINITY);
      if (over2 > 0) this.#add('capacity_exceeded', place, over2, `${over2} ${input.capacityDimensions[d]} too much`);
    });
    const over = route.visits.length - (vehicle.maxStops ?? Number.POSITIVE_INFINITY);
    if (over > 0) this.#add('too_many_stops', place, over, `${over} stops more than the vehicle may serve`);
  }
  /** Follows the route in time and space. */
  #times(route, vehicle, place) {
    const { input } = this.#problem;
    const start = vehicle.startDepotId === '' ? 0 : this.#depots.get(vehicle.startDepotId);
    const end = vehicle.openEnd ? void 0 : vehicle.endDepotId === '' ? start : this.#depots.get(vehicle.endDepotId);
    let at = start ?? 0;
    let clock3 = route.startSeconds;
    let meters = 0;
    for (const [index, visit] of route.visits.entries()) {
      const where = `${place}.visits[${index}]`;
      const number = this.#stops.get(visit.stopId);
      const stop = number === void 0 ? void 0 : input.stops[number];
      if (number === void 0 || !stop) {
        this.#add('unknown_stop', where, 1, `there is no stop ${visit.stopId}`);
        continue;
      }
      const before = this.#seen.get(visit.stopId);
      if (before) this.#add('stop_served_twice', where, 1, `stop ${visit.stopId} is also at ${before}`);
      this.#seen.set(visit.stopId, where);
      const leg2 = this.#leg(at, input.depots.length + number, where);
      this.#same('wrong_time', `${where}.arrival_seconds`, visit.arrivalSeconds, clock3 + leg2.seconds);
      this.#same('wrong_distance', `${where}.distance_meters`, visit.distanceMeters, leg2.meters);
      if (visit.startSeconds < visit.arrivalSeconds) {
        this.#add(
          'too_early',
          where,
          visit.arrivalSeconds - visit.startSeconds,
          'service starts before the vehicle is there',
        );
      }
      this.#window(stop, visit.startSeconds, where);
      this.#same(
        'wrong_time',
        `${where}.departure_seconds`,
        visit.departureSeconds,
        visit.startSeconds + stop.serviceSeconds,
      );
      clock3 = visit.departureSeconds;
      meters += leg2.meters;
      at = input.depots.length + number;
    }
    if (end !== void 0) {
      const leg2 = this.#leg(at, end, place);
      clock3 += leg2.seconds;
      meters += leg2.meters;
    }
    this.#same('wrong_time', `${place}.end_seconds`, route.endSeconds, clock3);
    this.#same('wrong_distance', `${place}.distance_meters`, route.distanceMeters, meters);
    this.#limits(route, vehicle, place, meters);
  }
  #limits(route, vehicle, place, meters) {
    const { startSeconds, endSeconds } = route;
    const seconds = endSeconds - startSeconds;
    const opens = vehicle.shift?.startSeconds ?? 0;
    if (!(startSeconds >= opens)) this.#add('shift_missed', place, opens - startSeconds, 'it leaves before its shift');
    const closes = vehicle.shift?.endSeconds ?? Number.POSITIVE_INFINITY;
    if (endSeconds > closes) this.#add('shift_missed', place, endSeconds - closes, 'it is back after its shift');
    const far = meters - (vehicle.maxDistanceMeters ?? Number.POSITIVE_INFINITY);
    if (far > 0) this.#add('distance_exceeded', place, far, `${far} m too far`);
    const long = seconds - (vehicle.maxDurationSeconds ?? Number.POSITIVE_INFINITY);
    if (long > 0) this.#add('duration_exceeded', place, long, `${long} s too long`);
    const noCost = vehicle.fixedCost === 0 && vehicle.costPerKm === void 0 && vehicle.costPerHour === void 0;
    const perKm = vehicle.costPerKm ?? (noCost ? 1 : 0);
    const cost = vehicle.fixedCost + (perKm * meters) / 1e3 + ((vehicle.costPerHour ?? 0) * seconds) / 3600;
    this.#sameCost(`${place}.cost`, route.cost, cost);
    this.cost += cost;
    this.#meters += meters;
    this.#seconds += seconds;
  }
  #window(stop, start, where) {
    if (stop.timeWindows.length === 0) return;
    let miss = Number.POSITIVE_INFINITY;
    for (const { startSeconds, endSeconds } of stop.timeWindows) {
      miss = Math.min(miss, Math.max(startSeconds - start, start - endSeconds, 0));
    }
    if (!(miss <= 0))
      this.#add('window_missed', where, miss, `service starts ${miss} s outside every window of ${stop.id}`);
  }
  #leg(from, to, where) {
    const { travel } = this.#problem;
    const seconds = travel.durations[from * travel.size + to] ?? NO_WAY;
    const meters = travel.distances[from * travel.size + to] ?? NO_WAY;
    if (seconds === NO_WAY || meters === NO_WAY) this.#add('no_way', where, 1, 'there is no way to this place');
    return { seconds, meters };
  }
  unserved(plan, partial) {
    const listed = /* @__PURE__ */ new Set();
    plan.unserved.forEach(({ id }, index) => {
      const where = `unserved[${index}]`;
      if (!this.#stops.has(id)) this.#add('unknown_stop', where, 1, `there is no stop ${id}`);
      if (this.#seen.has(id) || listed.has(id))
        this.#add('stop_served_twice', where, 1, `stop ${id} is accounted for twice`);
      listed.add(id);
    });
    this.#problem.input.stops.forEach((stop, index) => {
      if (this.#seen.has(stop.id)) return;
      if (!listed.has(stop.id))
        this.#add(
          'stop_not_accounted_for',
          `stops[${index}]`,
          1,
          `stop ${stop.id} is neither served nor listed as unserved`,
        );
      if (stop.optional) this.cost += stop.prize;
      else if (!partial) this.#add('mandatory_stop_unserved', `stops[${index}]`, 1, `stop ${stop.id} must be served`);
    });
  }
  totals(plan) {
    this.#sameCost('cost', plan.cost, this.cost);
    this.#same('wrong_distance', 'distance_meters', plan.distanceMeters, this.#meters);
    this.#same('wrong_time', 'duration_seconds', plan.durationSeconds, this.#seconds);
  }
  #same(kind, place, claimed, real) {
    if (!Number.isFinite(claimed)) this.#add('not_a_number', place, 1, `${claimed} is not a number`);
    else if (claimed !== real)
      this.#add(kind, place, Math.abs(claimed - real), `${claimed} is claimed, ${real} is right`);
  }
  #sameCost(place, claimed, real) {
    const off = Math.abs(claimed - real);
    if (off > COST_TOLERANCE * Math.max(1, Math.abs(real)) || Number.isNaN(off)) {
      this.#add('wrong_cost', place, off, `${claimed} is claimed, ${real} is right`);
    }
  }
  #add(kind, place, amount, message) {
    this.violations.push({ kind, place, amount, message });
  }
};

// services/solver/src/domain/routing/relax-routing.ts
var HOUR2 = 3600;
var FURTHER = 1.25;
var ROUTING_LADDER = [
  { name: 'widen_time_windows_1h', apply: (input, original, unserved) => widen2(input, original, unserved, HOUR2) },
  { name: 'widen_time_windows_2h', apply: (input, original, unserved) => widen2(input, original, unserved, 2 * HOUR2) },
  { name: 'extend_working_time_1h', apply: (input) => ({ ...input, vehicles: input.vehicles.map(longer) }) },
  { name: 'extend_distance_limit', apply: (input) => ({ ...input, vehicles: input.vehicles.map(further) }) },
  {
    name: 'drop_stops',
    apply: (input, _, unserved) => ({
      ...input,
      stops: input.stops.map((stop) => (unserved.has(stop.id) ? { ...stop, optional: true, prize: 0 } : stop)),
    }),
  },
];
function widen2(input, original, unserved, seconds) {
  const stops = input.stops.map((stop, index) => {
    if (!unserved.has(stop.id)) return stop;
    const windows = original.stops[index]?.timeWindows ?? [];
    return {
      ...stop,
      timeWindows: windows.map((w) => ({
        startSeconds: Math.max(0, w.startSeconds - seconds),
        endSeconds: w.endSeconds + seconds,
      })),
    };
  });
  return { ...input, stops };
}
function longer(vehicle) {
  const { shift, maxDurationSeconds } = vehicle;
  return {
    ...vehicle,
    shift: shift && { startSeconds: shift.startSeconds, endSeconds: shift.endSeconds + HOUR2 },
    maxDurationSeconds: maxDurationSeconds === void 0 ? void 0 : maxDurationSeconds + HOUR2,
  };
}
function further(vehicle) {
  const { maxDistanceMeters } = vehicle;
  return {
    ...vehicle,
    maxDistanceMeters: maxDistanceMeters === void 0 ? void 0 : Math.round(maxDistanceMeters * FURTHER),
  };
}
function bentRules(original, plan, marginal) {
  return verifyRouting(original, plan).violations.flatMap((violation) => {
    const { stops } = original.input;
    if (violation.kind === 'mandatory_stop_unserved') {
      const stop = stops[Number(/\[(\d+)\]/.exec(violation.place)?.[1] ?? -1)];
      return stop ? [droppedStop(stop)] : [];
    }
    const route = plan.routes[Number(/^routes\[(\d+)\]/.exec(violation.place)?.[1] ?? -1)];
    if (!route) return [];
    const visit = route.visits[Number(/visits\[(\d+)\]/.exec(violation.place)?.[1] ?? -1)];
    if (violation.kind === 'window_missed' && visit) {
      const stop = stops.find(({ id }) => id === visit.stopId);
      return stop ? [widerWindow(stop, visit, violation.amount, marginal.get(stop.id) ?? 0)] : [];
    }
    const vehicle = original.input.vehicles.find(({ id }) => id === route.vehicleId);
    const price = route.visits.reduce((sum, { stopId }) => sum + (marginal.get(stopId) ?? 0), 0);
    return vehicle ? longerRoute(vehicle, route, violation, price) : [];
  });
}
function droppedStop(stop) {
  const message = `stop ${stop.id} is not served`;
  return { step: 'drop_stops', subjectId: stop.id, from: 'mandatory', to: 'left out', price: 0, message };
}
function widerWindow(stop, visit, amount, price) {
  return {
    step: 'widen_time_windows',
    subjectId: stop.id,
    from: stop.timeWindows.map((w) => `${clock2(w.startSeconds)}-${clock2(w.endSeconds)}`).join(', '),
    to: clock2(visit.startSeconds),
    price,
    message: `stop ${stop.id} is served ${minutes(amount)} outside its time windows`,
  };
}
function longerRoute(vehicle, route, { kind, amount }, price) {
  const subject = { subjectId: route.vehicleId, price };
  const name = `vehicle ${route.vehicleId}`;
  switch (kind) {
    case 'shift_missed':
      return [
        {
          ...subject,
          step: 'extend_working_time',
          from: `shift until ${clock2(vehicle.shift?.endSeconds ?? 0)}`,
          to: `until ${clock2(route.endSeconds)}`,
          message: `${name} is back ${minutes(amount)} after its shift`,
        },
      ];
    case 'duration_exceeded':
      return [
        {
          ...subject,
          step: 'extend_working_time',
          from: `at most ${vehicle.maxDurationSeconds} s`,
          to: `${route.endSeconds - route.startSeconds} s`,
          message: `${name} works ${minutes(amount)} too long`,
        },
      ];
    case 'distance_exceeded':
      return [
        {
          ...subject,
          step: 'extend_distance_limit',
          from: `at most ${vehicle.maxDistanceMeters} m`,
          to: `${route.distanceMeters} m`,
          message: `${name} drives ${amount} m too far`,
        },
      ];
    default:
      return [];
  }
}
function minutes(seconds) {
  return `${Math.ceil(seconds / 60)} min`;
}
function clock2(seconds) {
  const whole = Math.floor(Math.abs(seconds) / 60);
  return `${seconds < 0 ? '-' : ''}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

// services/solver/src/domain/routing/solve-routing.ts
function solveRouting(problem2, context, strategies) {
  return solveFamily(ROUTING_FAMILY, problem2, context, strategies);
}
var ROUTING_FAMILY = {
  compile: compileRouting,
  read: readPlan,
  verify: (problem2, plan) => {
    const { violations, cost } = verifyRouting(problem2, plan, { partial: true });
    return { wrong: violations.map(({ kind, place, message }) => `${kind} at ${place}: ${message}`), cost };
  },
  costOf: (plan) => plan.cost,
  unserved: (plan) => plan.unserved,
  ids: ({ input }) => input.stops.map(({ id }) => id),
  // A mandatory stop has no prize; leaving it out is a rule bent, not a cost.
  lossOf: () => 0,
  isRelaxingForbidden: ({ input }) => input.relaxation?.forbidden ?? false,
  words: wordsFor2,
  dimension: ({ input }, index) => input.capacityDimensions[index] ?? `dimension ${index}`,
  ladder: ROUTING_LADDER.map(climb),
  restate: (_, plan) => plan,
  bentRules,
};
function climb(step) {
  return ({ input, travel }, original, unserved) => {
    const relaxed = step.apply(input, original.input, unserved);
    return JSON.stringify(relaxed) === JSON.stringify(input) ? void 0 : { input: relaxed, travel };
  };
}
var CODES = [
  UNSERVED.timeWindow,
  UNSERVED.capacity,
  UNSERVED.skill,
  UNSERVED.workingTime,
  UNSERVED.distanceLimit,
  UNSERVED.stopLimit,
];
function wordsFor2({ input }, compiled) {
  const vehicleOf = (vehicle) => input.vehicles[compiled.type[vehicle]];
  return {
    vehicleName: (vehicle) => vehicleOf(vehicle)?.id ?? '',
    hasSkills: (vehicle, stop) =>
      input.stops[stop]?.skills.every((skill) => vehicleOf(vehicle)?.skills.includes(skill)) ?? true,
    codes: CODES,
    message: (code, stop, price, closest) => {
      const cost = price === void 0 ? '' : `; without that it would cost ${price.toFixed(2)} more, by ${closest}`;
      return `${UNSERVED_WORDS[code].replace('%', input.stops[stop]?.id ?? '')}${cost}`;
    },
  };
}

// services/solver/src/codec-visits.ts
function toRoutingSolution(plan) {
  return { kind: { $case: 'routing', value: plan } };
}
function toItinerarySolution(plan) {
  const days = plan.days.map((day) => ({
    ...day,
    legs: day.legs.map((leg2) => ({ ...leg2, mode: leg2.mode })),
  }));
  return { kind: { $case: 'itinerary', value: { ...plan, days } } };
}

// services/solver/src/workers/solve-visit-problem.ts
var WALKING_LEG_METERS = 1200;
function solveRoutingProblem(order, routing2, means) {
  const problem2 = { input: routing2, travel: routingTravel(routing2, order.travel) };
  const isRight = (plan) => verifyRouting(problem2, plan).violations.length === 0;
  return solveVisiting(order, means, isRight, toRoutingSolution, (context) =>
    solveRouting(problem2, context, strategiesFor(order)),
  );
}
function solveItineraryProblem(order, itinerary, means) {
  const modes = itineraryModes(itinerary);
  const travel = {
    walk: modes.walk ? matrixOf(order.travel, 'walk') : void 0,
    ride: modes.ride && matrixOf(order.travel, modes.ride),
  };
  const problem2 = { input: itinerary, travel };
  const isRight = (plan) => verifyItinerary(problem2, plan).violations.length === 0;
  return solveVisiting(order, means, isRight, toItinerarySolution, (context) =>
    solveItinerary(problem2, context, strategiesFor(order)),
  );
}
function strategiesFor({ emergency }) {
  return emergency ? visitStrategies().filter(({ immediate }) => immediate) : void 0;
}
async function solveVisiting(order, means, isRight, toSolution, solve) {
  const encode = (incumbent, strategy) => {
    if (!isRight(incumbent.solution)) return void 0;
    const result = toSolveResult(keptOutcome(incumbent, strategy), toSolution(incumbent.solution));
    return SolveResult.encode(result).finish();
  };
  const outcome = await solve({
    ...contextOf(order, means),
    onIncumbent: (incumbent, strategy) => means.reporter.report(incumbent, strategy, () => encode(incumbent, strategy)),
  });
  return { result: toSolveResult(outcome, outcome.solution && toSolution(outcome.solution)) };
}
function routingTravel({ matrix }, travel) {
  if (matrix) return travelMatrix(matrix.durationsSeconds, matrix.distancesMeters);
  const [first, second] = travel;
  if (!first) throw new Error('the order holds no travel data');
  return second ? mixMatrices(matrixOf(travel, 'walk'), matrixOf(travel, 'drive'), WALKING_LEG_METERS) : first;
}
function matrixOf(travel, mode) {
  const cells = travel.find((one2) => one2.mode === mode);
  if (!cells) throw new Error(`the order holds no travel data for the mode ${mode}`);
  return cells;
}

// services/solver/src/workers/solve-problem.ts
async function solveProblem(order, means) {
  const answer = await solveByKind(order, Problem.decode(order.problem), means);
  return 'violations' in answer ? answer : { result: SolveResult.encode(answer.result).finish() };
}
function solveByKind(order, problem2, means) {
  const { kind } = problem2;
  switch (kind?.$case) {
    case 'routing':
      return solveRoutingProblem(order, kind.value, means);
    case 'itinerary':
      return solveItineraryProblem(order, kind.value, means);
    case 'linear':
      return solveLinearProblem(order, kind.value, means);
    default:
      throw new Error('the order holds no problem that this worker can solve');
  }
}

// services/solver/src/workers/warm-up.ts
var SMALL_MIP = `Maximize
 gain: 5 x + 4 y + 3 z
Subject To
 a: 2 x + 3 y + z <= 5
 b: 4 x + y + 2 z <= 11
 c: 3 x + 4 y + 2 z <= 8
Generals
 x y z
End`;
var PLACES = 9;
var ITERATIONS = 300;
async function warmUp(solver2) {
  for (const [problem2, travel] of [
    [mip(), []],
    [trip(), [travelOf('walk'), travelOf('transit')]],
  ]) {
    const order = {
      type: 'solve',
      id: 0,
      problem: Problem.encode(problem2).finish(),
      travel,
      emergency: false,
      budgetMs: 1e3,
      seed: 1,
      iterations: ITERATIONS,
      slowdown: 1,
    };
    const now = () => performance.now();
    const reporter = new IncumbentReporter({ id: 0, beganMs: now(), now, post: () => void 0 });
    await solveProblem(order, { solver: solver2, now, stop: () => false, reporter });
  }
}
function mip() {
  return Problem.fromPartial({ kind: { $case: 'linear', value: { form: { $case: 'lpText', value: SMALL_MIP } } } });
}
function trip() {
  const places = Array.from({ length: PLACES }, (_, i) => ({
    id: `place ${i}`,
    location: { latitude: 52, longitude: 5 + i / 100 },
    visitSeconds: 3600,
    importance: 1 + i,
    openingHours: [{ openSeconds: 36e3, closeSeconds: 64800 }],
  }));
  const days = ['2026-01-01', '2026-01-02'].map((date) => ({ date, startSeconds: 32400, endSeconds: 50400 }));
  return Problem.fromPartial({ kind: { $case: 'itinerary', value: { places, days } } });
}
function travelOf(mode) {
  const cells = Int32Array.from({ length: PLACES * PLACES }, (_, cell) => {
    const legs = Math.abs((cell % PLACES) - Math.floor(cell / PLACES));
    return legs * 700;
  });
  return { mode, size: PLACES, durations: cells, distances: cells };
}

// services/solver/src/workers/peak-memory.ts
import { readFileSync, writeFileSync } from 'node:fs';

function resetPeakMemory() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {}
}
function peakMemoryMegabytes() {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    if (kilobytes !== void 0) return Number(kilobytes) / 1024;
  } catch {}
  return process.resourceUsage().maxRSS / 1024;
}

// services/solver/src/zz-w.ts
var solver = await loadHighsEngine(createRequire(import.meta.url).resolve('highs/runtime'));
await warmUp(solver);
var problem = Problem.encode(
  Problem.fromPartial({
    kind: {
      $case: 'linear',
      value: { form: { $case: 'lpText', value: 'Minimize\n c: x\nSubject To\n r: x >= 1\nEnd\n' } },
    },
  }),
).finish();
var routing = Problem.encode(
  Problem.fromPartial({
    kind: {
      $case: 'routing',
      value: {
        stops: [{ id: 's', serviceSeconds: 60 }],
        depots: [{ id: 'd' }],
        vehicles: [{ id: 'v' }],
        matrix: { durationsSeconds: [0, 600, 600, 0], distancesMeters: [0, 5e3, 5e3, 0] },
      },
    },
  }),
).finish();
var which = process.argv[2] === 'r' ? routing : problem;
var one = async () => {
  resetPeakMemory();
  const now = () => performance.now();
  const reporter = new IncumbentReporter({ id: 1, beganMs: now(), now, post: () => void 0 });
  await solveProblem(
    {
      type: 'solve',
      id: 1,
      problem: which,
      travel: [],
      emergency: false,
      budgetMs: 3e4,
      seed: 1,
      iterations: void 0,
      slowdown: 1,
    },
    { solver, now, stop: () => false, reporter },
  );
  peakMemoryMegabytes();
  await solver.renew();
};
console.log(
  JSON.stringify(
    (
      await solveProblem(
        {
          type: 'solve',
          id: 1,
          problem: which,
          travel: [],
          emergency: false,
          budgetMs: 3e4,
          seed: 1,
          iterations: void 0,
          slowdown: 1,
        },
        {
          solver,
          now: () => performance.now(),
          stop: () => false,
          reporter: new IncumbentReporter({ id: 1, beganMs: 0, now: () => 0, post: () => void 0 }),
        },
      )
    ).violations,
  ),
);
var N = 6e3;
for (let i = 0; i < 100; i++) await one();
var c = process.cpuUsage();
var t = performance.now();
for (let i = 0; i < N; i++) await one();
var u = process.cpuUsage(c);
console.log(
  'wall us',
  (((performance.now() - t) / N) * 1e3).toFixed(0),
  'cpu us',
  ((u.user + u.system) / N).toFixed(0),
);
