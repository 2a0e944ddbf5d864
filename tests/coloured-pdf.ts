/** A colour space that PDF.js hands to its WebAssembly: RGB with the primaries of sRGB (ICC.1:2001, matrix profile). */
function iccProfile(): Buffer {
  const fixed = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(Math.round(value * 65_536));
    return bytes;
  };
  const xyz = (...values: readonly number[]): Buffer =>
    Buffer.concat([Buffer.from("XYZ \0\0\0\0"), ...values.map(fixed)]);
  // Gamma 2.2 as 8.8 fixed point.
  const curve = Buffer.concat([Buffer.from("curv\0\0\0\0\0\0\0\u0001", "latin1"), Buffer.from([2, 51, 0, 0])]);
  const tags: readonly (readonly [string, Buffer])[] = [
    ["wtpt", xyz(0.9642, 1, 0.8249)],
    ["rXYZ", xyz(0.4361, 0.2225, 0.0139)],
    ["gXYZ", xyz(0.3851, 0.7169, 0.0971)],
    ["bXYZ", xyz(0.1431, 0.0606, 0.7141)],
    ["rTRC", curve],
    ["gTRC", curve],
    ["bTRC", curve],
  ];
  const header = Buffer.alloc(128);
  header.write("\u0002\u0010\0\0mntrRGB XYZ ", 8, "latin1");
  header.write("acsp", 36);
  Buffer.concat([0.9642, 1, 0.8249].map(fixed)).copy(header, 68);
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length);
  let offset = header.length + table.length;
  for (const [index, [name, data]] of tags.entries()) {
    table.write(name, 4 + 12 * index);
    table.writeUInt32BE(offset, 8 + 12 * index);
    table.writeUInt32BE(data.length, 12 + 12 * index);
    offset += data.length;
  }
  header.writeUInt32BE(offset);
  return Buffer.concat([header, table, ...tags.map(([, data]) => data)]);
}

/** A PDF of one page with a rectangle whose colour is given in an ICC profile, and a line of text. */
export function colouredPdf(): Uint8Array {
  const stream = (entries: string, data: Buffer | string): Buffer =>
    Buffer.concat([
      Buffer.from(`<< /Length ${data.length} ${entries} >>\nstream\n`),
      Buffer.from(data as string),
      Buffer.from("\nendstream"),
    ]);
  const objects: readonly (Buffer | string)[] = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R
      /Resources << /ColorSpace << /C [/ICCBased 5 0 R] >> /Font << /F 6 0 R >> >> >>`,
    stream("", "/C cs 0.2 0.6 0.9 sc 20 20 160 60 re f 0 0 0 sc BT /F 18 Tf 40 44 Td (A spark) Tj ET"),
    stream("/N 3", iccProfile()),
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let file = Buffer.from("%PDF-1.7\n");
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file = Buffer.concat([
      file,
      Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.from(object as string),
      Buffer.from("\nendobj\n"),
    ]);
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join("")}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.concat([file, Buffer.from(table + trailer)]);
}
