/** Stands for Brotli in the bundle that draws PDF: only WOFF2 fonts need it. */
export default function decompress(): never {
  throw new Error('WOFF2 fonts cannot be read here.');
}
