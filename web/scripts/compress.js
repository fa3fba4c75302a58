// Writes NAME.br and NAME.gz beside each file of dist that gets smaller by it; the server sends them as they are.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = new URL("../dist/", import.meta.url).pathname;
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(html|js|css|svg|json)$/.test(entry.name))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

for (const file of files) {
  const bytes = readFileSync(file);
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const gzip = gzipSync(bytes, { level: 9 });
  if (gzip.length < bytes.length) writeFileSync(`${file}.gz`, gzip);
  if (brotli.length < bytes.length) writeFileSync(`${file}.br`, brotli);
}
