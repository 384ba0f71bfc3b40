// runs inside a machine's network namespace: `relay.js ADDRESS:PORT SOCKET` opens a port there that leads to a Unix
// socket of the rehearsal, since sockets of the file system know no network namespaces
const net = require('node:net');

const [address, path] = process.argv.slice(2);
const [host, port] = address.split(':');

net.createServer((outside) => {
  const inside = net.connect({ path });
  for (const [one, other] of [[outside, inside], [inside, outside]]) {
    one.on('error', () => one.destroy());
    one.on('close', () => other.destroy());
    one.pipe(other);
  }
}).listen(Number(port), host, () => process.stdout.write('ready\n'));
