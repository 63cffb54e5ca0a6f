// Unpacks the packed browser into the directory named on the command line.
// Brotli is in Node but not in Python; the archives inside are left to Python.
const { createReadStream, createWriteStream, mkdirSync } = require("node:fs");
const { join } = require("node:path");
const { pipeline } = require("node:stream/promises");
const { createBrotliDecompress } = require("node:zlib");

const packed = join(__dirname, "node_modules", "@sparticuz", "chromium", "bin");
const target = process.argv[2];

async function unpack(name) {
  const from = createReadStream(join(packed, `${name}.br`));
  await pipeline(from, createBrotliDecompress(), createWriteStream(join(target, name)));
}

mkdirSync(target, { recursive: true });
Promise.all(["chromium", "al2023.tar", "swiftshader.tar"].map(unpack));
