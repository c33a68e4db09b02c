// SPDX-License-Identifier: Apache-2.0
// Makes the files that the daemon serves: node build.mjs FOLDER. One script, one style sheet and what
// they name, with a hash in each name; each also compressed; and index.html, which names them.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const out = process.argv[2]
const browsers = ['chrome105', 'edge105', 'firefox105', 'safari15.4']

const style = sass.compile(join(here, 'src/page.scss'), {
  loadPaths: [modules, here],
  quietDeps: true,
  silenceDeprecations: ['import'],
  logger: sass.Logger.silent
})
const shared = {
  bundle: true,
  minify: true,
  target: browsers,
  outdir: out,
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.svg': 'file' },
  metafile: true,
  write: false,
  legalComments: 'none'
}
const results = [
  await esbuild.build({
    ...shared, format: 'esm', entryPoints: { page: join(here, 'src/main.js') }
  }),
  await esbuild.build({
    ...shared,
    entryNames: 'page-[hash]',
    stdin: { contents: style.css, loader: 'css', sourcefile: 'page.css', resolveDir: modules }
  }),
  await esbuild.build({ ...shared, entryPoints: { icon: join(here, 'src/icon.svg') } })
]

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

function write (name, content) {
  writeFileSync(join(out, name), content)
  if (name === 'index.html' || content.length < 600) return
  writeFileSync(join(out, name + '.gz'), gzipSync(content, { level: 9 }))
  writeFileSync(join(out, name + '.br'), brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11 }
  }))
}

const files = results.flatMap((result) => result.outputFiles)
  .filter((file) => !/icon-.*\.js$/.test(file.path))
const named = (pattern) => basename(files.find((file) => pattern.test(file.path)).path)

for (const file of files) write(basename(file.path), file.contents)
write('index.html', readFileSync(join(here, 'src/index.html'), 'utf8')
  .replaceAll('{{script}}', named(/page-[^/]*\.js$/))
  .replaceAll('{{style}}', named(/page-[^/]*\.css$/))
  .replaceAll('{{icon}}', named(/icon-[^/]*\.svg$/)))
