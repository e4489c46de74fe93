/**
 * Builds the Debian package with Debian's own `dpkg-deb`: the sources, what they depend on, Deck and Node.js.
 *
 *     npm run package:deb [-- --output DIR] [--fast]
 *
 * `--fast` leaves it uncompressed, for those who only want to try it.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const root = join(import.meta.dirname, '..')
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

interface Locked {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>
}

const { values } = parseArgs({ options: { output: { type: 'string' }, fast: { type: 'boolean', default: false } } })
const architecture = architectures[process.arch]
if (process.platform !== 'linux' || architecture === undefined)
  throw new Error(`There is no package for ${process.platform} on ${process.arch}: Linux on x64 and arm64 only.`)
const { version } = JSON.parse(read('package.json')) as { version: string }
const output = values.output ?? join(root, 'dist')
const tree = mkdtempSync(join(tmpdir(), 'gennaker-deb-'))
try {
  execFileSync('sh', ['scripts/build-deck.sh'], { cwd: root, stdio: 'inherit' })
  fill(tree)
  describe(tree)
  mkdirSync(output, { recursive: true })
  const file = join(output, `gennaker_${version}_${architecture}.deb`)
  const compression = values.fast ? ['-Znone'] : ['-Zgzip', '-z6']
  execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', tree, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  process.stdout.write(`${file}\n`)
} finally {
  rmSync(tree, { recursive: true, force: true })
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** What is installed, below the folder that stands for `/`. */
function fill(target: string): void {
  const home = join(target, 'opt/gennaker')
  const isForUse = (path: string) => !/\.test\.tsx?$|\/(fixtures|testing)(\/|$)|\/testing\.ts$/.test(path)
  const copy = (path: string, to: string, filter: (path: string) => boolean = () => true) =>
    cpSync(join(root, path), to, { recursive: true, filter, verbatimSymlinks: true })
  copy('src', join(home, 'src'), (path) => isForUse(path) && !/\/src\/providers\/[^/]+\/deck(\/|$)/.test(path))
  copy('deck/dist', join(home, 'deck/dist'))
  for (const path of ['package.json', 'LICENSE']) copy(path, join(home, path))
  for (const path of needed())
    copy(path, join(home, path), (each) => !/\/node-linux-[^/]+|\.(map|d\.[cm]?ts)$/.test(each))
  const node = `node_modules/node-linux-${process.arch}/bin/node`
  copy(node, join(home, 'bin/node'))
  copy('packaging/debian/gennaker', join(home, 'bin/gennaker'))
  copy('packaging/debian/hal', join(target, 'usr/bin/hal'))
  copy('packaging/debian/gennaker.service', join(target, 'lib/systemd/system/gennaker.service'))
  const docs = join(target, 'usr/share/doc/gennaker')
  for (const path of ['README.md', 'CHANGELOG.md', 'docs']) copy(path, join(docs, path))
  copy('LICENSE', join(docs, 'copyright'))
  for (const path of [join(home, 'bin/node'), join(home, 'bin/gennaker'), join(target, 'usr/bin/hal')])
    chmodSync(path, 0o755)
}

/** The packages that the product needs when it runs; those for other systems are not there, and are not missed. */
function needed(): string[] {
  const { packages } = JSON.parse(read('package-lock.json')) as Locked
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional && existsSync(join(root, path)))
    .map(([path]) => path)
}

/** The folder `DEBIAN`: what the package is, and what happens when it comes and goes. */
function describe(target: string): void {
  const files = globSync('**/*', { cwd: target, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
  const folder = join(target, 'DEBIAN')
  mkdirSync(folder)
  const control = [
    'Package: gennaker',
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    'Maintainer: The Gennaker authors <gennaker@localhost>',
    `Installed-Size: ${Math.ceil(bytes / 1024)}`,
    'Section: admin',
    'Priority: optional',
    'Depends: libatomic1, libc6 (>= 2.28), libstdc++6, passwd',
    'Recommends: systemd, ca-certificates',
    'Suggests: git, kubernetes-client, nginx, postgresql',
    'Description: continuous delivery to every cloud',
    ' Spinnaker, rebuilt in TypeScript: all its services in one light process,',
    ' and hal, which configures them and keeps them running. Brings its own Node.js.',
  ]
  writeFileSync(join(folder, 'control'), `${control.join('\n')}\n`)
  const sums = files.map(
    (file) => `${createHash('md5').update(readFileSync(file)).digest('hex')}  ${file.slice(target.length + 1)}`,
  )
  writeFileSync(join(folder, 'md5sums'), `${sums.join('\n')}\n`)
  for (const script of ['postinst', 'prerm', 'postrm'])
    cpSync(join(root, 'packaging/debian', script), join(folder, script))
  for (const script of ['postinst', 'prerm', 'postrm']) chmodSync(join(folder, script), 0o755)
  chmodSync(target, 0o755)
}
